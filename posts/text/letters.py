"""letters: the form for grouping, in batches: plain small letters of any script and nothing else.

Links, handles and e-mail addresses are left out; full-width, styled and look-alike letters become plain, Latin
accents go, traditional Chinese becomes simplified, Zawgyi becomes Unicode, leetspeak becomes letters. A Han, kana or
hangul sign counts three times. What a disguise changes is gone; what is left is compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from posts.text.disguise import LEET_SIGNS, SMALL, leet_spans, link_spans
from posts.text.folding import IGNORED, Folding, folding
from posts.text.zawgyi import to_unicode

compiled: ModuleType | None
try:
    from posts.text import _letters as compiled
except ImportError:  # no C compiler where this was installed
    compiled = None

LETTERS_RECIPE = "l2"

Codes = NDArray[np.uint32]

_SEVERAL = 0xFFFFFFFF  # as in _letters.c
_MYANMAR = re.compile("[\u1000-\u109f][\u1000-\u109f\u200b-\u200d \u00a0]*")
_LETTER, _SIGN = 1, 2
_KIND = np.isin(np.arange(256), list(SMALL)) * np.uint8(_LETTER) + np.isin(np.arange(256), list(LEET_SIGNS)) * np.uint8(
    _SIGN
)


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of several texts in one array; those of text i stand from bounds[i] to bounds[i + 1]."""

    codes: Codes
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, number: int) -> Codes:
        return self.codes[self.bounds[number] : self.bounds[number + 1]]


def letters(texts: Sequence[str]) -> Letters:
    """Return the letters of each text; lone surrogates and everything else that is no letter are left out."""
    return _in_numpy(texts) if compiled is None else _compiled(list(texts), compiled)


def _compiled(texts: list[str], compiled: ModuleType) -> Letters:
    table = folding()
    given = (table.plain, _singles(), table.starts, table.counts, table.pool)
    codes, bounds, burmese = compiled.letters(texts, *given)
    plain = {number: _without_zawgyi(texts[number]) for number in burmese}
    if any(texts[number] != text for number, text in plain.items()):
        for number, text in plain.items():
            texts[number] = text
        codes, bounds, _ = compiled.letters(texts, *given)
    return Letters(np.frombuffer(codes, np.uint32), np.frombuffer(bounds, np.int64))


@cache
def _singles() -> Codes:
    """Return for each code point its letter, 0 for none, _SEVERAL where there are more: most need no second look."""
    table = folding()
    letter = table.pool[np.minimum(table.starts, len(table.pool) - 1)]
    return np.where(table.counts == 1, letter, np.where(table.counts == 0, 0, _SEVERAL)).astype(np.uint32)


def _in_numpy(texts: Sequence[str]) -> Letters:
    table = folding()
    texts = [_without_zawgyi(text) for text in texts]
    # A line end stands behind each text, so that no link or word crosses into the next one.
    joined = "".join(f"{text}\n" for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
    signs = table.plain[codes]
    keep = signs != IGNORED
    if not keep.all():
        codes, signs, ends = codes[keep], signs[keep], np.cumsum(keep)[ends - 1]
    starts, counts = _undisguised(codes, signs, ends, table)
    totals = np.concatenate([[0], np.cumsum(counts)])
    return Letters(_expand(table.pool, starts, counts, totals), totals[np.concatenate([[0], ends])])


def _without_zawgyi(text: str) -> str:
    """Return the text in Unicode Burmese; the decision is made once, on all its Burmese together."""
    if text.isascii():
        return text
    runs = _MYANMAR.findall(text)
    if not runs or to_unicode(" ".join(runs)) is None:
        return text
    return _MYANMAR.sub(lambda run: to_unicode(run.group()) or run.group(), text)


def _undisguised(
    codes: Codes, signs: NDArray[np.uint8], ends: NDArray[np.int64], table: Folding
) -> tuple[Codes, NDArray[np.int64]]:
    """Return where the letters of each code point stand in the pool, and how many they are."""
    starts, counts = table.starts[codes], table.counts[codes].astype(np.int64)
    plain = signs.tobytes()
    dropped = list(link_spans(plain, np.flatnonzero((signs == ord("@")) | (signs == ord("/"))).tolist()))
    kinds = _KIND[signs]
    meet = (kinds[1:] | kinds[:-1]) == _LETTER + _SIGN
    for start, end, word in leet_spans(plain, np.flatnonzero(meet).tolist(), ends.tolist()):
        plain_letters = np.frombuffer(word, np.uint8)
        starts[start:end], counts[start:end] = table.starts[plain_letters], table.counts[plain_letters]
    for start, end in dropped:
        counts[start:end] = 0
    return starts, counts


def _expand(pool: Codes, starts: Codes, counts: NDArray[np.int64], totals: NDArray[np.int64]) -> Codes:
    """Return pool[start:start + count] of every code point, one behind the other."""
    places = np.repeat(starts - totals[:-1], counts)
    found: Codes = pool[places + np.arange(totals[-1])]
    return found
