"""Zawgyi: Burmese written in the old private encoding, found and turned to Unicode (door to myanmartools)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import icu
from myanmartools import ZawgyiDetector

MYANMAR = re.compile(r"[\u1000-\u109f][\u1000-\u109f\u200b-\u200d \u00a0]*")
# Where a syllable begins: at a letter with the vowel and the medials that Zawgyi writes before it, unless the letter is
# stacked below another one or closed by the sign of a final; a guess, as only parts that fit together are used.
SYLLABLE = re.compile(
    "(?=(?<![\u1031\u103b\u107e-\u1084])\u1031?[\u103b\u107e-\u1084]?[\u1000-\u102a\u1040-\u1049](?!\u1039))|(?= )"
)
WORD = re.compile("(?= )")
ZAWGYI_CERTAIN = 0.95  # measured: 1.0 on Zawgyi posts, below 1e-20 on Unicode ones (dependencies: myanmartools)


ZAWGYI_NEVER = 0.05  # a short run of plain Unicode has less (0.02 at most among the words of the corpus)


def is_zawgyi(text: str) -> bool:
    """Say whether Burmese text is written in Zawgyi; converting Unicode text would corrupt it."""
    return float(_detector().get_zawgyi_probability(text)) >= ZAWGYI_CERTAIN


def to_unicode(text: str) -> str | None:
    """Return Zawgyi text as Unicode, or None where the text is no Zawgyi."""
    return str(_converter().transliterate(text)) if is_zawgyi(text) else None


def stretches(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, Unicode form) of what a text writes in Zawgyi: a syllable each, or more where need be.

    The forms of a run in a row are what `to_unicode` gives of it whole: signs move inside a syllable only.
    """
    for start, whole, run in _in_zawgyi(text):
        at = start
        for word, meant in _parted(run, whole, WORD):
            for written, plain in _parted(word, meant, SYLLABLE):
                yield at, at + len(written), plain
                at += len(written)


def without_zawgyi(text: str) -> str:
    """Return a text with its Zawgyi as Unicode."""
    made, at = [], 0
    for start, whole, run in _in_zawgyi(text):
        made += [text[at:start], whole]
        at = start + len(run)
    return "".join([*made, text[at:]])


def _in_zawgyi(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (start, Unicode form, as written) of each run of Zawgyi: a short one counts as the whole text does."""
    runs = list(MYANMAR.finditer(text))
    chances = [float(_detector().get_zawgyi_probability(run.group())) for run in runs]
    is_open = any(ZAWGYI_NEVER < chance < ZAWGYI_CERTAIN for chance in chances)
    least = ZAWGYI_NEVER if is_open and is_zawgyi(" ".join(run.group() for run in runs)) else ZAWGYI_CERTAIN
    for run, chance in zip(runs, chances, strict=True):
        if chance >= least:
            yield run.start(), str(_converter().transliterate(run.group())), run.group()


def _parted(text: str, whole: str, boundary: re.Pattern[str]) -> list[tuple[str, str]]:
    parts = [(part, str(_converter().transliterate(part))) for part in boundary.split(text) if part]
    return parts if "".join(plain for _, plain in parts) == whole else [(text, whole)]


@cache
def _detector() -> ZawgyiDetector:
    return ZawgyiDetector()


@cache
def _converter() -> icu.Transliterator:
    return icu.Transliterator.createInstance("Zawgyi-my")
