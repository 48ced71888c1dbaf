"""Clusters: from verified pairs to groups of wordings, a pure function of the pair graph (order of input is nothing).

In every connected component by itself: linkage, then what it left over joins where it clearly belongs. Posts that hold
two adverts chain components but not clusters. What people decided goes before: see decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dedupe.decisions import NO_TIES, Ties
from dedupe.joining import joined
from dedupe.linkage import UNIT, Graph, Linkage
from dedupe.score import Pair

Group = tuple[str, ...]


def clusters(wordings: Iterable[str], pairs: Iterable[Pair], ties: Ties = NO_TIES) -> list[Group]:
    """Return the clusters of these wordings, each sorted, in the order of their first members."""
    graph = _graph(wordings, pairs)
    beside: dict[str, set[str]] = {}
    for tied in ties.together:
        for one in tied & graph.keys():
            beside.setdefault(one, set()).update(tied & graph.keys())
    return sorted(group for component in components(graph, beside) for group in _cluster(component, graph, ties))


def components(
    graph: Mapping[str, Iterable[str]], beside: Mapping[str, Iterable[str]] | None = None
) -> Iterator[list[str]]:
    """Yield the connected components, each sorted; `beside` are further neighbours of some."""
    seen: set[str] = set()
    for start in graph:
        if start in seen:
            continue
        component, border = {start}, [start]
        while border:
            one = border.pop()
            new = {*graph[one], *(beside or {}).get(one, ())} - component
            component |= new
            border += new
        seen |= component
        yield sorted(component)


def _graph(wordings: Iterable[str], pairs: Iterable[Pair]) -> Graph:
    graph: dict[str, dict[str, int]] = {wording: {} for wording in wordings}
    for pair in pairs:
        graph[pair.a][pair.b] = graph[pair.b][pair.a] = round(pair.weight * UNIT)
    return graph


def _cluster(component: list[str], graph: Graph, ties: Ties) -> list[Group]:
    if len(component) == 1:
        return [(component[0],)]
    groups = Linkage(component, graph, ties).merged()
    return [tuple(sorted(group)) for group in joined(groups, graph, ties)]
