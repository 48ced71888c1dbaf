"""fold: the form that reading and search share, with a map of offsets back to the original.

NFKC_Casefold (UTS 44; drops zero-width and other ignorable signs), Zawgyi turned to Unicode, plain digits,
one form of Arabic yeh and kaf, runs of white space as one space. Cues and texts are folded the same way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import icu

from posts.text.zawgyi import stretches

FOLD_RECIPE = "f2"

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
    made = _Making(text)
    at = 0
    for start, end, plain in stretches(text):
        made.stretch(at, start)
        made.unit(_fold_unit(plain), start, end)
        at = end
    made.stretch(at, len(text))
    return Folded("".join(made.pieces), tuple(made.starts), tuple(made.ends))


_SPACES = re.compile(r"[\x00-\x1f\x7f]|  ")


# Plain characters fold one to one whatever stands beside them, but for marks that join the one before.
_RUN = re.compile("((?:p| (?=p))+(?!m))|.m*")


class _Making:
    """A folded text while it is made: plain runs at once, everything else by normalisation unit."""

    def __init__(self, text: str) -> None:
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self._text = text
        self._after_space = False

    def stretch(self, start: int, end: int) -> None:
        """Fold a stretch that holds no Zawgyi."""
        part = self._text[start:end]
        folded = part.translate(_PLAIN)
        for run in _RUN.finditer(part.translate(_KINDS)):
            first, last = run.span()
            if run.lastindex:
                self._run(folded[first:last], start + first, start + last)
            else:
                self.unit(_fold_unit(part[first:last]), start + first, start + last)

    def _run(self, folded: str, start: int, end: int) -> None:
        if self._after_space and folded[0] == " ":
            self.ends[-1] = start + 1
            folded, start = folded[1:], start + 1
        self.pieces.append(folded)
        self.starts.extend(range(start, end))
        self.ends.extend(range(start + 1, end + 1))
        self._after_space = folded[-1:] in {"", " "}

    def unit(self, folded: str, start: int, end: int) -> None:
        """Add the folded form of one unit; of spaces in a row one is kept."""
        for char in folded:
            if char == " " and self._after_space:
                self.ends[-1] = end
                continue
            self.pieces.append(char)
            self.starts.append(start)
            self.ends.append(end)
            self._after_space = char == " "


class _Kinds(dict[int, str]):
    """p plain, a space as it is, m a mark that joins what stands before it, o all others; each found out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if not _begins_unit(char):
            self[code] = "m"
        elif char == " ":
            self[code] = " "
        else:
            self[code] = "p" if len(_fold_unit(char)) == 1 and _fold_unit(char) != " " else "o"
        return self[code]


class _Plain(dict[int, str]):
    """What each plain character folds to; any other stands for itself and is folded elsewhere."""

    def __missing__(self, code: int) -> str:
        folded = _fold_unit(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_KINDS, _PLAIN = _Kinds(), _Plain()


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
