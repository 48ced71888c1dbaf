"""Similar: adverts of different languages that offer the same; never called the same, always with the reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from dedupe.campaigns.links import Link

# Clusters that one offer may stand in. Pay, place and benefits of many honest adverts are equal by chance; an offer
# that is found in more of them tells nothing of who wrote it.
MOST_CLUSTERS = 8
FEWEST_BENEFITS = 2  # of an offer: one alone ("room and board") stands in every other advert


@dataclass(frozen=True, slots=True)
class Offer:
    """What one cluster offers: its languages, pay in USD a month (least, most), places, benefits."""

    languages: frozenset[str]
    pay: tuple[float, float] | None
    places: frozenset[str]
    benefits: frozenset[str]

    @property
    def terms(self) -> tuple[tuple[float, float], tuple[str, ...], tuple[str, ...]] | None:
        """Return pay, places and benefits where all three say enough to be compared."""
        if self.pay is None or not self.places or len(self.benefits) < FEWEST_BENEFITS:
            return None
        return self.pay, tuple(sorted(self.places)), tuple(sorted(self.benefits))


@dataclass(frozen=True, slots=True, order=True)
class Similar:
    """Two clusters of different languages, the smaller first, and all reasons to look at them together."""

    a: str
    b: str
    reasons: tuple[str, ...]


def similar(offers: Mapping[str, Offer], links: Iterable[Link], designs: Iterable[tuple[str, str]]) -> list[Similar]:
    """Return the pairs of clusters without a common language that share a link, a flyer's design, or their terms."""
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in sorted(set(links)):
        reasons[link.a, link.b].append(link.reason)
    for a, b in sorted(set(designs)):
        reasons[a, b].append("both show a picture of one design")
    for a, b in _same_terms(offers):
        reasons[a, b].append("both offer the same pay, place and benefits")
    return [Similar(a, b, tuple(why)) for (a, b), why in sorted(reasons.items()) if _differ(offers, (a, b))]


def _same_terms(offers: Mapping[str, Offer]) -> Iterator[tuple[str, str]]:
    holders: dict[object, list[str]] = defaultdict(list)
    for cluster, offer in sorted(offers.items()):
        if offer.terms is not None:
            holders[offer.terms].append(cluster)
    for clusters in holders.values():
        if len(clusters) <= MOST_CLUSTERS:
            yield from combinations(clusters, 2)


def _differ(offers: Mapping[str, Offer], clusters: Collection[str]) -> bool:
    known = [offers[one].languages for one in clusters if one in offers and offers[one].languages]
    return len(known) == len(clusters) and not frozenset.intersection(*known)
