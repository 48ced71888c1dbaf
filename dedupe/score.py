"""Score: how much two wordings say the same; a pure and symmetric function of their letters.

A side is what the other text covers of it by common windows of 8 letters, times the share of its sixteen segments
that are at least half covered: words changed all over leave every segment covered in part, a common footer covers a
few segments whole and the others not at all. The score is the mean of both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dedupe.keys import Wording
from dedupe.meeting import Flags, Numbers, laid_out, meet
from dedupe.thresholds import NEAR, SCORE_LETTERS, SEGMENTS, SHORT_SHARE

BATCH_LETTERS = 1 << 17  # letters of pairs compared together: more gain nothing
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
    return list(_compared([(one, other) for other in others]))


def verify(candidates: Mapping[str, Iterable[str]], known: Mapping[str, Wording]) -> list[Pair]:
    """Return the verified pairs among candidates, each once and sorted; `known` holds all wordings that are named."""
    names = {(min(one, other), max(one, other)) for one, others in candidates.items() for other in others}
    ends = ((known[a], known[b]) for a, b in sorted(names) if a != b)
    return [pair for pair in _compared(ends) if pair.is_near]


def _compared(ends: Iterable[tuple[Wording, Wording]]) -> Iterator[Pair]:
    """Yield each pair; neighbours with the same first wording share its table."""
    batch: list[tuple[Wording, Wording]] = []
    letters = 0
    for one, other in ends:
        batch.append((one, other))
        letters += len(one.letters) + len(other.letters)
        if letters >= BATCH_LETTERS:
            yield from _batch(batch)
            batch, letters = [], 0
    if batch:
        yield from _batch(batch)


def _batch(ends: Sequence[tuple[Wording, Wording]]) -> Iterator[Pair]:
    wordings = {wording.id: wording for both in ends for wording in both}
    numbers = {name: number for number, name in enumerate(wordings)}
    ones = np.array([numbers[one.id] for one, _ in ends])
    others = np.array([numbers[other.id] for _, other in ends])
    texts = laid_out([wording.letters for wording in wordings.values()])
    ours, theirs = meet(texts, ones, others)
    sides = zip(_sides(ours, texts.lengths[ones]), _sides(theirs, texts.lengths[others]), strict=True)
    for (one, other), (own, side) in zip(ends, sides, strict=True):
        yield Pair(one.id, other.id, own, side) if one.id <= other.id else Pair(other.id, one.id, side, own)


def _sides(flags: Flags, lengths: Numbers) -> list[Side]:
    """Return the side of each text; `flags` says of each letter whether a common window begins there."""
    covered = flags.copy()
    reach = 1
    while (
        reach < SCORE_LETTERS
    ):  # a window covers the letters behind its first one; no window reaches into another text
        step = min(reach, SCORE_LETTERS - reach)
        covered[step:] |= covered[:-step].copy()
        reach += step
    upto = np.concatenate([[0], np.cumsum(covered, dtype=np.int32)])
    edges = (np.cumsum(lengths) - lengths)[:, None] + np.arange(SEGMENTS + 1) * lengths[:, None] // SEGMENTS
    counts, sizes = np.diff(upto[edges], axis=1), np.diff(edges, axis=1)
    segments = (2 * counts >= sizes) @ _BITS
    return list(map(Side, lengths.tolist(), counts.sum(axis=1).tolist(), segments.tolist()))
