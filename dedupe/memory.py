"""Memory: the neighbours in memory, for a stream that fits and for tests; it keeps what `place` says has changed."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from dedupe.decisions import Decision
from dedupe.incremental import Changes
from dedupe.keys import Wording
from dedupe.score import Pair
from dedupe.thresholds import PER_KEY


class Memory:
    """Everything grouping remembers."""

    def __init__(self) -> None:
        self._wordings: dict[str, Wording] = {}
        self._holders: dict[int, list[str]] = defaultdict(list)
        self._pairs: dict[str, dict[str, Pair]] = defaultdict(dict)
        self._posts: dict[str, set[str]] = defaultdict(set)
        self._wording_of: dict[str, str] = {}
        self._minted: set[str] = set()
        self.clusters: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.composites: dict[str, tuple[str, ...]] = {}
        self.unsettled: set[str] = set()
        self.decided: list[Decision] = []

    def holders(self, keys: Collection[int]) -> Mapping[int, Sequence[str]]:
        """Return for each key the ids of the wordings that have it, smallest first, at most 64."""
        return {key: self._holders[key][:PER_KEY] for key in keys if key in self._holders}

    def wordings(self, ids: Collection[str]) -> Mapping[str, Wording]:
        """Return known wordings by id."""
        return {one: self._wordings[one] for one in ids if one in self._wordings}

    def pairs_of(self, ids: Collection[str], most: int) -> Sequence[Pair]:
        """Return the verified pairs of these wordings, at most one more than `most`."""
        found: dict[tuple[str, str], Pair] = {}
        for pair in (pair for one in ids if one in self._pairs for pair in self._pairs[one].values()):
            found[pair.a, pair.b] = pair
            if len(found) > most:
                break
        return list(found.values())

    def has_more(self, ids: Collection[str], most: int) -> bool:
        """Say whether these wordings surely have more pairs than `most`; a pair may be counted at both ends."""
        return sum(len(self._pairs.get(one, ())) for one in ids) > 2 * most

    def posts_of(self, ids: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return the posts of each of these wordings."""
        return {one: self._posts[one] for one in ids if one in self._posts}

    def wordings_of(self, posts: Collection[str]) -> Mapping[str, str]:
        """Return the wording of each of these posts."""
        return {post: self._wording_of[post] for post in posts if post in self._wording_of}

    def clusters_of(self, posts: Collection[str]) -> Mapping[str, str]:
        """Return the cluster of each of these posts."""
        return {post: self.clusters[post] for post in posts if post in self.clusters}

    def minted(self, ids: Collection[str]) -> Collection[str]:
        """Return those of these ids that were ever given."""
        return self._minted & set(ids)

    def decisions(self) -> Sequence[Decision]:
        """Return what people decided, oldest first."""
        return self.decided

    def keep(self, changes: Changes) -> None:
        """Take over what has changed."""
        for gone in sorted(changes.gone):
            self._drop(gone)
        for post in changes.departed:
            self._take_out(post)
            self.clusters.pop(post, None)
        self._remember(changes)
        for post, written in changes.posts.items():
            self._take_out(post)
            if written is not None:
                self._wording_of[post] = written
                self._posts[written].add(post)
        self.clusters |= changes.clusters
        self.aliases |= changes.aliases
        self.composites |= changes.composites
        self.unsettled |= changes.unsettled
        self._minted |= set(changes.minted)

    def _remember(self, changes: Changes) -> None:
        for wording in changes.wordings:
            self._wordings[wording.id] = wording
            for key in wording.keys:
                insort(self._holders[key], wording.id)
        for pair in changes.pairs:
            self._pairs[pair.a][pair.b] = self._pairs[pair.b][pair.a] = pair

    def _take_out(self, post: str) -> None:
        written = self._wording_of.pop(post, None)
        if written in self._posts:
            self._posts[written].discard(post)

    def _drop(self, gone: str) -> None:
        for key in self._wordings.pop(gone).keys:
            self._holders[key].remove(gone)
            if not self._holders[key]:
                del self._holders[key]
        for other in self._pairs.pop(gone, {}):
            del self._pairs[other][gone]
        self._posts.pop(gone, None)
        self.composites.pop(gone, None)
