"""Meeting: what pairs of texts cover of each other, in numpy, for machines without a compiler; _kernel.c does the same.

The windows of each first text stand in a table of small slots. Two windows of a text may fall into one slot; the table
shows one of them, the others (seven in a text of 700 letters) are looked up by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedupe.arrays import HALF, MIXERS
from dedupe.signs import Numbers, Texts, loads
from dedupe.thresholds import SCORE_LETTERS, SEGMENTS

Names = NDArray[np.uint32]
Flags = NDArray[np.bool_]

BATCH_LETTERS = 1 << 17  # letters of pairs compared together: more gain nothing
SLOT_BITS = 15  # 128 KB for each first text; with more the tables leave the cache, with fewer more windows are hidden
NOWHERE = -1
_BITS = 1 << np.arange(SEGMENTS)


@dataclass(frozen=True, slots=True)
class _Laid:
    """Several texts one behind the other; a window is known by the place of its first letter."""

    names: Names
    slots: Numbers
    whole: Flags  # whether the window at this place lies inside its text
    starts: Numbers
    lengths: Numbers


def sides(texts: Texts, ones: Numbers, others: Numbers) -> NDArray[np.int32]:
    """Return of each pair of texts, by number: letters and segments covered of the one, and of the other."""
    laid = _laid(texts)
    found = [np.zeros((0, 4), np.int32)]
    for start, end in _batches(np.cumsum(laid.lengths[ones] + laid.lengths[others])):
        ours, theirs = _meet(laid, ones[start:end], others[start:end])
        one, other = laid.lengths[ones[start:end]], laid.lengths[others[start:end]]
        found.append(np.concatenate([_covered(ours, one), _covered(theirs, other)], axis=1))
    return np.concatenate(found)


def _batches(letters: Numbers) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(letters):
        before = letters[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(letters, before + BATCH_LETTERS)))
        yield start, end
        start = end


def _laid(texts: Texts) -> _Laid:
    lengths, ends = np.diff(texts.bounds), texts.bounds[1:]
    names = (loads(texts.signs) * MIXERS[3] >> HALF).astype(np.uint32)
    whole = np.ones(len(names), np.bool_)
    for back in range(1, SCORE_LETTERS):
        whole[np.maximum(ends - back, ends - lengths)[lengths > 0]] = False
    slots = (names & np.uint32((1 << SLOT_BITS) - 1)).astype(np.int64)
    return _Laid(names, slots, whole, texts.bounds[:-1], lengths)


def _meet(texts: _Laid, ones: Numbers, others: Numbers) -> tuple[Flags, Flags]:
    """Return the common windows of pairs of texts.

    The first flags are those of the first texts of all pairs, laid one behind the other, the second of the others.
    """
    table = _table(texts, np.unique(ones))
    owners, places = _spread(texts, others)
    found = _found(table, ones[owners], places)
    theirs = found != NOWHERE
    owners_of_ours, own_places = _spread(texts, ones)
    lengths = texts.lengths[ones]
    shift = np.cumsum(lengths) - lengths - texts.starts[ones]  # from a place among the texts to one in the answer
    met = np.zeros(len(own_places), np.bool_)
    met[found[theirs] + shift[owners[theirs]]] = True
    ours = met[table.representatives[own_places] + shift[owners_of_ours]] & texts.whole[own_places]
    return ours, theirs


def _spread(texts: _Laid, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Return for each letter of texts laid one behind the other its text's place in the row and its own place."""
    lengths = texts.lengths[numbers]
    rows = np.repeat(np.arange(len(numbers)), lengths)
    shift = texts.starts[numbers] - np.cumsum(lengths) + lengths
    return rows, shift[rows] + np.arange(len(rows))


@dataclass(frozen=True, slots=True)
class _Table:
    """Where each window of the first texts stands; equal windows of a text have one place, their representative's."""

    texts: _Laid
    offsets: Numbers  # of each text's slots
    slots: NDArray[np.int32]
    representatives: Numbers
    hidden: dict[tuple[int, int], int]  # (text, name): place
    hidden_names: Names


def _table(texts: _Laid, numbers: Numbers) -> _Table:
    offsets = np.zeros(len(texts.lengths), np.int64)
    offsets[numbers] = np.arange(len(numbers)) << SLOT_BITS
    rows, places = _spread(texts, numbers)
    rows, places = rows[texts.whole[places]], places[texts.whole[places]]
    own = texts.slots[places] + (rows << SLOT_BITS)
    slots = np.full(len(numbers) << SLOT_BITS, NOWHERE, np.int32)
    slots[own] = places
    representatives = np.arange(len(texts.names))
    representatives[places] = slots[own]
    hidden: dict[tuple[int, int], int] = {}
    for at in np.flatnonzero(texts.names[representatives[places]] != texts.names[places]).tolist():
        place = int(places[at])
        name = int(numbers[rows[at]]), int(texts.names[place])
        representatives[place] = hidden.setdefault(name, place)
    names = np.array(sorted({name[1] for name in hidden}), np.uint32)
    return _Table(texts, offsets, slots, representatives, hidden, names)


def _found(table: _Table, owners: Numbers, places: Numbers) -> Numbers:
    """Return for each window, given by place, where the same window stands in its owner's text."""
    texts = table.texts
    shown = table.slots[texts.slots[places] + table.offsets[owners]]
    names = texts.names[places]
    known = (shown != NOWHERE) & texts.whole[places]
    same = known & (texts.names[shown] == names)
    found = np.where(same, shown, NOWHERE).astype(np.int64)
    rest = np.flatnonzero(known & ~same)
    for at in rest[np.isin(names[rest], table.hidden_names)].tolist():
        found[at] = table.hidden.get((int(owners[at]), int(names[at])), NOWHERE)
    return found


def _covered(flags: Flags, lengths: Numbers) -> NDArray[np.int32]:
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
