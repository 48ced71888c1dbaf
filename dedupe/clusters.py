"""Clusters: from verified pairs to groups of wordings, a pure function of the pair graph (order of input is nothing).

Sampled average linkage with attach, in every connected component by itself: each wording starts alone; the link of
two clusters is the mean weight between their representatives (the 16 members of smallest id), a missing pair counting
nothing; the largest link is merged first, ties by smallest id. Then a wording left alone joins the cluster that most
of its pairs lead to. Posts that hold two adverts chain components but not clusters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from dedupe.score import Pair
from dedupe.thresholds import ATTACH_HITS, ATTACH_LEAD, ATTACH_SHARE, CUT, FULL_SIZE, REPRESENTATIVES

Group = tuple[str, ...]
Graph = Mapping[str, Mapping[str, int]]

# Weights are counted in millionths: sums of whole numbers are the same in any order, sums of fractions are not.
UNIT = 1_000_000


def clusters(wordings: Iterable[str], pairs: Iterable[Pair]) -> list[Group]:
    """Return the clusters of these wordings, each sorted, in the order of their first members."""
    graph = _graph(wordings, pairs)
    return sorted(group for component in components(graph) for group in _cluster(component, graph))


def components(graph: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Yield the connected components, each sorted."""
    seen: set[str] = set()
    for start in graph:
        if start in seen:
            continue
        component, border = {start}, [start]
        while border:
            new = set(graph[border.pop()]) - component
            component |= new
            border += new
        seen |= component
        yield sorted(component)


def _graph(wordings: Iterable[str], pairs: Iterable[Pair]) -> Graph:
    graph: dict[str, dict[str, int]] = {wording: {} for wording in wordings}
    for pair in pairs:
        graph[pair.a][pair.b] = graph[pair.b][pair.a] = round(pair.weight * UNIT)
    return graph


def _cluster(component: list[str], graph: Graph) -> list[Group]:
    if len(component) == 1:
        return [(component[0],)]
    return _attached(_Linkage(component, graph).merged(), graph)


@dataclass(slots=True)
class _Linkage:
    """Clusters under way, each named by its member of smallest id.

    `sums[a][b]` is the weight between the representatives of two clusters that an edge joins.
    """

    component: list[str]
    graph: Graph
    members: dict[str, list[str]] = field(init=False)
    representatives: dict[str, list[str]] = field(init=False)
    sums: dict[str, dict[str, int]] = field(init=False)
    heap: list[tuple[float, str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.members = {wording: [wording] for wording in self.component}
        self.representatives = {wording: [wording] for wording in self.component}
        self.sums = {wording: dict(self.graph[wording]) for wording in self.component}
        self.heap = []
        for one in self.component:
            for other in self.sums[one]:
                if one < other:
                    self._offer(one, other)

    def merged(self) -> list[list[str]]:
        """Merge the strongest link until none is strong enough."""
        while self.heap:
            strength, one, other = heappop(self.heap)
            # A link that changed since it was offered was offered again; the old offer is passed over.
            if self.sums.get(one, {}).get(other) is not None and self._strength(one, other) == -strength:
                self._merge(one, other)
        return list(self.members.values())

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
        before = self.representatives[one]
        both = sorted(before + self.representatives.pop(other))
        self.representatives[one] = both[:REPRESENTATIVES]
        lost = self.sums.pop(other)
        del self.sums[one][other], lost[one]
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


def _attached(groups: list[list[str]], graph: Graph) -> list[Group]:
    """Let each wording left alone join the cluster that clearly most of its pairs lead to."""
    home = {wording: number for number, group in enumerate(groups) for wording in group}
    moves = {}
    for number, group in enumerate(groups):
        if len(group) == 1:
            goal = _goal(Counter(home[other] for other in graph[group[0]]), groups)
            if goal is not None:
                moves[number] = goal
    for number, goal in moves.items():
        groups[goal] += groups[number]
    return [tuple(sorted(group)) for number, group in enumerate(groups) if number not in moves]


def _goal(hits: Mapping[int, int], groups: list[list[str]]) -> int | None:
    shares = sorted(((count / min(len(groups[goal]), FULL_SIZE), -goal) for goal, count in hits.items()), reverse=True)
    share, goal = shares[0][0], -shares[0][1]
    clear = len(shares) == 1 or share >= ATTACH_LEAD * shares[1][0]
    return goal if clear and share >= ATTACH_SHARE and hits[goal] >= ATTACH_HITS else None
