"""Decisions: what people said about clusters: these posts do not belong to those; these are one. They outlive all.

A decision names posts. What it means for wordings is found whenever clusters are made, since posts come, change and go;
a later decision wins over an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from posts.post import Record


class Decision(Record, frozen=True, kw_only=True):
    """`split`: `posts` stand apart from `others`; `merge`: all of them are one cluster."""

    kind: Literal["split", "merge"]
    posts: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """What decisions mean for wordings: sets that are one cluster, and pairs of sets that never are."""

    together: tuple[frozenset[str], ...] = ()
    apart: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()

    def beside(self, wordings: Iterable[str]) -> set[str]:
        """Return all that is tied to one of these wordings."""
        some = set(wordings)
        return {one for tied in self.together if tied & some for one in tied}

    def sides_of(self, wordings: Iterable[str]) -> set[int]:
        """Return on which sides of splits these wordings stand: n for one side, -n for the other."""
        some = set(wordings)
        sides = {number for number, (one, _) in enumerate(self.apart, 1) if one & some}
        return sides | {-number for number, (_, other) in enumerate(self.apart, 1) if other & some}


NO_TIES = Ties()


def are_apart(sides: set[int], others: set[int]) -> bool:
    """Say whether a split stands between what is on these sides and what is on those."""
    return any(-side in others for side in sides)


def ties(decisions: Iterable[Decision], written: Mapping[str, str]) -> Ties:
    """Return what decisions, oldest first, mean now; `written` are the wordings of the posts that are left."""
    together: list[frozenset[str]] = []
    apart: list[tuple[frozenset[str], frozenset[str]]] = []
    for decision in decisions:
        posts, others = _written(decision.posts, written), _written(decision.others, written)
        if decision.kind == "merge":
            all_posts = posts | others
            apart = [both for both in apart if not (both[0] & all_posts and both[1] & all_posts)]
            together.append(all_posts)
        else:
            both = posts - others, others - posts  # one text on both sides: nothing can be said of it
            together = [part for one in together for part in _parted(one, both)]
            apart.append(both)
    return Ties(tuple(one for one in together if len(one) > 1), tuple(both for both in apart if both[0] and both[1]))


def _written(posts: Iterable[str], written: Mapping[str, str]) -> frozenset[str]:
    return frozenset(written[post] for post in posts if post in written)


def _parted(one: frozenset[str], both: tuple[frozenset[str], frozenset[str]]) -> list[frozenset[str]]:
    return [one - both[0], one & both[0]] if one & both[0] and one & both[1] else [one]
