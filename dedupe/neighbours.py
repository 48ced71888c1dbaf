"""Neighbours: what grouping asks of whoever remembers posts: a protocol that a database answers, and a form in memory.

The rule of candidates: two wordings are candidates when they share a key and one of the two is among the 64 wordings
of smallest id that have this key. It does not depend on the order of arrival, so ingest finds what a batch finds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from dedupe.keys import Wording
from dedupe.score import Pair
from dedupe.thresholds import PER_KEY


class Neighbours(Protocol):
    """The memory of grouping. Each method answers for many at once; what is not known is left out of the answer."""

    def holders(self, keys: Collection[int], first: int | None) -> Mapping[int, Sequence[str]]:
        """Return for each key the ids of the wordings that have it, smallest first, at most `first` (None: all)."""
        ...

    def wordings(self, ids: Collection[str]) -> Mapping[str, Wording]:
        """Return known wordings by id."""
        ...

    def pairs_of(self, ids: Collection[str]) -> Iterable[Pair]:
        """Return all verified pairs that any of these wordings is part of."""
        ...

    def posts_of(self, ids: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return the posts written with each of these wordings."""
        ...

    def wordings_of(self, posts: Collection[str]) -> Mapping[str, str]:
        """Return the wording id of each of these posts that has letters."""
        ...

    def clusters_of(self, posts: Collection[str]) -> Mapping[str, str]:
        """Return the cluster id of each of these posts."""
        ...

    def minted(self, ids: Collection[str]) -> Collection[str]:
        """Return those of these cluster ids that were ever given to a cluster, aliases included."""
        ...


def candidates(wordings: Iterable[Wording], known: Neighbours) -> dict[str, set[str]]:
    """Return for each new wording its candidates, among the known wordings and among the new ones themselves."""
    new = {wording.id: wording for wording in wordings}
    own: dict[int, list[str]] = defaultdict(list)
    for wording in new.values():
        for key in wording.keys:
            own[key].append(wording.id)
    held = dict(known.holders(own, PER_KEY))
    # A new wording of small id enters the first 64, and then all that have the key are its candidates.
    entered = {key for key, ids in held.items() if len(ids) == PER_KEY and min(own[key]) < ids[-1]}
    held |= known.holders(entered, None)
    found: dict[str, set[str]] = {name: set() for name in new}
    for key, ids in own.items():
        everyone = sorted({*held.get(key, ()), *ids})
        for name in ids:
            found[name] |= set(everyone if name in everyone[:PER_KEY] else everyone[:PER_KEY])
    return {name: others - {name} for name, others in found.items()}
