"""Clusters: equal to the obvious way, in any order of input; bridges join nothing; strays come home."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import joining, linkage, thresholds
from dedupe.clusters import Group, clusters, components
from dedupe.score import Pair
from dedupe.thresholds import ATTACH_HITS, ATTACH_LEAD, ATTACH_SHARE, CUT, FULL_SIZE, Splinter
from tests.dedupe.made import WHOLE, make_pair

NAMES = "abcdefghij"
# So small that ten wordings have splinters.
LARGE_FAMILY, LARGE_SPLINTER, SPLINTER = 5, Splinter(2, 0.35), Splinter(2, 0.4)
names = st.sampled_from(NAMES)
weights = st.sampled_from([0.3, 0.45, 0.5, 0.7, 0.9, 1.0]) | st.integers(260, 1000).map(lambda number: number / WHOLE)
graphs = st.dictionaries(st.tuples(names, names).filter(lambda ends: ends[0] < ends[1]), weights, max_size=25)


def pairs_of(graph: dict[tuple[str, str], float]) -> list[Pair]:
    return [make_pair(a, b, weight) for (a, b), weight in graph.items()]


def slow_clusters(graph: dict[tuple[str, str], float], representatives: int) -> list[Group]:
    """Merge the best link over all pairs of clusters, counted anew each time in exact numbers."""
    weight = {frozenset(ends): Fraction(round(value * WHOLE), WHOLE) for ends, value in graph.items()}
    groups = [[name] for name in NAMES]
    while True:
        links = []
        for one, other in combinations(sorted(groups), 2):
            a, b = sorted(one)[:representatives], sorted(other)[:representatives]
            total = sum((weight.get(frozenset((x, y)), Fraction(0)) for x in a for y in b), Fraction(0))
            links.append((-total / (len(a) * len(b)), sorted(one), sorted(other)))
        best = min(links, default=(Fraction(0), [], []))
        if -best[0] < Fraction(CUT).limit_denominator(WHOLE):
            return slow_attach(slow_join([sorted(group) for group in groups], weight, representatives), weight)
        groups = [group for group in groups if sorted(group) not in best[1:]] + [best[1] + best[2]]


def slow_join(groups: list[list[str]], weight: dict[frozenset[str], Fraction], representatives: int) -> list[list[str]]:
    """Join each splinter to the larger cluster that it is by far the strongest with, round by round."""
    goals = {}
    for number, group in enumerate(groups):
        strengths = {}
        for goal, other in enumerate(groups):
            least = LARGE_SPLINTER if len(other) >= LARGE_FAMILY else SPLINTER
            if goal == number or len(group) < 2 or len(other) < least.times * len(group):
                continue
            rows = [
                sorted((weight.get(frozenset((one, two)), Fraction(0)) for two in other), reverse=True)[:FULL_SIZE]
                for one in sorted(group)[:representatives]
            ]
            strengths[goal] = sum(map(sum, rows), Fraction(0)) / (len(rows) * min(len(other), FULL_SIZE))
        ranked = sorted(strengths.values(), reverse=True) + [Fraction(0)] * 2
        for goal, strength in strengths.items():
            least = LARGE_SPLINTER if len(groups[goal]) >= LARGE_FAMILY else SPLINTER
            is_strong = strength >= Fraction(least.strength).limit_denominator(WHOLE)
            if strength == ranked[0] and is_strong and ranked[0] >= ATTACH_LEAD * ranked[1]:
                goals[number] = goal
    moves = {number: goal for number, goal in goals.items() if goal not in goals}
    if not moves:
        return groups
    after = {number: list(group) for number, group in enumerate(groups) if number not in moves}
    for number, goal in moves.items():
        after[goal] += groups[number]
    return slow_join([sorted(group) for group in after.values()], weight, representatives)


def slow_attach(groups: list[list[str]], weight: dict[frozenset[str], Fraction]) -> list[Group]:
    after = {number: list(group) for number, group in enumerate(groups)}
    for number, group in enumerate(groups):
        if len(group) > 1:
            continue
        hits = {
            goal: sum(frozenset((group[0], member)) in weight for member in other)
            for goal, other in enumerate(groups)
            if goal != number
        }
        shares = sorted((hits[goal] / min(len(groups[goal]), FULL_SIZE) for goal in hits), reverse=True)
        for goal, count in hits.items():
            share = count / min(len(groups[goal]), FULL_SIZE)
            clear = share == shares[0] and (len(shares) == 1 or share >= ATTACH_LEAD * shares[1])
            if clear and count >= ATTACH_HITS and share >= ATTACH_SHARE:
                after[goal] += after.pop(number)
                break
    return sorted(tuple(sorted(group)) for group in after.values())


@given(graphs, st.sampled_from([1, 2, 3, 16]))
def test_clusters_are_those_of_the_slow_way(graph: dict[tuple[str, str], float], representatives: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (joining, linkage):
            patch.setattr(module, "REPRESENTATIVES", representatives)
        patch.setattr(joining, "LARGE_FAMILY", LARGE_FAMILY)
        patch.setattr(joining, "LARGE_SPLINTER", LARGE_SPLINTER)
        patch.setattr(joining, "SPLINTER", SPLINTER)
        found = clusters(NAMES, pairs_of(graph))

    assert found == slow_clusters(graph, representatives)


@given(graphs, st.permutations(NAMES))
def test_the_order_of_input_is_nothing(graph: dict[tuple[str, str], float], order: list[str]) -> None:
    pairs = pairs_of(graph)
    shuffled = sorted(pairs, key=lambda pair: order.index(pair.a) * 10 + order.index(pair.b))

    assert clusters(order, shuffled) == clusters(NAMES, pairs)


@given(graphs)
def test_components_cluster_by_themselves(graph: dict[tuple[str, str], float]) -> None:
    pairs = pairs_of(graph)
    neighbours = {name: [b if a == name else a for a, b in graph if name in (a, b)] for name in NAMES}

    apart = [
        group
        for component in components(neighbours)
        for group in clusters(component, [pair for pair in pairs if pair.a in component])
    ]

    assert sorted(apart) == clusters(NAMES, pairs)


def test_a_post_with_two_adverts_does_not_join_their_clusters() -> None:
    families = ["abc", "def"]
    pairs = [make_pair(one, other, 0.9) for family in families for one, other in combinations(family, 2)]
    bridge = [make_pair("x", name, 0.9) for name in "abcdef"]

    found = clusters("abcdefx", [*pairs, *bridge])

    assert not any({"a", "d"} <= set(group) for group in found)


def test_a_large_family_stays_one() -> None:
    names = [f"{number:04d}" for number in range(400)]
    # Each is compared with those of smallest id alone, as keys with many holders are.
    pairs = [make_pair(one, other, 0.8) for one in names[:64] for other in names if one < other]

    assert clusters(names, pairs) == [tuple(names)]


def test_representatives_that_change_are_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkage, "REPRESENTATIVES", 2)
    graph = {("a", "d"): 1.0, ("b", "c"): 0.9, ("a", "e"): 0.5}
    graph |= dict.fromkeys([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")], 0.8)

    # Of a, b, c, d the representatives are a and b, and b has no pair with e.
    assert clusters("abcde", pairs_of(graph)) == [("a", "b", "c", "d"), ("e",)]


def test_a_stray_joins_the_cluster_that_most_of_its_pairs_lead_to() -> None:
    pairs = [make_pair(one, other, 0.9) for one, other in combinations("abcd", 2)]
    weak = [make_pair("x", "a", 0.3), make_pair("x", "b", 0.3)]

    assert clusters("abcdx", [*pairs, *weak]) == [("a", "b", "c", "d", "x")]
    assert clusters("abcdx", [*pairs, *weak[:1]]) == [("a", "b", "c", "d"), ("x",)]


def test_a_splinter_joins_the_large_cluster_whose_posts_it_is_like() -> None:
    whole, halves = [f"a{number:02d}" for number in range(40)], ["b1", "b2", "b3"]
    # The halves are like those posts alone that keep all of the advert: a fifth of the whole cluster.
    pairs = [make_pair(one, other, 0.9) for one, other in [*combinations(whole, 2), *combinations(halves, 2)]]
    pairs += [make_pair(one, other, 0.6) for one in halves for other in whole[-12:]]

    assert clusters([*whole, *halves], pairs) == [(*whole, *halves)]


def test_a_splinter_of_a_large_family_may_be_larger_and_weaker() -> None:
    whole, halves = [f"a{number:03d}" for number in range(LARGE)], [f"b{number:02d}" for number in range(40)]
    pairs = [make_pair(one, other, 0.9) for one, other in [*combinations(whole, 2), *combinations(halves, 2)]]
    pairs += [make_pair(one, other, 0.36) for one in halves for other in whole[-12:]]

    assert clusters([*whole, *halves], pairs) == [(*whole, *halves)]
    fewer = [pair for pair in pairs if pair.a != whole[0]]
    assert len(clusters([*whole[1:], *halves], fewer)) == 2


LARGE = thresholds.LARGE_FAMILY


def test_a_splinter_between_two_clusters_stays_apart() -> None:
    families = [[f"{letter}{number:02d}" for number in range(40)] for letter in "ac"]
    both = ["b1", "b2"]
    pairs = [make_pair(one, other, 0.9) for family in [*families, both] for one, other in combinations(family, 2)]
    pairs += [make_pair(one, other, 0.6) for family in families for one in both for other in family[-12:]]

    assert ("b1", "b2") in clusters([*families[0], *families[1], *both], pairs)


def test_nothing_gives_nothing() -> None:
    assert clusters([], []) == []
