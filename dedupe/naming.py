"""Naming: cluster ids that stay.

An id is minted once, from the cluster's founding post; a new cluster inherits the id of the old one whose posts it
mostly holds; an id that nobody inherits becomes an alias of the heir of its posts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from posts.identity import named_id

CLUSTER_RECIPE = "c1_"

Minted = Callable[[Collection[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Names:
    """The id of each cluster by its place in the given order, those minted now, and the heir of each retired id."""

    ids: tuple[str, ...]
    minted: tuple[str, ...]
    aliases: Mapping[str, str]


def name(
    groups: Sequence[Collection[str]], old: Mapping[str, str], minted: Minted, moved: Collection[str] = ()
) -> Names:
    """Return the names of clusters of posts; `old` says in which cluster each post was until now.

    `groups` must hold every post that is left of every old cluster named in `old`; `moved` are posts whose text
    changed, who rather leave a cluster than take its id along.
    """
    ids = _inherited(groups, old, moved)
    new: list[str] = []
    for number, group in enumerate(groups):
        if number not in ids:
            ids[number] = _mint(group, {*old.values(), *new}, minted)
            new.append(ids[number])
    return Names(tuple(ids[number] for number in range(len(groups))), tuple(new), _aliases(groups, old, ids))


def _inherited(groups: Sequence[Collection[str]], old: Mapping[str, str], moved: Collection[str]) -> dict[int, str]:
    """Match new to old clusters by largest overlap; ties to posts that stayed, the lower id, the first post."""
    offers = []
    for number, group in enumerate(groups):
        for cluster, overlap in Counter(old[post] for post in group if post in old).items():
            left = sum(post in moved for post in group if old.get(post) == cluster)
            offers.append((-overlap, left, cluster, min(group), number))
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, cluster, _, number in sorted(offers):
        if number not in ids and cluster not in taken:
            ids[number] = cluster
            taken.add(cluster)
    return ids


def _mint(group: Collection[str], used: Collection[str], minted: Minted) -> str:
    """Return the id of a cluster founded by its first post; a post that founds a second one gives another id."""
    founder = min(group)
    again = chain([()], ((str(generation),) for generation in count(2)))
    fresh = (named_id(CLUSTER_RECIPE, founder, *parts) for parts in again)
    return next(cluster for cluster in fresh if cluster not in used and not minted([cluster]))


def _aliases(groups: Sequence[Collection[str]], old: Mapping[str, str], ids: Mapping[int, str]) -> dict[str, str]:
    heirs: dict[str, Counter[str]] = defaultdict(Counter)
    for number, group in enumerate(groups):
        for post in group:
            if post in old and old[post] not in ids.values():
                heirs[old[post]][ids[number]] += 1
    return {retired: _most(counts.items()) for retired, counts in heirs.items()}


def _most(counts: Iterable[tuple[str, int]]) -> str:
    return min(counts, key=lambda item: (-item[1], item[0]))[0]
