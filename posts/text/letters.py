"""letters: the form for grouping, in batches: plain small letters of any script and nothing else.

Links, handles and e-mail addresses are left out; full-width, styled and look-alike letters become plain, Latin
accents go, traditional Chinese becomes simplified, Zawgyi becomes Unicode, leetspeak becomes letters. A Han, kana or
hangul sign counts three times. What a disguise changes is gone; what is left is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from posts.text.disguise import LEET_SIGNS, SMALL, leet_spans, link_spans
from posts.text.folding import IGNORED, Folding, folding
from posts.text.zawgyi import without_zawgyi

compiled: ModuleType | None
try:
    from posts.text import _letters as compiled
except ImportError:  # no C compiler where this was installed
    compiled = None

LETTERS_RECIPE = "l2"

Codes = NDArray[np.uint32]

_SEVERAL = 0xFFFFFFFF  # as in _letters.c
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
    plain = {number: without_zawgyi(texts[number]) for number in burmese}
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
    texts = [without_zawgyi(text) for text in texts]
    # A line end stands behind each text, so that no link or word crosses into the next one.
    joined = "".join(f"{text}\n" for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
    signs = table.plain.take(codes)
    ignored = np.flatnonzero(signs == IGNORED)
    if len(ignored):
        codes, signs, ends = np.delete(codes, ignored), np.delete(signs, ignored), ends - np.searchsorted(ignored, ends)
    found = _undisguised(codes, signs, ends)
    kept = np.flatnonzero(found != 0)
    single = Letters(found[kept], np.concatenate([[0], np.searchsorted(kept, ends)]))
    return _with_several(single, codes[kept], table)


def _undisguised(codes: Codes, signs: NDArray[np.uint8], ends: NDArray[np.int64]) -> Codes:
    """Return the letter of each code point, 0 for none, _SEVERAL where there are more."""
    found = _singles().take(codes)
    plain = signs.tobytes()
    dropped = list(link_spans(plain, np.flatnonzero((signs == ord("@")) | (signs == ord("/"))).tolist()))
    kinds = _KIND.take(signs)
    meet = (kinds[1:] | kinds[:-1]) == _LETTER + _SIGN
    for start, end, word in leet_spans(plain, np.flatnonzero(meet).tolist(), ends.tolist()):
        found[start:end] = _singles().take(np.frombuffer(word, np.uint8))
    for start, end in dropped:
        found[start:end] = 0
    return found


def _with_several(single: Letters, codes: Codes, table: Folding) -> Letters:
    """Put the letters of each code point that gives several into their place; `codes` are those of the letters."""
    several = np.flatnonzero(single.codes == _SEVERAL)
    if len(several) == 0:
        return single
    counts = np.ones(len(codes), np.int64)
    counts[several] = own = table.counts[codes[several]].astype(np.int64)
    found = np.repeat(single.codes, counts)
    first = table.starts[codes[several]] - (np.cumsum(own) - own)
    found[found == _SEVERAL] = table.pool[np.repeat(first, own) + np.arange(own.sum())]
    more = np.concatenate([[0], np.cumsum(own - 1)])
    return Letters(found, single.bounds + more[np.searchsorted(several, single.bounds)])
