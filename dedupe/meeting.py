"""Meeting: which windows two texts have in common, for many pairs of texts at once.

The windows of each first text stand in a table of small slots. Two windows of a text may fall into one slot; the table
shows one of them, the others (seven in a text of 700 letters) are looked up by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedupe.keys import Hashes, windows
from dedupe.thresholds import SCORE_LETTERS
from posts.text.letters import Codes

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

SLOT_BITS = 15  # 128 KB for each first text; with more the tables leave the cache, with fewer more windows are hidden
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Texts:
    """Several texts one behind the other; a window is named by the place of its first letter."""

    hashes: Hashes
    slots: Numbers
    whole: Flags  # whether the window at this place lies inside its text
    starts: Numbers
    lengths: Numbers


def laid_out(texts: Sequence[Codes]) -> Texts:
    """Return texts with the hashes of their windows."""
    lengths = np.array([len(text) for text in texts])
    ends = np.cumsum(lengths)
    codes = np.concatenate(texts)
    hashes = np.zeros(len(codes), np.uint64)
    inside = windows(codes, SCORE_LETTERS)
    hashes[: len(inside)] = inside
    whole = np.ones(len(codes), np.bool_)
    for back in range(1, SCORE_LETTERS):
        whole[np.maximum(ends - back, ends - lengths)[lengths > 0]] = False
    slots = (hashes & np.uint64((1 << SLOT_BITS) - 1)).astype(np.int64)
    return Texts(hashes, slots, whole, ends - lengths, lengths)


def meet(texts: Texts, ones: Numbers, others: Numbers) -> tuple[Flags, Flags]:
    """Return the common windows of pairs of texts, given by number.

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


def _spread(texts: Texts, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Return for each letter of texts laid one behind the other its text's place in the row and its own place."""
    lengths = texts.lengths[numbers]
    rows = np.repeat(np.arange(len(numbers)), lengths)
    shift = texts.starts[numbers] - np.cumsum(lengths) + lengths
    return rows, shift[rows] + np.arange(len(rows))


@dataclass(frozen=True, slots=True)
class _Table:
    """Where each window of the first texts stands; equal windows of a text have one place, their representative's."""

    texts: Texts
    offsets: Numbers  # of each text's slots
    slots: NDArray[np.int32]
    representatives: Numbers
    hidden: dict[tuple[int, int], int]  # (text, hash): place
    hidden_hashes: Hashes


def _table(texts: Texts, numbers: Numbers) -> _Table:
    offsets = np.zeros(len(texts.lengths), np.int64)
    offsets[numbers] = np.arange(len(numbers)) << SLOT_BITS
    rows, places = _spread(texts, numbers)
    rows, places = rows[texts.whole[places]], places[texts.whole[places]]
    own = texts.slots[places] + (rows << SLOT_BITS)
    slots = np.full(len(numbers) << SLOT_BITS, NOWHERE, np.int32)
    slots[own] = places
    representatives = np.arange(len(texts.hashes))
    representatives[places] = slots[own]
    hidden: dict[tuple[int, int], int] = {}
    for at in np.flatnonzero(texts.hashes[representatives[places]] != texts.hashes[places]).tolist():
        place = int(places[at])
        name = int(numbers[rows[at]]), int(texts.hashes[place])
        representatives[place] = hidden.setdefault(name, place)
    hashes = np.array(sorted({name[1] for name in hidden}), np.uint64)
    return _Table(texts, offsets, slots, representatives, hidden, hashes)


def _found(table: _Table, owners: Numbers, places: Numbers) -> Numbers:
    """Return for each window, given by place, where the same window stands in its owner's text."""
    texts = table.texts
    shown = table.slots[texts.slots[places] + table.offsets[owners]]
    hashes = texts.hashes[places]
    known = (shown != NOWHERE) & texts.whole[places]
    same = known & (texts.hashes[shown] == hashes)
    found = np.where(same, shown, NOWHERE).astype(np.int64)
    rest = np.flatnonzero(known & ~same)
    for at in rest[np.isin(hashes[rest], table.hidden_hashes)].tolist():
        found[at] = table.hidden.get((int(owners[at]), int(hashes[at])), NOWHERE)
    return found
