"""Ordinary adverts put together from parts: 300 local ones in ten languages, 500 English ones with hard promises."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import yaml

CORPORA = Path(__file__).parent.parent / "corpora"
ADVERTS = 300
ENGLISH = 500
STEP = 7  # through all combinations, so that every part meets many others


def adverts(number: int = ADVERTS) -> list[tuple[str, str]]:
    """Return that many adverts as language and text, the languages taking turns."""
    parts = yaml.safe_load((CORPORA / "lawful_adverts.yaml").read_text(encoding="utf-8"))
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


def english(number: int = ENGLISH) -> list[str]:
    """Return that many English adverts, spread over all combinations of the parts."""
    parts = yaml.safe_load((CORPORA / "english_adverts.yaml").read_text(encoding="utf-8"))
    every = list(product(parts["apply"], parts["more"], parts["pay"], parts["work"]))
    chosen = (every[at * STEP % len(every)] for at in range(number))
    return [f"{work}\n{pay} {more}\n{apply}" for apply, more, pay, work in chosen]
