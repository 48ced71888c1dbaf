"""Links: from who holds which contact, picture or account to links between clusters, and to the hubs left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

Kind = Literal["contact", "picture", "account"]

# Clusters that one value may link. The busiest recruiter of the demonstrations writes nine; a hotline, a channel's
# footer or a stock picture stands in fifty and more, and one of them joins everything to everything.
MOST_CLUSTERS = 16


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value and the clusters that hold it: they offer the contact, show copies of the picture, name the account.

    `posted` are the clusters that the account itself posts; for contacts and pictures it is empty.
    """

    kind: Kind
    value: str
    clusters: frozenset[str]
    posted: frozenset[str] = frozenset()

    @property
    def is_hub(self) -> bool:
        """Whether more clusters hold it than one hand writes: it joins nothing."""
        return len(self.clusters | self.posted) > MOST_CLUSTERS


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Two clusters, the smaller first, and why they are linked."""

    a: str
    b: str
    kind: Kind
    value: str

    @property
    def reason(self) -> str:
        """Return the reason as the end of a sentence about two clusters."""
        match self.kind:
            case "contact":
                return f"both offer {self.value}"
            case "picture":
                return f"both show copies of the picture {self.value}"
            case "account":
                return f"one names {self.value}, the account that posts the other"


def links_of(evidence: Iterable[Evidence]) -> Iterator[Link]:
    """Yield every link that a value makes which is no hub."""
    for one in evidence:
        if not one.is_hub:
            yield from (Link(min(ends), max(ends), one.kind, one.value) for ends in _ends(one))


def _ends(evidence: Evidence) -> Iterator[tuple[str, str]]:
    if evidence.kind == "account":
        pairs = {frozenset((named, posted)) for named in evidence.clusters for posted in evidence.posted}
        yield from ((min(pair), max(pair)) for pair in pairs if len(pair) == 2)
    else:
        yield from combinations(sorted(evidence.clusters), 2)


def hubs_of(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the values that join nothing because too many clusters hold them, the most widely held first."""
    hubs = [one for one in evidence if one.is_hub]
    return sorted(hubs, key=lambda one: (-len(one.clusters | one.posted), one.kind, one.value))
