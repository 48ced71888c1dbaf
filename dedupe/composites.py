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
        linked = tuple(groups[number] for number in _linked(met[wording], groups) if number != home[wording])
        if linked:
            found[wording] = linked
    return found


def _linked(met: Mapping[int, Sequence[int]], groups: Sequence[Group]) -> list[int]:
    """Return the clusters that each cover a part of the text which another of them does not."""
    covers = {
        number: _majority(segments)
        for number, segments in met.items()
        if len(segments) >= LINK_SHARE * min(len(groups[number]), FULL_SIZE)
    }
    linked: set[int] = set()
    for one, other in combinations(covers, 2):
        alone = covers[one] & ~covers[other], covers[other] & ~covers[one]
        if all(segments.bit_count() >= OWN_SEGMENTS for segments in alone):
            linked |= {one, other}
    return sorted(linked, key=lambda number: groups[number])


def _majority(segments: Sequence[int]) -> int:
    """Return the segments that more than half of the matching members cover."""
    places = (1 << place for place in range(SEGMENTS))
    return sum(place for place in places if 2 * sum(1 for one in segments if one & place) > len(segments))
