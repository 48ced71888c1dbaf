"""Joining: what linkage leaves over in a component joins the cluster that it clearly belongs to.

A splinter is a small cluster whose members are, each by itself, like many of a larger one, though the mean over all
members of both is low: posts that keep one half of an advert beside posts that keep the other. In a family of hundreds
such posts are a large cluster themselves, so beside one of those a splinter may be larger and weaker. A wording left
alone joins where clearly most of its pairs lead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from dedupe.decisions import Ties, are_apart
from dedupe.linkage import UNIT, Graph
from dedupe.thresholds import (
    ATTACH_HITS,
    ATTACH_LEAD,
    ATTACH_SHARE,
    FULL_SIZE,
    LARGE_FAMILY,
    LARGE_SPLINTER,
    REPRESENTATIVES,
    SPLINTER,
    Splinter,
)

Groups = list[list[str]]


def joined(groups: Groups, graph: Graph, ties: Ties) -> Groups:
    """Return the clusters of a component after splinters, then single wordings, have joined others."""
    while True:
        fewer = _moved(groups, _splinters(groups, graph), ties)
        if len(fewer) == len(groups):
            break
        groups = fewer
    return _moved(groups, _alone(groups, graph), ties)


def _moved(groups: Groups, goals: Mapping[int, int], ties: Ties) -> Groups:
    """Join each group to its goal, those of smallest member first, where no split stands between them."""
    members = {number: list(group) for number, group in enumerate(groups)}
    for number in sorted(goals, key=lambda one: min(groups[one])):
        goal = goals[number]
        # What moves itself is no goal in this round; it may be in the next.
        if goal not in goals and not _are_apart(members[goal], members[number], ties):
            members[goal] += members.pop(number)
    return list(members.values())


def _are_apart(group: list[str], other: list[str], ties: Ties) -> bool:
    return bool(ties.apart) and are_apart(ties.sides_of(group), ties.sides_of(other))


def _homes(groups: Groups) -> dict[str, int]:
    return {wording: number for number, group in enumerate(groups) for wording in group}


def _splinters(groups: Groups, graph: Graph) -> dict[int, int]:
    home = _homes(groups)
    goals = {}
    for number, group in enumerate(groups):
        if len(group) > 1:
            strengths = _strengths(group, {number}, home, groups, graph)
            goal = _clear(strengths)
            if goal is not None and strengths[goal] >= _least(len(groups[goal])).strength:
                goals[number] = goal
    return goals


def _least(size: int) -> Splinter:
    """Return what a splinter of a cluster of this size must be."""
    return LARGE_SPLINTER if size >= LARGE_FAMILY else SPLINTER


def _strengths(
    group: list[str], own: set[int], home: Mapping[str, int], groups: Groups, graph: Graph
) -> dict[int, float]:
    """Return for each larger cluster the mean weight of the group's representatives with their twelve best there."""
    sums: Counter[int] = Counter()
    representatives = sorted(group)[:REPRESENTATIVES]
    for member in representatives:
        weights: dict[int, list[int]] = defaultdict(list)
        for other, weight in graph[member].items():
            weights[home[other]].append(weight)
        for goal, row in weights.items():
            size = len(groups[goal])
            if goal not in own and size >= _least(size).times * len(group):
                sums[goal] += sum(sorted(row, reverse=True)[:FULL_SIZE])
    possible = len(representatives) * UNIT
    return {goal: total / (possible * min(len(groups[goal]), FULL_SIZE)) for goal, total in sums.items()}


def _alone(groups: Groups, graph: Graph) -> dict[int, int]:
    home = _homes(groups)
    goals = {}
    for number, group in enumerate(groups):
        if len(group) == 1:
            hits = Counter(home[other] for other in graph[group[0]])
            shares = {goal: count / min(len(groups[goal]), FULL_SIZE) for goal, count in hits.items()}
            goal = _clear(shares)
            if goal is not None and shares[goal] >= ATTACH_SHARE and hits[goal] >= ATTACH_HITS:
                goals[number] = goal
    return goals


def _clear(values: Mapping[int, float]) -> int | None:
    """Return the place of the largest value, where it is at least twice the second."""
    ranked = sorted(values, key=lambda place: (-values[place], place))
    if not ranked or (len(ranked) > 1 and values[ranked[0]] < ATTACH_LEAD * values[ranked[1]]):
        return None
    return ranked[0]
