"""Score: how much two wordings say the same; a pure and symmetric function of their letters.

A side is what the other text covers of it by common windows of 8 letters, times the share of its sixteen segments
that are at least half covered: words changed all over leave every segment covered in part, a common footer covers a
few segments whole and the others not at all. The score is the mean of both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedupe.keys import Hashes, Wording, windows
from dedupe.thresholds import NEAR, SCORE_LETTERS, SEGMENTS, SHORT_SHARE

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

BATCH_LETTERS = 1 << 18  # letters compared with one text at a time: bounds memory, gains nothing above
SIEVE = 1 << 16
SIEVE_MASK = np.uint64(SIEVE - 1)
_BITS = 1 << np.arange(SEGMENTS)


@dataclass(frozen=True, slots=True)
class Side:
    """What the other text covers of one: letters, and a bit for each segment at least half covered."""

    length: int
    covered: int
    segments: int

    @property
    def value(self) -> float:
        """Coverage times spread, 0 to 1."""
        return self.covered / self.length * self.segments.bit_count() / SEGMENTS if self.length else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two wordings, a < b, compared."""

    a: str
    b: str
    of_a: Side
    of_b: Side

    @property
    def score(self) -> float:
        """0 to 1; the same letters score 1."""
        return (self.of_a.value + self.of_b.value) / 2

    @property
    def weight(self) -> float:
        """What the pair counts for when clusters form: mostly how whole the shorter text stands in the longer one."""
        if self.of_a.length == self.of_b.length:
            return self.score
        short, long = (self.of_a, self.of_b) if self.of_a.length < self.of_b.length else (self.of_b, self.of_a)
        return SHORT_SHARE * short.value + (1 - SHORT_SHARE) * long.value

    @property
    def is_near(self) -> bool:
        """Say whether this is a verified pair."""
        return self.score >= NEAR


def compare(one: Wording, others: Sequence[Wording]) -> list[Pair]:
    """Return the pair of `one` with each of the others, in their order."""
    own = windows(one.letters, SCORE_LETTERS)
    distinct, places = np.unique(own, return_inverse=True)
    return [pair for batch in _batches(others) for pair in _compare(one, distinct, places, batch)]


def verify(candidates: Mapping[str, Iterable[str]], known: Mapping[str, Wording]) -> list[Pair]:
    """Return the verified pairs among candidates, each once and sorted; `known` holds all wordings that are named."""
    near: dict[tuple[str, str], Pair] = {}
    for one in sorted(candidates):
        others = [known[other] for other in sorted(set(candidates[one]) - {one}) if (other, one) not in near]
        near |= {(pair.a, pair.b): pair for pair in compare(known[one], others) if pair.is_near}
    return [near[name] for name in sorted(near)]


def _batches(others: Sequence[Wording]) -> Iterator[Sequence[Wording]]:
    start, total = 0, 0
    for at, other in enumerate(others):
        if at > start and total + len(other.letters) > BATCH_LETTERS:
            yield others[start:at]
            start, total = at, 0
        total += len(other.letters)
    if start < len(others):
        yield others[start:]


def _compare(one: Wording, distinct: Hashes, places: Numbers, others: Sequence[Wording]) -> Iterator[Pair]:
    lengths = np.array([len(other.letters) for other in others])
    theirs, owner, which = _common(distinct, others, lengths)
    met = np.zeros((len(others), len(distinct)), np.bool_)
    met[owner, which] = True
    ours = np.zeros((len(others), len(one.letters)), np.bool_)
    ours[:, : len(places)] = met[:, places]
    own_sides = _sides(ours.ravel(), np.full(len(others), len(one.letters)))
    for other, own_side, side in zip(others, own_sides, _sides(theirs, lengths), strict=True):
        if one.id <= other.id:
            yield Pair(one.id, other.id, own_side, side)
        else:
            yield Pair(other.id, one.id, side, own_side)


def _common(distinct: Hashes, others: Sequence[Wording], lengths: Numbers) -> tuple[Flags, Numbers, Numbers]:
    """Return where windows of the others stand among `distinct`.

    That is a flag for each letter of the others, one text behind the other, and for each flag that is set the number
    of its text and the number of the window it begins.
    """
    codes = np.concatenate([other.letters for other in others])
    flags = np.zeros(len(codes), np.bool_)
    hashes = windows(codes, SCORE_LETTERS)
    if not len(hashes) or not len(distinct):
        return flags, np.zeros(0, np.int64), np.zeros(0, np.int64)
    sieve = np.zeros(SIEVE, np.bool_)  # one look at a small table spares most windows the search
    sieve[distinct & SIEVE_MASK] = True
    maybe = np.flatnonzero(sieve[hashes & SIEVE_MASK])
    which = np.minimum(np.searchsorted(distinct, hashes[maybe]), len(distinct) - 1)
    same = distinct[which] == hashes[maybe]
    places = np.full(len(codes), -1)
    places[maybe[same]] = which[same]
    ends = np.cumsum(lengths)
    for back in range(1, SCORE_LETTERS):  # windows that reach into the next text
        places[np.maximum(ends - back, 0)] = -1
    flags = places >= 0
    found = np.flatnonzero(flags)
    return flags, np.searchsorted(ends, found, side="right"), places[found]


def _sides(flags: Flags, lengths: Numbers) -> list[Side]:
    """Return the side of each text; `flags` says of each letter whether a common window begins there."""
    begun = np.cumsum(flags, dtype=np.int32)
    within = begun.copy()
    within[SCORE_LETTERS:] -= begun[:-SCORE_LETTERS]
    covered = np.concatenate([[0], np.cumsum(within > 0)])
    edges = (np.cumsum(lengths) - lengths)[:, None] + np.arange(SEGMENTS + 1) * lengths[:, None] // SEGMENTS
    counts, sizes = np.diff(covered[edges], axis=1), np.diff(edges, axis=1)
    segments = (2 * counts >= sizes) @ _BITS
    return list(map(Side, lengths.tolist(), counts.sum(axis=1).tolist(), segments.tolist()))
