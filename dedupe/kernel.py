"""Kernel: the hot loops of grouping, compiled where this machine could, else in numpy; both give the same.

Compiled, keys take 1 microsecond a text and a comparison 2; in numpy 8 and 11 (docs/benchmarks/grouping.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from dedupe import arrays, meeting
from dedupe.signs import Numbers, Signs, Texts
from dedupe.thresholds import KEYS

compiled: ModuleType | None
try:
    from dedupe import _kernel as compiled
except ImportError:  # no C compiler where this was installed
    compiled = None


@dataclass(frozen=True, slots=True, eq=False)
class KeyRows:
    """The keys of texts: `rows[i][:counts[i]]` are those of text i, smallest first; the other places are 0."""

    rows: NDArray[np.uint64]
    counts: NDArray[np.uint8]

    def __getitem__(self, number: int) -> tuple[int, ...]:
        return tuple(self.rows[number, : self.counts[number]].tolist())

    def flat(self) -> tuple[NDArray[np.uint64], Numbers]:
        """Return all keys, one text's behind the other's, and the number of each one's text."""
        filled = np.arange(KEYS) < self.counts[:, None]
        return self.rows[filled], np.repeat(np.arange(len(self.counts)), self.counts)


def is_compiled() -> bool:
    """Say whether grouping runs compiled here."""
    return compiled is not None


def signs_of_codes(codes: NDArray[np.uint32]) -> Signs:
    """Return a byte for each letter."""
    if compiled is None:
        return (codes ^ (codes >> np.uint32(8))).astype(np.uint8)
    return np.frombuffer(compiled.signs(codes), np.uint8)


def keys(texts: Texts) -> KeyRows:
    """Return the keys of each text: the smallest distinct hashes of its windows, as `dedupe.keys` says."""
    if compiled is None:
        return KeyRows(*arrays.keys(texts))
    rows, counts = compiled.keys(texts.signs, texts.bounds)
    return KeyRows(np.frombuffer(rows, np.uint64).reshape(-1, KEYS), np.frombuffer(counts, np.uint8))


def candidates(found: KeyRows, first: int) -> Numbers:
    """Return pairs of numbers, smaller one first, that share a key of which the smaller one is a `first` holder."""
    if compiled is None:
        return arrays.candidates(found.rows, found.counts, first)
    pairs = compiled.candidates(np.ascontiguousarray(found.rows), np.ascontiguousarray(found.counts), first)
    return np.frombuffer(pairs, np.uint32).reshape(-1, 2).astype(np.int64)


def sides(texts: Texts, ones: Numbers, others: Numbers) -> NDArray[np.int32]:
    """Return of each pair of texts, by number: letters and segments covered of the one, and of the other.

    Neighbours with the same first text cost less.
    """
    if compiled is None:
        return meeting.sides(texts, ones, others)
    rows = compiled.sides(texts.signs, texts.bounds, np.ascontiguousarray(ones), np.ascontiguousarray(others))
    return np.frombuffer(rows, np.int32).reshape(-1, 4)
