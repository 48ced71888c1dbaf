"""The report: the health of every source of the watchlist and of the machine, from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawlers.watchlist import WATCHLIST_FILE, Source, load_watchlist
from index.ledger.coverage import every_gap, every_visit
from index.ledger.known import newest_of
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from lurewatch.health import machine
from lurewatch.health.fields import EARLIER
from lurewatch.health.finding import Finding
from lurewatch.health.outages import Outage, outages
from lurewatch.health.source import NEWEST, History, findings
from lurewatch.installation import Installation
from posts.capture import Visit


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source with its last visit and everything that is wrong with it."""

    source: Source
    visits: int
    last: Visit | None
    newest_post_at: datetime | None
    outages: tuple[Outage, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The health of everything."""

    sources: tuple[SourceHealth, ...]
    machine: tuple[Finding, ...]

    @property
    def findings(self) -> list[Finding]:
        """All findings, the machine's first."""
        return [*self.machine, *(finding for one in self.sources for finding in one.findings)]


def report(connection: Connection, here: Installation) -> Report:
    """Return the health of every source and of the machine now."""
    now = here.clock()
    sources = load_watchlist(here.home.settings_file(WATCHLIST_FILE))
    return Report(
        sources=tuple(_health(connection, source, now) for source in sources),
        machine=tuple(machine.findings(here.home, now, sources)),
    )


def _health(connection: Connection, source: Source, now: datetime) -> SourceHealth:
    visits = every_visit(connection, {source.key})
    posts = newest_of(connection, source.key, NEWEST + EARLIER)
    times = [one.post.posted_at for one in posts if one.lane is PUBLIC and one.post.posted_at]
    return SourceHealth(
        source=source,
        visits=len(visits),
        last=visits[-1] if visits else None,
        newest_post_at=max(times, default=None),
        outages=tuple(outages(visits)),
        findings=tuple(findings(History(source, visits, posts, every_gap(connection, {source.key})), now)),
    )
