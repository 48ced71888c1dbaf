"""Crowd: new wordings beside a component too large to be clustered whole at each arrival: a bounded stand-in.

Known wordings stay in their clusters; the new ones are clustered with those they were compared with alone. What is
placed so is told as unsettled, and `regroup` places it as a whole batch would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from dedupe.clusters import Group, clusters
from dedupe.composites import composites
from dedupe.decisions import Ties
from dedupe.neighbours import Neighbours
from dedupe.score import Pair


@dataclass(frozen=True, slots=True)
class Beside:
    """New wordings in groups: the cluster each group joins (None: it is one of its own), and clusters linked to."""

    homes: Mapping[Group, str | None]
    links: Mapping[str, tuple[str, ...]]


def beside(fresh: Collection[str], pairs: Collection[Pair], ties: Ties, known: Neighbours) -> Beside:
    """Place new wordings by their pairs among the clusters that stand."""
    own = [pair for pair in pairs if pair.a in fresh or pair.b in fresh]
    home = _home({end for pair in own for end in (pair.a, pair.b)} - set(fresh), known)
    standing: dict[str, set[str]] = {}
    for wording, cluster in home.items():
        standing.setdefault(cluster, set()).add(wording)
    tied = replace(ties, together=(*ties.together, *map(frozenset, standing.values())))
    near = {*fresh, *home}
    own = [pair for pair in own if pair.a in near and pair.b in near]
    groups = clusters(near, own, tied)
    names = {group: _most(Counter(home[one] for one in group if one in home)) for group in groups}
    linked = composites(groups, own)
    links = {
        one: tuple(sorted({name for group in others if (name := names[group])}))
        for one, others in linked.items()
        if one in fresh
    }
    homes = {tuple(one for one in group if one in fresh): name for group, name in names.items()}
    return Beside({group: name for group, name in homes.items() if group}, links)


def _home(wordings: Collection[str], known: Neighbours) -> dict[str, str]:
    first = {wording: min(posts) for wording, posts in known.posts_of(wordings).items() if posts}
    clusters_of = known.clusters_of(set(first.values()))
    return {wording: clusters_of[post] for wording, post in first.items() if post in clusters_of}


def _most(counts: Mapping[str, int]) -> str | None:
    return min(counts, key=lambda name: (-counts[name], name)) if counts else None
