"""Linkage: sampled average linkage inside one connected component of the pair graph.

Each wording starts alone; the link of two clusters is the mean weight between their representatives (the 16 members of
smallest id), a missing pair counting nothing; the largest link is merged first, ties by smallest id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from dedupe.decisions import Ties, are_apart
from dedupe.thresholds import CUT, REPRESENTATIVES

Graph = Mapping[str, Mapping[str, int]]

# Weights are counted in millionths: sums of whole numbers are the same in any order, sums of fractions are not.
UNIT = 1_000_000


@dataclass(slots=True)
class Linkage:
    """Clusters under way, each named by its member of smallest id.

    `sums[a][b]` is the weight between the representatives of two clusters that an edge joins.
    """

    component: list[str]
    graph: Graph
    ties: Ties
    members: dict[str, list[str]] = field(init=False)
    representatives: dict[str, list[str]] = field(init=False)
    sums: dict[str, dict[str, int]] = field(init=False)
    sides: dict[str, set[int]] = field(init=False)
    heap: list[tuple[float, str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.members = {wording: [wording] for wording in self.component}
        self.representatives = {wording: [wording] for wording in self.component}
        self.sums = {wording: dict(self.graph[wording]) for wording in self.component}
        self.sides = {wording: self.ties.sides_of([wording]) for wording in self.component} if self.ties.apart else {}
        self.heap = []
        for one in self.component:
            for other in self.sums[one]:
                if one < other:
                    self._offer(one, other)
        self._tie()

    def merged(self) -> list[list[str]]:
        """Merge the strongest link until none is strong enough."""
        while self.heap:
            strength, one, other = heappop(self.heap)
            # A link that changed since it was offered was offered again; the old offer is passed over.
            if self.sums.get(one, {}).get(other) is None or self._strength(one, other) != -strength:
                continue
            if not self.sides or not are_apart(self.sides[one], self.sides[other]):
                self._merge(one, other)
        return list(self.members.values())

    def _tie(self) -> None:
        """Begin with what people said is one."""
        inside = set(self.component)
        heads: dict[str, str] = {}
        for tied in self.ties.together:
            for one, other in pairwise(sorted(tied & inside)):
                a, b = sorted((_head(one, heads), _head(other, heads)))
                if a != b:
                    self._merge(a, b)
                    heads[b] = a

    def _strength(self, one: str, other: str) -> float:
        possible = len(self.representatives[one]) * len(self.representatives[other])
        return self.sums[one][other] / (UNIT * possible)

    def _offer(self, one: str, other: str) -> None:
        strength = self._strength(one, other)
        if strength >= CUT:
            heappush(self.heap, (-strength, min(one, other), max(one, other)))

    def _merge(self, one: str, other: str) -> None:
        """Merge `other` into `one`, which has the smaller id."""
        self.members[one] += self.members.pop(other)
        if self.sides:
            self.sides[one] |= self.sides.pop(other)
        before = self.representatives[one]
        both = sorted(before + self.representatives.pop(other))
        self.representatives[one] = both[:REPRESENTATIVES]
        lost = self.sums.pop(other)
        self.sums[one].pop(other, None)
        lost.pop(one, None)
        if len(both) <= REPRESENTATIVES:
            changed = self._add(one, lost)
        elif self.representatives[one] == before:
            changed = self._join(one, lost)
        else:
            changed = self._count(one, lost)
        for third in lost:
            del self.sums[third][other]
        for third in changed:
            self.sums[third][one] = self.sums[one][third]
            self._offer(one, third)

    def _add(self, one: str, lost: Mapping[str, int]) -> list[str]:
        """Add the sums, since all representatives of both stay."""
        sums = self.sums[one]
        for third, weight in lost.items():
            sums[third] = sums.get(third, 0) + weight
        return list(sums)

    def _join(self, one: str, lost: Mapping[str, int]) -> list[str]:
        """Keep the sums, since the representatives of `one` stay; the new neighbours have nothing in common."""
        new = [third for third in lost if third not in self.sums[one]]
        self.sums[one].update(dict.fromkeys(new, 0))
        return new

    def _count(self, one: str, lost: Mapping[str, int]) -> list[str]:
        """Count anew, since some representatives changed."""
        rows = [self.graph[member] for member in self.representatives[one]]
        for third in {**self.sums[one], **lost}:
            theirs = self.representatives[third]
            self.sums[one][third] = sum(row[member] for row in rows for member in theirs if member in row)
        return list(self.sums[one])


def _head(wording: str, heads: Mapping[str, str]) -> str:
    while wording in heads:
        wording = heads[wording]
    return wording
