"""words: where the words of a text stand, also in scripts that write no spaces (door to ICU's segmentation).

ICU word breaking (UAX 29) with its dictionaries for Thai, Lao, Khmer, Burmese and Chinese.
"""

from __future__ import annotations

from threading import local

import icu

WORDS_RECIPE = "w1"

WORD_STATUS = 100  # UBRK_WORD_NUMBER: below stand spaces and signs
BMP_END = "\uffff"

_own = local()


def words(text: str) -> list[tuple[int, int]]:
    """Return the spans of the words, in code points."""
    breaker = _breaker()
    breaker.setText(text)
    place = _places(text)
    found = []
    start = breaker.first()
    for end in breaker:
        if breaker.getRuleStatus() >= WORD_STATUS:
            found.append((place(start), place(end)))
        start = end
    return found


def _places(text: str) -> _Places:
    return _Places(text)


class _Places:
    """UTF-16 offsets (ICU's) to code points (ours)."""

    def __init__(self, text: str) -> None:
        self._map: list[int] | None = None
        if text and max(text) > BMP_END:
            self._map = [at for at, char in enumerate(text) for _ in range(2 if char > BMP_END else 1)]
            self._map.append(len(text))

    def __call__(self, offset: int) -> int:
        return offset if self._map is None else self._map[offset]


def _breaker() -> icu.BreakIterator:
    if not hasattr(_own, "breaker"):
        _own.breaker = icu.BreakIterator.createWordInstance(icu.Locale.getRoot())
    return _own.breaker
