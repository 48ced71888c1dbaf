"""Campaigning: clusters of the public lane that one hand may have written, and what shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from dedupe.campaigns.grouped import Campaign, campaigns
from dedupe.campaigns.links import Evidence, hubs_of, links_of
from dedupe.campaigns.similar import Offer, Similar, similar
from index.ledger.groups import ClusterSize, heir_of
from index.ledger.linking import evidence_of, founders, readings_of, same_designs, sizes_and_times
from index.ledger.store import Connection
from posts.identity import named_id
from posts.post import Record
from posts.reading import Reading

CAMPAIGN_RECIPE = "m1_"
BENEFIT = "ben_"  # the indicators of this group: what an advert promises beside pay
PAY_STEP = 50  # USD a month; offers are compared in steps, since currencies are converted


class CampaignRow(Record, frozen=True, kw_only=True):
    """A campaign as the list shows it."""

    id: str
    clusters: int
    posts: int
    contacts: tuple[str, ...]
    pictures: int
    first_seen_at: datetime
    last_seen_at: datetime


class Hub(Record, frozen=True, kw_only=True):
    """A value that too many clusters hold: it joins nothing."""

    kind: str
    value: str
    clusters: int


@dataclass(frozen=True)
class Landscape:
    """All campaigns of one moment, and what they rest on."""

    evidence: Sequence[Evidence]
    campaigns: Sequence[Campaign]
    founders: Mapping[str, tuple[int, str]]

    @cached_property
    def hubs(self) -> list[Hub]:
        """The values that join nothing, the most widely held first."""
        return [
            Hub(kind=one.kind, value=one.value, clusters=len(one.clusters | one.posted))
            for one in hubs_of(self.evidence)
        ]

    def id_of(self, campaign: Campaign) -> str:
        """Return the id of a campaign: that of its oldest cluster, so that it stays when the campaign grows."""
        return _named(min(campaign.clusters, key=lambda cluster: self.founders[cluster]))

    def find(self, name: str) -> Campaign | None:
        """Return the campaign of an id, or of a cluster; an id that a merged campaign had before still finds it."""
        for campaign in self.campaigns:
            if any(name in (cluster, _named(cluster)) for cluster in campaign.clusters):
                return campaign
        return None


def landscape(connection: Connection) -> Landscape:
    """Return all campaigns of the public lane."""
    evidence = evidence_of(connection)
    return Landscape(evidence, campaigns(links_of(evidence)), founders(connection))


def rows(connection: Connection, found: Landscape, limit: int) -> list[CampaignRow]:
    """Return the largest campaigns as the list shows them."""
    shown = found.campaigns[:limit]
    sizes = sizes_and_times(connection, [cluster for one in shown for cluster in one.clusters])
    return [_row(found.id_of(one), one, [sizes[cluster] for cluster in one.clusters]) for one in shown]


def find(connection: Connection, found: Landscape, name: str) -> Campaign | None:
    """Return the campaign of an id or of a cluster, also of one that has become part of another."""
    return found.find(name) or found.find(heir_of(connection, name))


def similar_to(connection: Connection, found: Landscape, campaign: Campaign) -> list[Similar]:
    """Return the pairs of clusters of different languages, one of them of this campaign, that offer the same."""
    first = {cluster: post for cluster, (_, post) in found.founders.items()}
    readings = readings_of(connection, first.values())
    offers = {cluster: _offer(readings[post]) for cluster, post in first.items() if post in readings}
    own = set(campaign.clusters)
    pairs = similar(offers, campaign.links, same_designs(connection))
    return [pair for pair in pairs if own & {pair.a, pair.b}]


def _named(cluster: str) -> str:
    return named_id(CAMPAIGN_RECIPE, cluster)


def _row(name: str, campaign: Campaign, sizes: Sequence[ClusterSize]) -> CampaignRow:
    values = {(link.kind, link.value) for link in campaign.links}
    return CampaignRow(
        id=name,
        clusters=len(campaign.clusters),
        posts=sum(one.posts for one in sizes),
        contacts=tuple(sorted(value for kind, value in values if kind != "picture")),
        pictures=sum(kind == "picture" for kind, _ in values),
        first_seen_at=min(one.first_seen_at for one in sizes),
        last_seen_at=max(one.last_seen_at for one in sizes),
    )


def _offer(reading: Reading) -> Offer:
    languages = (span.lang.partition("-")[0] for span in reading.languages[:1])
    return Offer(
        languages=frozenset(lang for lang in languages if lang != "und"),
        pay=_pay(reading),
        places=frozenset(place.id for place in reading.places if "-" in place.id),
        benefits=frozenset(hit.id for hit in reading.indicators if hit.id.startswith(BENEFIT)),
    )


def _pay(reading: Reading) -> tuple[float, float] | None:
    known = [
        (pay.usd_month_min, pay.usd_month_max)
        for pay in reading.pay
        if pay.usd_month_min is not None and pay.usd_month_max is not None
    ]
    return _stepped(known[0]) if known else None


def _stepped(pay: Iterable[float]) -> tuple[float, float]:
    low, high = (PAY_STEP * round(amount / PAY_STEP) for amount in pay)
    return float(low), float(high)
