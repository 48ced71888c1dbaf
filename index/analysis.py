"""Analysis, the same for every engine: which words a text holds, as they stand and in their bare form.

`exact_words`: words of the folded text; scripts without spaces are cut by ICU's dictionaries.
`bare_words`: words of the undisguised text in one spelling; scripts without spaces become overlapping pairs of
letters, so that a word inside running text is found wherever a dictionary would have cut it.
Engines get the words joined by spaces and split them at spaces; a query goes through the same two functions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from index.spelling import one_spelling
from posts.text import Folded, bare, fold, words

ANALYSIS_RECIPE = "w2"

MAX_WORD = 100  # code points; Elasticsearch cuts longer words at 255 UTF-16 units, so both engines get them cut
JOINT = "_"  # stands between the two letters of a pair; no word holds it
RECENT = 2048  # texts whose forms are kept, some batches of an ingest: about 10 MB
LONGEST_KEPT = 8192  # code points; longer texts are rare, and thousands of them would fill the memory
BREAK = "¶"  # stands between two parts of a post, so that no phrase reaches over; no word holds it

# Scripts whose words stand without spaces; Hangul too, where particles stick to the word.
UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x9FFF),  # Han
    (0xA9E0, 0xA9FF),  # Myanmar
    (0xAA60, 0xAA7F),
    (0xAC00, 0xD7A3),  # Hangul
    (0x20000, 0x3FFFF),  # Han
)
STACKERS = "\u1039\u17d2"  # Myanmar and Khmer: the next consonant stands below this one
BOUND_TONE = "\u1037"  # Myanmar: a name gets this dot when a word follows that it belongs to
UNSPACED_KIND = "U"
EXACT_RUN = re.compile(r"L+|N+|U+")
BARE_RUN = re.compile(r"L+|N+|U+(?: U+)*")


Piece: TypeAlias = tuple[str, int, int]  # a word and its span


class Word(NamedTuple):
    """A word as engines hold it, and the span of the original text that it comes from."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to be found one after the other; with `begins`, the last one is only the beginning of a word."""

    words: tuple[str, ...]
    begins: bool = False


def exact_words(text: str) -> list[Word]:
    """Return the words of a text as they stand: folded, never undisguised."""
    form = fold(text)
    return [Word(word, *form.span(start, end)) for word, start, end in _exact(form)]


def bare_words(text: str) -> list[Word]:
    """Return the words of a text without disguise, diacritics, traditional forms and variants of spelling."""
    form = one_spelling(bare(fold(text)))
    return [Word(word, *form.span(start, end)) for word, start, end in _bare(form)]


def exact_text(text: str) -> str:
    """Return the exact words joined by spaces, as engines take them."""
    return _forms(text)[0]


def bare_text(text: str) -> str:
    """Return the bare words joined by spaces, as engines take them."""
    return _forms(text)[1]


def exact_phrase(text: str, *, begins: bool = False) -> Phrase:
    """Return what to look for among the exact words; empty where the text holds no letter or digit."""
    return Phrase(tuple(exact_text(text).split()), begins)


def bare_phrase(text: str, *, begins: bool = False) -> Phrase:
    """Return what to look for among the bare words.

    The mark of a run's end is left off: what is sought may go on in the text.
    """
    sought = bare_text(text).split()
    if not sought or not sought[-1].endswith(JOINT):
        return Phrase(tuple(sought), begins)
    if len(sought) > 1 and JOINT in sought[-2][:-1]:
        return Phrase(tuple(sought[:-1]))
    return Phrase(tuple(sought), begins=True)


def _forms(text: str) -> tuple[str, str]:
    """Return both forms; those of recent texts are kept, for rules and index ask for the same posts."""
    return _recent(text) if len(text) <= LONGEST_KEPT else _made(text)


@lru_cache(maxsize=RECENT)
def _recent(text: str) -> tuple[str, str]:
    return _made(text)


def _made(text: str) -> tuple[str, str]:
    form = fold(text)
    return " ".join(word for word, _, _ in _exact(form)), " ".join(
        word for word, _, _ in _bare(one_spelling(bare(form)))
    )


def _exact(form: Folded) -> Iterator[Piece]:
    return _pieces(form.text, EXACT_RUN, _segments)


def _bare(form: Folded) -> Iterator[Piece]:
    return _pieces(form.text, BARE_RUN, _pairs)


def _pieces(text: str, runs: re.Pattern[str], cut: Callable[[str], Iterator[Piece]]) -> Iterator[Piece]:
    """Yield the words with their spans in the form; runs of scripts without spaces are cut by `cut`."""
    for run in runs.finditer(text.translate(_KINDS)):
        start, end = run.span()
        together = run.group()[0] == UNSPACED_KIND
        if end - start <= MAX_WORD and not together:
            yield text[start:end], start, end
        else:
            for word, first, last in (cut if together else _chopped)(text[start:end]):
                yield word, start + first, start + last


def _chopped(piece: str) -> Iterator[Piece]:
    for start in range(0, len(piece), MAX_WORD):
        text = piece[start : start + MAX_WORD]
        yield text, start, start + len(text)


def _segments(run: str) -> Iterator[Piece]:
    for start, end in words(run):
        for text, first, last in _chopped(run[start:end]):
            yield text, start + first, start + last


def _pairs(run: str) -> Iterator[Piece]:
    """Yield each letter joined with the next one, and the last letter alone."""
    letters = list(_letters(run))
    for at, (start, end) in enumerate(letters):
        follows, last = letters[at + 1] if at + 1 < len(letters) else (end, end)
        yield (run[start:end] + JOINT + run[follows:last]).replace(BOUND_TONE, ""), start, last


def _letters(run: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of letters with the marks and stacked consonants that belong to them; spaces are skipped."""
    start = 0
    for at in range(1, len(run) + 1):
        if at == len(run) or _begins_letter(run, at):
            if run[start] != " ":
                yield start, at
            start = at


def _begins_letter(run: str, at: int) -> bool:
    if unicodedata.category(run[at])[0] == "M" and run[at - 1] != " ":
        return False
    return run[at - 1] not in STACKERS


class _Kinds(dict[int, str]):
    """L letter of a script with spaces, U of one without, N number, a space as it is, everything else `-`."""

    def __missing__(self, code: int) -> str:
        kind = unicodedata.category(chr(code))[0]
        if chr(code) == " ":
            self[code] = " "
        elif kind in "LM":
            self[code] = UNSPACED_KIND if any(low <= code <= high for low, high in UNSPACED) else "L"
        else:
            self[code] = "N" if kind == "N" else "-"
        return self[code]


_KINDS = _Kinds()
