"""Grouped: linked clusters as campaigns, and the path of links from one cluster of a campaign to another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dedupe.campaigns.links import Link
from dedupe.joined import joined


@dataclass(frozen=True, slots=True)
class Campaign:
    """Two clusters or more that are linked, directly or through others, and their links; both in order."""

    clusters: tuple[str, ...]
    links: tuple[Link, ...]

    def path(self, start: str, end: str) -> tuple[Link, ...]:
        """Return the fewest links that lead from one cluster to another; of several ways the first in order."""
        reached: dict[str, Link | None] = {start: None}
        waiting = deque([start])
        beside = _beside(self.links)
        while waiting and end not in reached:
            here = waiting.popleft()
            for there, link in beside.get(here, ()):
                if there not in reached:
                    reached[there] = link
                    waiting.append(there)
        return tuple(reversed(_back(reached, end)))


def campaigns(links: Iterable[Link]) -> list[Campaign]:
    """Return the campaigns, those with more clusters first."""
    ordered = sorted(set(links))
    parts = joined((link.a, link.b) for link in ordered)
    home = {cluster: number for number, part in enumerate(parts) for cluster in part}
    own: list[list[Link]] = [[] for _ in parts]
    for link in ordered:
        own[home[link.a]].append(link)
    found = [Campaign(part, tuple(its)) for part, its in zip(parts, own, strict=True)]
    return sorted(found, key=lambda one: (-len(one.clusters), one.clusters))


def _beside(links: Iterable[Link]) -> dict[str, list[tuple[str, Link]]]:
    beside: dict[str, list[tuple[str, Link]]] = {}
    for link in links:
        beside.setdefault(link.a, []).append((link.b, link))
        beside.setdefault(link.b, []).append((link.a, link))
    return beside


def _back(reached: Mapping[str, Link | None], end: str) -> list[Link]:
    """Return the links from the end back to the start."""
    way = []
    here = end
    while (link := reached.get(here)) is not None:
        way.append(link)
        here = link.a if link.b == here else link.b
    return way
