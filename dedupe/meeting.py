"""Meeting: what pairs of texts cover of each other, in numpy, for machines without a compiler; _kernel.c does the same.

Equal windows of all texts get one number. Whether a text has a window is then one look into an array in which the
numbers of its windows were marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from dedupe.arrays import HALF, MIXERS
from dedupe.signs import Numbers, Texts, loads
from dedupe.thresholds import SCORE_LETTERS, SEGMENTS

Flags = NDArray[np.bool_]
Sides = NDArray[np.int32]
Names = NDArray[np.uint32]

BATCH_LETTERS = 1 << 19  # letters of pairs compared together: of more the arrays leave the cache
ROUNDS = 3  # steps in which a text learns the first of those that it is paired with, directly or not
_BITS = 1 << np.arange(SEGMENTS)


def sides(texts: Texts, ones: Numbers, others: Numbers) -> Sides:
    """Return of each pair of texts, by number: letters and segments covered of the one, and of the other."""
    lengths = np.diff(texts.bounds)
    found = np.zeros((len(ones), 4), np.int32)
    names = (loads(texts.signs) * MIXERS[3] >> HALF).astype(np.uint32)
    order = _order(len(texts), ones, others)
    for start, end in _batches(np.cumsum((lengths[ones] + lengths[others])[order])):
        some = order[start:end]
        found[some] = _batch(texts, names, ones[some], others[some])
    return found


def _order(count: int, ones: Numbers, others: Numbers) -> Numbers:
    """Return an order in which pairs of the same texts stand together, so that few are numbered in two batches."""
    first = np.arange(count)
    for _ in range(ROUNDS):
        np.minimum.at(first, ones, first[others])
        np.minimum.at(first, others, first[ones])
    return np.lexsort((ones, first[ones]))


def _batches(letters: Numbers) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(letters):
        before = letters[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(letters, before + BATCH_LETTERS)))
        yield start, end
        start = end


def _batch(texts: Texts, names: Names, ones: Numbers, others: Numbers) -> Sides:
    windows = _numbered(texts, names, np.unique(np.concatenate([ones, others])))
    lengths = np.diff(texts.bounds)
    ours, theirs = _meet(windows, zip(ones.tolist(), others.tolist(), strict=True))
    sides = ((ours, lengths[ones]), (theirs, lengths[others]))
    return np.concatenate([_covered(_laid(flags, own), own) for flags, own in sides], axis=1)


def _numbered(texts: Texts, names: Names, wanted: Numbers) -> dict[int, Numbers]:
    """Return the windows of the wanted texts as numbers; equal windows have the same, in whatever texts they are."""
    starts = texts.bounds[wanted].tolist()
    ends = np.maximum(texts.bounds[wanted + 1] - SCORE_LETTERS + 1, texts.bounds[wanted]).tolist()
    joined = np.concatenate([names[start:end] for start, end in zip(starts, ends, strict=True)])
    order = np.argsort(joined)
    ranked = joined[order]
    numbers = np.empty(len(joined), np.int64)
    numbers[order] = np.cumsum(np.append(False, ranked[1:] != ranked[:-1])[: len(ranked)])
    stops = np.cumsum(np.subtract(ends, starts))[:-1]
    return dict(zip(wanted.tolist(), np.split(numbers, stops), strict=True))


def _meet(windows: dict[int, Numbers], pairs: Iterable[tuple[int, int]]) -> tuple[list[Flags], list[Flags]]:
    """Return which windows of the first text of each pair the second one has, and which of the second the first."""
    size = max((int(one.max()) + 1 for one in windows.values() if len(one)), default=0)
    mark, other_mark = np.zeros(size, np.int32), np.zeros(size, np.int32)
    ours, theirs = [], []
    last, stamp = None, 0
    for number, (one, other) in enumerate(pairs, 1):
        own, side = windows[one], windows[other]
        if one != last:
            mark[own] = number
            last, stamp = one, number
        other_mark[side] = number
        ours.append(other_mark[own] == number)
        theirs.append(mark[side] == stamp)
    return ours, theirs


def _laid(flags: list[Flags], lengths: Numbers) -> Flags:
    """Return flags one behind the other, one for each letter: no window begins at the last letters of a text."""
    rows = zip(flags, lengths.tolist(), strict=True)
    return np.concatenate([part for row, length in rows for part in (row, np.zeros(length - len(row), np.bool_))])


def _covered(flags: Flags, lengths: Numbers) -> Sides:
    """Return letters and segments covered of each text; `flags` say where a common window begins."""
    covered = flags.copy()
    reach = 1
    while reach < SCORE_LETTERS:  # a window covers the letters behind its first one, and none of another text
        step = min(reach, SCORE_LETTERS - reach)
        covered[step:] |= covered[:-step].copy()
        reach += step
    upto = np.concatenate([[0], np.cumsum(covered, dtype=np.int32)])
    edges = (np.cumsum(lengths) - lengths)[:, None] + np.arange(SEGMENTS + 1) * lengths[:, None] // SEGMENTS
    counts, sizes = np.diff(upto[edges], axis=1), np.diff(edges, axis=1)
    segments = (2 * counts >= sizes) @ _BITS
    return np.stack([counts.sum(axis=1), segments], axis=1).astype(np.int32)
