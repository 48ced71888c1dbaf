"""What was searched: sources, since when, and the gaps; beside every answer, also an empty one."""

from __future__ import annotations

from datetime import datetime

from index.ledger.coverage import every_gap, every_visit
from index.ledger.known import extent
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from lurewatch.counted import counted
from lurewatch.health.outages import every_outage, sentences
from posts.capture import Visit
from posts.post import Record

RECENT_GAPS = 20  # shown beside an answer; `check` and bundles have them all


class SourceCoverage(Record, frozen=True, kw_only=True):
    """How well one source is covered."""

    source: str
    since: datetime
    last_visit: datetime
    last_outcome: str


class Searched(Record, frozen=True, kw_only=True):
    """What an answer rests on."""

    posts: int
    since: datetime | None
    sources: tuple[SourceCoverage, ...]
    gaps: tuple[str, ...]

    def sentence(self) -> str:
        """Return it for people; an empty answer never means that there is nothing."""
        gaps = f"; gaps: {'; '.join(self.gaps)}" if self.gaps else "; no gaps known"
        if self.since is None:
            return f"No public post has been collected yet ({self._visited() or 'no source visited'}){gaps}."
        since = f"{self.since:%Y-%m-%d}"
        posts, visited = counted(self.posts, "public post"), self._visited() or "hand-ins only"
        return f"Searched {posts} ({visited}) seen since {since}{gaps}."

    def _visited(self) -> str:
        if not self.sources:
            return ""
        last = max(source.last_visit for source in self.sources)
        return f"{counted(len(self.sources), 'watched source')}, last visited {last:%Y-%m-%d %H:%M}Z"


def searched(connection: Connection) -> Searched:
    """Return what a search of the public lane rests on now."""
    count, since = extent(connection, PUBLIC)
    visits = every_visit(connection)
    gaps = [f"{gap.source}: {gap.sentence}" for gap in every_gap(connection)]
    return Searched(
        posts=count,
        since=since,
        sources=tuple(_coverage(visits)),
        gaps=(*sentences(every_outage(visits), RECENT_GAPS), *gaps[-RECENT_GAPS:]),
    )


def _coverage(visits: list[Visit]) -> list[SourceCoverage]:
    by_source: dict[str, list[Visit]] = {}
    for visit in visits:
        by_source.setdefault(visit.source, []).append(visit)
    return [
        SourceCoverage(
            source=source,
            since=own[0].started_at,
            last_visit=own[-1].started_at,
            last_outcome=own[-1].outcome,
        )
        for source, own in sorted(by_source.items())
    ]
