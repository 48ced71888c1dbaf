"""Meeting: what pairs of texts cover of each other, in numpy, for machines without a compiler; _kernel.c does the same.

Equal windows of all texts get one number. Whether a text has a window is then one look into an array in which the
numbers of its windows were marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from dedupe.arrays import HALF, MIXERS
from dedupe.signs import Numbers, Texts, loads
from dedupe.thresholds import SCORE_LETTERS, SEGMENTS

Flags = NDArray[np.bool_]
Sides = NDArray[np.int32]
Names = NDArray[np.uint32]

BATCH_LETTERS = 1 << 19  # letters of pairs compared together: of more the arrays leave the cache
BYTE = 8  # flags that are packed into one
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
    """Return an order in which pairs of the same texts stand together, so that few are numbered in two batches.

    Copies of one text are mostly paired with its first copy: that one names their group.
    """
    first = np.arange(count)
    np.minimum.at(first, ones, others)
    np.minimum.at(first, others, ones)
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
    sides = ((others, ones), (ones, others))
    found = [_covered(_met(windows, held, asked, lengths[asked]), lengths[asked]) for held, asked in sides]
    return np.concatenate(found, axis=1)


def _numbered(texts: Texts, names: Names, wanted: Numbers) -> dict[int, Numbers]:
    """Return the windows of the wanted texts as numbers; equal windows have the same, in whatever texts they are."""
    starts = texts.bounds[wanted]
    ends = np.maximum(texts.bounds[wanted + 1] - SCORE_LETTERS + 1, starts)
    joined = np.concatenate([names[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)])
    # The place stands behind the name in one word: words are sorted in half the time that their order takes.
    placed = joined.astype(np.uint64) << HALF
    placed |= np.arange(len(joined), dtype=np.uint64)
    placed.sort()
    order, ranked = placed.astype(np.uint32), placed >> HALF
    numbers = np.zeros(len(joined), np.int64)
    numbers[order[1:]] = np.cumsum(ranked[1:] != ranked[:-1])
    stops = np.cumsum(ends - starts)
    rows = zip(wanted.tolist(), (stops - (ends - starts)).tolist(), stops.tolist(), strict=True)
    return {text: numbers[start:stop] for text, start, stop in rows}


def _met(windows: dict[int, Numbers], held: Numbers, asked: Numbers, lengths: Numbers) -> Flags:
    """Return which windows of each asked text the one beside it has too: a flag for each letter, text behind text.

    No window begins at the last letters of a text: their flags stay down, and so do those behind the last text.
    """
    size = max((int(one.max()) + 1 for one in windows.values() if len(one)), default=0)
    flags, marks = np.zeros(int(lengths.sum()) + BYTE, np.bool_), np.zeros(size, np.bool_)
    order = np.argsort(held, kind="stable")
    rows = zip(held[order].tolist(), asked[order].tolist(), (np.cumsum(lengths) - lengths)[order].tolist(), strict=True)
    for one, pairs in groupby(rows, itemgetter(0)):
        marks[windows[one]] = True
        for _, other, start in pairs:
            wanted = windows[other]
            marks.take(wanted, out=flags[start : start + len(wanted)], mode="clip")
        marks[windows[one]] = False
    return flags


def _covered(flags: Flags, lengths: Numbers) -> Sides:
    """Return letters and segments covered of each text; `flags` say where a common window begins."""
    reach = 1
    while reach < SCORE_LETTERS:  # a window covers the letters behind its first one, and none of another text
        step = min(reach, SCORE_LETTERS - reach)
        flags[step:] |= flags[:-step].copy()
        reach += step
    edges = (np.cumsum(lengths) - lengths)[:, None] + np.arange(SEGMENTS + 1) * lengths[:, None] // SEGMENTS
    counts, sizes = np.diff(_raised(flags, edges), axis=1), np.diff(edges, axis=1)
    segments = (2 * counts >= sizes) @ _BITS
    return np.stack([counts.sum(axis=1), segments], axis=1).astype(np.int32)


def _raised(flags: Flags, places: Numbers) -> Numbers:
    """Return how many flags are up before each place."""
    packed = np.packbits(flags)
    before = np.cumsum(np.append(0, np.bitwise_count(packed)))
    whole, rest = np.divmod(places, BYTE)
    return np.asarray(before[whole] + np.bitwise_count(packed[whole] >> (BYTE - rest).astype(np.uint8)))
