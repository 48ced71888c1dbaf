"""Zawgyi: Burmese written in the old private encoding, found and turned to Unicode (door to myanmartools)."""

from __future__ import annotations

from functools import cache

import icu
from myanmartools import ZawgyiDetector

ZAWGYI_CERTAIN = 0.95  # measured: 1.0 on Zawgyi posts, below 1e-20 on Unicode ones (dependencies: myanmartools)


def is_zawgyi(text: str) -> bool:
    """Say whether Burmese text is written in Zawgyi; converting Unicode text would corrupt it."""
    return float(_detector().get_zawgyi_probability(text)) >= ZAWGYI_CERTAIN


def to_unicode(text: str) -> str | None:
    """Return Zawgyi text as Unicode, or None where the text is no Zawgyi."""
    return str(_converter().transliterate(text)) if is_zawgyi(text) else None


@cache
def _detector() -> ZawgyiDetector:
    return ZawgyiDetector()


@cache
def _converter() -> icu.Transliterator:
    return icu.Transliterator.createInstance("Zawgyi-my")
