"""Score: how much two wordings say the same; a pure and symmetric function of their letters.

A side is what the other text covers of it by common windows of 8 letters, times its spread: the share of its sixteen
segments that are at least half covered. Words changed all over leave every segment covered in part, a common footer
covers a few segments whole and the others not at all. A covered stretch that ends the text counts the square of its
share: reposts are cut off and lengthened at their end, and what different adverts have in common, an agency's footer,
a group's rules, stands there. One window is taken off coverage and length: a phrase that everybody uses is much of a
short text. The score is the mean of both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from dedupe import kernel
from dedupe.keys import Wording
from dedupe.signs import Numbers, Texts, joined
from dedupe.thresholds import ENDING_DISCOUNT, ENDING_GAP, NEAR, SCORE_LETTERS, SEGMENTS, SHORT_SHARE


def _spreads(discount: float) -> NDArray[np.float64]:
    """Return for each set of covered segments what share of a text they stand for, endings discounted in part."""
    sets = np.arange(1 << SEGMENTS)
    counts = sum(sets >> place & 1 for place in range(SEGMENTS))
    rest = sets
    for _ in range(ENDING_GAP):
        rest = np.where(rest >> SEGMENTS - 1, rest, rest << 1 & sets[-1])
    _, missing = np.frexp((sets[-1] - rest).astype(np.float64))  # the place of the last segment that is not covered
    ending = SEGMENTS - missing
    spread: NDArray[np.float64] = (counts - discount * (ending - ending**2 / SEGMENTS)) / SEGMENTS
    return spread


_SPREADS = _spreads(1)
_SPREAD: list[float] = _SPREADS.tolist()
_MILD_SPREAD: list[float] = _spreads(ENDING_DISCOUNT).tolist()


class Side(msgspec.Struct, frozen=True, gc=False):
    """What the other text covers of one: letters, and a bit for each segment at least half covered."""

    length: int
    covered: int
    segments: int

    @property
    def value(self) -> float:
        """Coverage times spread, 0 to 1."""
        return self._coverage * _SPREAD[self.segments]

    @property
    def weight(self) -> float:
        """The same with endings discounted in part, 0 to 1."""
        return self._coverage * _MILD_SPREAD[self.segments]

    @property
    def _coverage(self) -> float:
        if self.covered <= SCORE_LETTERS:
            return float(0 < self.covered == self.length)
        return (self.covered - SCORE_LETTERS) / (self.length - SCORE_LETTERS)


class Pair(msgspec.Struct, frozen=True, gc=False):
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
            return (self.of_a.weight + self.of_b.weight) / 2
        short, long = (self.of_a, self.of_b) if self.of_a.length < self.of_b.length else (self.of_b, self.of_a)
        return SHORT_SHARE * short.weight + (1 - SHORT_SHARE) * long.weight

    @property
    def is_near(self) -> bool:
        """Say whether this is a verified pair."""
        return self.score >= NEAR


class Compared(msgspec.Struct, frozen=True):
    """Pairs of texts, by number, and what each text covers of the other: see kernel.sides."""

    ones: Numbers
    others: Numbers
    sides: NDArray[np.int32]
    scores: NDArray[np.float64]

    def near(self) -> Compared:
        """Return the verified pairs alone."""
        kept = np.flatnonzero(self.scores >= NEAR)
        return Compared(self.ones[kept], self.others[kept], self.sides[kept], self.scores[kept])

    def pairs(self, names: Sequence[str], lengths: Numbers) -> list[Pair]:
        """Return the pairs of texts with these names and lengths."""
        rows = zip(
            self.ones.tolist(),
            self.others.tolist(),
            lengths[self.ones].tolist(),
            lengths[self.others].tolist(),
            self.sides.tolist(),
            strict=True,
        )
        found = []
        for one, other, length, other_length, (covered, segments, other_covered, other_segments) in rows:
            own, side = Side(length, covered, segments), Side(other_length, other_covered, other_segments)
            a, b = names[one], names[other]
            found.append(Pair(a, b, own, side) if a <= b else Pair(b, a, side, own))
        return found


def compared(texts: Texts, ones: Numbers, others: Numbers) -> Compared:
    """Compare pairs of texts; the scores are those of Pair, to the last bit."""
    sides = kernel.sides(texts, ones, others)
    lengths = np.diff(texts.bounds)
    values = _values(sides[:, :2], lengths[ones]) + _values(sides[:, 2:], lengths[others])
    return Compared(ones, others, sides, values / 2)


def _values(sides: NDArray[np.int32], lengths: Numbers) -> NDArray[np.float64]:
    covered = sides[:, 0]
    coverage = np.maximum(covered - SCORE_LETTERS, 0) / np.maximum(lengths - SCORE_LETTERS, 1)
    coverage[(covered == SCORE_LETTERS) & (lengths == SCORE_LETTERS)] = 1
    values: NDArray[np.float64] = coverage * _SPREADS[sides[:, 1]]
    return values


def compare(one: Wording, others: Sequence[Wording]) -> list[Pair]:
    """Return the pair of `one` with each of the others, in their order."""
    return _compared([one, *others], [(0, number) for number in range(1, len(others) + 1)], is_near=False)


def verify(candidates: Mapping[str, Iterable[str]], known: Mapping[str, Wording]) -> list[Pair]:
    """Return the verified pairs among candidates, each once and sorted; `known` holds all wordings that are named."""
    names = {(min(one, other), max(one, other)) for one, others in candidates.items() for other in others}
    ends = sorted((a, b) for a, b in names if a != b)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(name for both in ends for name in both))}
    return _compared([known[name] for name in numbers], [(numbers[a], numbers[b]) for a, b in ends], is_near=True)


def _compared(wordings: Sequence[Wording], ends: Sequence[tuple[int, int]], *, is_near: bool) -> list[Pair]:
    if not ends:
        return []
    texts = joined(wording.signs for wording in wordings)
    numbers = np.array(ends, np.int64)
    found = compared(texts, numbers[:, 0], numbers[:, 1])
    names = [wording.id for wording in wordings]
    return (found.near() if is_near else found).pairs(names, np.diff(texts.bounds))
