"""Three hundred ordinary local adverts, put together from the parts of tests/corpora/lawful_adverts.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import yaml

PARTS = Path(__file__).parent.parent / "corpora" / "lawful_adverts.yaml"
ADVERTS = 300


def adverts(number: int = ADVERTS) -> list[tuple[str, str]]:
    """Return that many adverts as language and text, the languages taking turns."""
    parts = yaml.safe_load(PARTS.read_text(encoding="utf-8"))
    lines = [_adverts(lang, one) for lang, one in parts.items()]
    made: list[tuple[str, str]] = []
    while len(made) < number:
        made += [advert for line in lines if (advert := next(line, None)) is not None]
    return made[:number]


def _adverts(lang: str, parts: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    chosen = product(parts["more"], parts["pay"], parts["work"])
    for number, (more, pay, work) in enumerate(chosen):
        other = parts["more"][(number + 1) % len(parts["more"])]
        told = more if other == more else f"{more}, {other}"
        contact = str(parts["contact"]).format(name=f"local__{lang}{number:02d}")
        yield lang, f"{work}\n{pay}, {told}\n{contact}"
