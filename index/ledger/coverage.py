"""Coverage: what was fetched, which sources were visited when, and where there are gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert

from index.ledger.schema import LANES, RESTRICTED, captures, gaps, observations, visits
from index.ledger.times import to_text
from posts import jsonl
from posts.capture import Capture, Gap, Visit
from posts.identity import named_id
from posts.post import PREVIEW, Post

NEWEST_POSTS = 200  # ten pages: what a visit re-reads at most


def add_captures(connection: Connection, records: Iterable[Capture]) -> None:
    """Keep captures; one that is known is left as it stands."""
    for record in records:
        row = {
            "id": record.id,
            "source": record.source,
            "fetched_at": to_text(record.fetched_at),
            "warc": record.warc,
            "record": jsonl.line(record).decode(),
        }
        connection.execute(insert(captures).on_conflict_do_nothing(), row)


def withhold(connection: Connection, ids: Iterable[str]) -> None:
    """Mark captures whose page also yielded a restricted post: they stay out of default bundles."""
    for capture in sorted(set(ids)):
        connection.execute(update(captures).where(captures.c.id == capture).values(withheld=1))


def add_visits(connection: Connection, records: Iterable[Visit]) -> None:
    """Keep visits; the same visit twice is one."""
    for record in records:
        row = {
            "source": record.source,
            "run": record.run,
            "started_at": to_text(record.started_at),
            "requests": record.requests,
            "outcome": record.outcome,
            "record": jsonl.line(record).decode(),
        }
        connection.execute(insert(visits).on_conflict_do_nothing(), row)


def add_gaps(connection: Connection, records: Iterable[Gap]) -> None:
    """Keep gaps; the same gap twice is one."""
    for record in records:
        row = {
            "id": named_id("g1_", jsonl.canonical(record).decode()),
            "source": record.source,
            "noticed_at": to_text(record.noticed_at),
            "record": jsonl.line(record).decode(),
        }
        connection.execute(insert(gaps).on_conflict_do_nothing(), row)


def known_captures(connection: Connection, ids: Iterable[str]) -> dict[str, Capture]:
    """Return the captures of these ids that the ledger holds."""
    query = select(captures.c.id, captures.c.record).where(captures.c.id.in_(sorted(set(ids))))
    return {row.id: jsonl.load(row.record.encode(), Capture) for row in connection.execute(query)}


def every_capture(connection: Connection) -> Iterator[tuple[Capture, bool]]:
    """Yield (capture, withheld) for all captures, in the order of segments."""
    query = select(captures.c.record, captures.c.withheld).order_by(captures.c.warc, captures.c.id)
    for row in connection.execution_options(stream_results=True).execute(query):
        yield jsonl.load(row.record.encode(), Capture), bool(row.withheld)


def every_visit(connection: Connection, sources: Iterable[str] | None = None) -> list[Visit]:
    """Return visits, oldest first, of the given sources or of all."""
    query = select(visits.c.record).order_by(visits.c.started_at, visits.c.source)
    if sources is not None:
        query = query.where(visits.c.source.in_(sorted(set(sources))))
    return [jsonl.load(row.record.encode(), Visit) for row in connection.execute(query)]


def every_gap(connection: Connection, sources: Iterable[str] | None = None) -> list[Gap]:
    """Return gaps, oldest first, of the given sources or of all."""
    query = select(gaps.c.record).order_by(gaps.c.noticed_at, gaps.c.id)
    if sources is not None:
        query = query.where(gaps.c.source.in_(sorted(set(sources))))
    return [jsonl.load(row.record.encode(), Gap) for row in connection.execute(query)]


def last_joined(connection: Connection, source: str) -> Visit | None:
    """Return the newest visit of a source that read posts and left no hole behind it: what the next one builds on."""
    query = select(visits.c.record).where(visits.c.source == source).order_by(visits.c.started_at.desc())
    for row in connection.execute(query):
        visit = jsonl.load(row.record.encode(), Visit)
        if visit.joined and visit.last_id is not None:
            return visit
    return None


def left_out(connection: Connection) -> int:
    """Return the size of the restricted lane: the same number whatever was asked (rulings 3)."""
    return int(connection.execute(select(func.count()).select_from(RESTRICTED.posts)).scalar() or 0)


def pages_since(connection: Connection, source: str, since: datetime) -> int:
    """Return how many pages a source was asked for since a moment, by killed runs too (for its daily cap)."""
    query = select(visits.c.record).where(visits.c.source == source, visits.c.started_at >= to_text(since))
    ended = [jsonl.load(row.record.encode(), Visit) for row in connection.execute(query)]
    runs = {visit.run for visit in ended}
    seen = select(captures.c.record).where(captures.c.source == source, captures.c.fetched_at >= to_text(since))
    pages = [jsonl.load(row.record.encode(), Capture) for row in connection.execute(seen)]
    return sum(visit.page_requests for visit in ended) + sum(
        page.purpose == "page" and page.run not in runs for page in pages
    )


def known_pictures(connection: Connection, source: str) -> dict[str, str]:
    """Return {address: sha256} of the pictures of a source's newest posts, so that none is fetched twice."""
    media = [one for post in _newest_posts(connection, source) for one in post.media]
    return {one.url: one.sha256 for one in media if one.url and one.sha256}


def known_whole(connection: Connection, source: str) -> frozenset[str]:
    """Return the ids of a source's newest posts, without those of which only a preview was read."""
    return frozenset(post.id for post in _newest_posts(connection, source) if PREVIEW not in post.labels)


def _newest_posts(connection: Connection, source: str) -> Iterator[Post]:
    for lane in LANES:
        posts, revisions = lane.posts, lane.revisions
        query = (
            select(revisions.c.record)
            .join(posts, (posts.c.id == revisions.c.post) & (posts.c.rev == revisions.c.rev))
            .where(posts.c.source == source)
            .order_by(posts.c.number.desc(), posts.c.first_seq.desc())
            .limit(NEWEST_POSTS)
        )
        for row in connection.execute(query):
            yield jsonl.load(row.record.encode(), Post)


def asked_to_wait(connection: Connection, source: str) -> datetime | None:
    """Return until when a source's server asked to be left alone, as its last visit was told."""
    query = select(visits.c.record).where(visits.c.source == source).order_by(visits.c.started_at.desc()).limit(1)
    record = connection.execute(query).scalar()
    return jsonl.load(record.encode(), Visit).not_before if record is not None else None


def captures_that_showed(connection: Connection, posts: Iterable[str]) -> set[str]:
    """Return the captures that ever showed one of these posts."""
    query = select(observations.c.capture).distinct().where(observations.c.post.in_(sorted(set(posts))))
    return set(connection.execute(query).scalars())


def captures_of(connection: Connection, ids: Iterable[str]) -> list[tuple[Capture, bool]]:
    """Return (capture, withheld) of some captures, oldest first."""
    query = select(captures.c.record, captures.c.withheld).where(captures.c.id.in_(sorted(set(ids))))
    rows = connection.execute(query.order_by(captures.c.fetched_at, captures.c.id))
    return [(jsonl.load(row.record.encode(), Capture), bool(row.withheld)) for row in rows]
