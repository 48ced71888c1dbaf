"""fold: the form that reading and search share, with a map of offsets back to the original.

NFKC_Casefold (UTS 44; drops zero-width and other ignorable signs), Zawgyi turned to Unicode, plain digits,
one form of Arabic yeh and kaf, runs of white space as one space. Cues and texts are folded the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import icu

from posts.text.zawgyi import to_unicode

FOLD_RECIPE = "f1"

MYANMAR = re.compile(r"[\u1000-\u109f][\u1000-\u109f\u200b-\u200d \u00a0]*")
ARABIC = {0x064A: "ی", 0x0649: "ی", 0x0643: "ک", 0x06CC: "ی", 0x06A9: "ک"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; starts[i] and ends[i] are the original's code points that gave its i-th one."""

    text: str
    starts: tuple[int, ...] | range
    ends: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's span for a non-empty span of the folded text."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Return the folded form; idempotent, and the empty text folds to the empty text."""
    if text.isascii() and not _SPACES.search(text):
        return Folded(text.lower(), range(len(text)), range(1, len(text) + 1))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for folded, start, end in _pieces(text):
        for char in folded:
            if char == " " and chars and chars[-1] == " ":
                ends[-1] = end
                continue
            chars.append(char)
            starts.append(start)
            ends.append(end)
    return Folded("".join(chars), tuple(starts), tuple(ends))


_SPACES = re.compile(r"[\x00-\x1f\x7f]|  ")


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (folded piece, start, end): Zawgyi by whole runs, everything else by normalisation unit."""
    at = 0
    for run in MYANMAR.finditer(text):
        converted = to_unicode(run.group())
        if converted is not None:
            yield from _units(text, at, run.start())
            yield _fold_unit(converted), run.start(), run.end()
            at = run.end()
    yield from _units(text, at, len(text))


def _units(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    at = start
    while at < end:
        stop = at + 1
        while stop < end and not _begins_unit(text[stop]):
            stop += 1
        yield _fold_unit(text[at:stop]), at, stop
        at = stop


@lru_cache(maxsize=1 << 16)
def _begins_unit(char: str) -> bool:
    return bool(_normalizer().hasBoundaryBefore(char)) or unicodedata.category(char) == "Cs"


@lru_cache(maxsize=1 << 16)
def _fold_unit(unit: str) -> str:
    """Fold one unit to a fixed point (final sigma and some ligatures need a second round)."""
    safe = "".join("\ufffd" if unicodedata.category(char) == "Cs" else char for char in unit)
    once = "".join(_plain(char) for char in _normalizer().normalize(safe))
    return once if once == unit else _fold_unit(once)


def _plain(char: str) -> str:
    if char.isspace() or unicodedata.category(char) == "Cc":
        return " "
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return ARABIC.get(ord(char), char)


@cache
def _normalizer() -> icu.Normalizer2:
    return icu.Normalizer2.getInstance(None, "nfkc_cf", icu.UNormalizationMode2.COMPOSE)
