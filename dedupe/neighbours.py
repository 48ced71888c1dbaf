"""Neighbours: what grouping asks of whoever remembers posts: a protocol that a database answers, and a form in memory.

The rule of candidates: two wordings are candidates when they share a key and one of the two is among the 64 wordings
of smallest id that have this key. It does not depend on the order of arrival, so ingest finds what a batch finds, as
long as no key has more than 64: further holders are not remembered, and whatever meets such a key is told as crowded.
All such keys of a wording together offer it 64 candidates, so that a flood of near-copies bounds the work of each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dedupe.decisions import Decision
from dedupe.keys import Wording
from dedupe.score import Pair
from dedupe.thresholds import PER_KEY


class Neighbours(Protocol):
    """The memory of grouping. Each method answers for many at once; what is not known is left out of the answer."""

    def holders(self, keys: Collection[int]) -> Mapping[int, Sequence[str]]:
        """Return for each key the ids of the wordings that have it, smallest first, at most 64."""
        ...

    def wordings(self, ids: Collection[str]) -> Mapping[str, Wording]:
        """Return known wordings by id."""
        ...

    def pairs_of(self, ids: Collection[str], most: int) -> Sequence[Pair]:
        """Return the verified pairs that any of these wordings is part of; where there are more than `most`, some."""
        ...

    def has_more(self, ids: Collection[str], most: int) -> bool:
        """Say whether these wordings surely have more pairs than `most`: a quick look, before they are read."""
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

    def decisions(self) -> Sequence[Decision]:
        """Return what people decided about clusters, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Met:
    """What new wordings meet."""

    candidates: Mapping[str, set[str]]
    crowded: frozenset[str]  # those with a key that more than 64 have


def met(wordings: Iterable[Wording], known: Neighbours) -> Met:
    """Return what new wordings meet among the known ones and among themselves."""
    new = {wording.id: wording for wording in wordings}
    own: dict[int, list[str]] = defaultdict(list)
    for wording in new.values():
        for key in wording.keys:
            own[key].append(wording.id)
    held = known.holders(own)
    found: dict[str, set[str]] = {name: set() for name in new}
    flooded: dict[str, set[str]] = defaultdict(set)
    for key, names in own.items():
        everyone = sorted({*held.get(key, ()), *names})
        for name in names:
            if len(everyone) > PER_KEY:
                flooded[name].update(everyone[:PER_KEY])
            else:
                found[name].update(everyone)
    for name, others in flooded.items():
        found[name].update(sorted(others - {name})[:PER_KEY])
    return Met({name: others - {name} for name, others in found.items()}, frozenset(flooded))


def candidates(wordings: Iterable[Wording], known: Neighbours) -> Mapping[str, set[str]]:
    """Return for each new wording its candidates, among the known wordings and among the new ones themselves."""
    return met(wordings, known).candidates
