"""Collapsing: one hit for each cluster, the best of it; how many of its posts answer is counted over all hits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from index.engine import MOST_VALUES, Answer, Engine, Hit, Request, search_lanes
from index.query.tree import And, Is, Not, Query

ROUNDS = 100  # searches of one answer at most; each finds one group or more, mostly a whole page of them

Names = Callable[[Collection[str]], Mapping[str, str]]  # the cluster of each of some posts, where it has one
Sizes = Callable[[Collection[str]], Mapping[str, int]]  # how many posts each of some clusters has in all


@dataclass(frozen=True, slots=True)
class Group:
    """A cluster, or a post alone: its best hit and how many of its posts answer the query."""

    hit: Hit
    cluster: str | None
    answering: int


@dataclass(frozen=True, slots=True)
class Groups:
    """One page of groups, and the answer whose total and facets count every hit."""

    groups: tuple[Group, ...]
    answer: Answer


def collapsed(engines: Sequence[Engine], request: Request, names: Names) -> Groups:
    """Return the first groups in the order of their best hits."""
    counts, answer = _counted(engines, request)
    found: list[Group] = []
    for _ in range(ROUNDS):
        rest = _without(request.query, found)
        hits = search_lanes(engines, replace(request, query=rest, facets=())).hits
        known = names([hit.id for hit in hits])
        for hit in hits:
            _add(found, Group(hit, known.get(hit.id), counts.get(known.get(hit.id, ""), 1)))
        if not hits or len(found) >= request.limit:
            break
    return Groups(tuple(found[: request.limit]), answer)


def by_size(engines: Sequence[Engine], request: Request, sizes: Sizes) -> Groups:
    """Return the first groups by how many posts their clusters have in all, then posts that stand alone."""
    counts, answer = _counted(engines, request)
    whole = sizes(list(counts))
    largest = sorted(counts, key=lambda name: (-whole.get(name, 0), name))[: request.limit]
    found = [_best(engines, request, name, counts[name]) for name in largest]
    left = request.limit - len(found)
    alone = And((request.query, Not(Is("cluster", ("",), "any", begins=True))))
    hits = search_lanes(engines, _newest(request, alone, left)).hits if left else ()
    return Groups((*found, *(Group(hit, None, 1) for hit in hits)), answer)


def _counted(engines: Sequence[Engine], request: Request) -> tuple[dict[str, int], Answer]:
    """Count the hits of each cluster, over all hits."""
    facets = tuple(dict.fromkeys((*request.facets, "cluster")))
    most = max(request.facet_limit, MOST_VALUES)
    answer = search_lanes(engines, replace(request, limit=0, after=None, facets=facets, facet_limit=most))
    counts = {one.value: one.count for one in answer.facets["cluster"]}
    shown = {facet: answer.facets[facet][: request.facet_limit] for facet in request.facets}
    doubts = answer.incomplete
    if len(counts) >= most:
        doubts += (f"only the {most:,} clusters with most hits were looked at",)
    return counts, replace(answer, facets=shown, incomplete=doubts)


def _best(engines: Sequence[Engine], request: Request, cluster: str, answering: int) -> Group:
    own = And((request.query, Is("cluster", (cluster,), cluster)))
    return Group(search_lanes(engines, _newest(request, own, 1)).hits[0], cluster, answering)


def _newest(request: Request, query: Query, limit: int) -> Request:
    return replace(request, query=query, sort="newest", limit=limit, after=None, facets=())


def _without(query: Query, found: Sequence[Group]) -> Query:
    """Return the query without the clusters and single posts that were found already."""
    clusters = tuple(group.cluster for group in found if group.cluster)
    alone = tuple(group.hit.id for group in found if not group.cluster)
    denied = [Not(Is(field, values, "")) for field, values in (("cluster", clusters), ("id", alone)) if values]
    return And((query, *denied)) if denied else query


def _add(found: list[Group], group: Group) -> None:
    if group.cluster is None or all(group.cluster != one.cluster for one in found):
        found.append(group)
