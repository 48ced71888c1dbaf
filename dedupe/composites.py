"""Composites: posts that hold two adverts. They link to the clusters of both and join neither to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from dedupe.clusters import Group
from dedupe.score import Pair
from dedupe.thresholds import FULL_SIZE, LINK_SHARE, OWN_SEGMENTS, SEGMENTS


def composites(groups: Sequence[Group], pairs: Iterable[Pair]) -> dict[str, tuple[Group, ...]]:
    """Return the wordings that hold the adverts of several clusters, with those clusters beside their own one."""
    home = {wording: number for number, group in enumerate(groups) for wording in group}
    met: dict[str, dict[int, list[int]]] = {}
    for pair in pairs:
        met.setdefault(pair.a, {}).setdefault(home[pair.b], []).append(pair.of_a.segments)
        met.setdefault(pair.b, {}).setdefault(home[pair.a], []).append(pair.of_b.segments)
    found = {}
    for wording in sorted(name for name, by_group in met.items() if len(by_group) > 1):
        own = home[wording]
        linked = tuple(groups[number] for number in _linked(met[wording], groups, own) if number != own)
        if linked:
            found[wording] = linked
    return found


def _linked(met: Mapping[int, Sequence[int]], groups: Sequence[Group], own: int) -> list[int]:
    """Return the clusters that each cover a part of the text which another of them does not."""
    covers = {
        number: _majority(segments)
        for number, segments in met.items()
        if len(segments) >= LINK_SHARE * min(len(groups[number]), FULL_SIZE)
    }
    linked: set[int] = set()
    for one, other in combinations(covers, 2):
        if _add(covers, one, other) and _add(covers, other, one) and not _inside(covers, groups, own, (one, other)):
            linked |= {one, other}
    return sorted(linked, key=lambda number: groups[number])


def _add(covers: Mapping[int, int], one: int, other: int) -> bool:
    """Say whether `one` covers enough that `other` does not."""
    return (covers[one] & ~covers[other]).bit_count() >= OWN_SEGMENTS


def _inside(covers: Mapping[int, int], groups: Sequence[Group], own: int, both: tuple[int, int]) -> bool:
    """Say whether two clusters are splinters of a larger own one, which covers all that they cover.

    (Where the own cluster is the smaller one it may be that of posts with the same two adverts.)
    """
    if own not in covers or own in both or any(_add(covers, number, own) for number in both):
        return False
    return min(len(groups[number]) for number in both) < len(groups[own])


def _majority(segments: Sequence[int]) -> int:
    """Return the segments that more than half of the matching members cover."""
    places = (1 << place for place in range(SEGMENTS))
    return sum(place for place in places if 2 * sum(1 for one in segments if one & place) > len(segments))
