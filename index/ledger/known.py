"""What the ledger knows of posts: the newest revision of each, in whichever lane."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Select, func, select

from index.ledger.schema import LANES, Lane
from index.ledger.times import from_text
from posts import jsonl
from posts.post import Post
from posts.reading import Reading

MANY = 500  # ids in one statement; SQLite takes 32,766, a plan for few hundred is as fast


@dataclass(frozen=True, slots=True)
class Known:
    """A post as the ledger knows it, with its newest revision."""

    lane: Lane
    rev: int
    revs: int
    revised_at: datetime
    first_seen_at: datetime
    first_seq: int
    last_seen_at: datetime
    not_shown_at: datetime | None
    cluster: str | None
    post: Post
    reading: Reading


def find(connection: Connection, ids: Iterable[str], lanes: tuple[Lane, ...] = LANES) -> dict[str, Known]:
    """Return the posts of these ids that the given lanes hold."""
    wanted = sorted(set(ids))
    found: dict[str, Known] = {}
    for lane in lanes:
        for start in range(0, len(wanted), MANY):
            query = newest(lane).where(lane.posts.c.id.in_(wanted[start : start + MANY]))
            found.update((row.id, to_known(lane, row)) for row in connection.execute(query))
    return found


def extent(connection: Connection, lane: Lane) -> tuple[int, datetime | None]:
    """Return how many posts a lane holds, and when the first of them was seen."""
    count, first = connection.execute(select(func.count(), func.min(lane.posts.c.first_seen_at))).one()
    return int(count), from_text(first) if first else None


def every(connection: Connection, lane: Lane) -> Iterator[Known]:
    """Yield all posts of one lane in the order in which they entered the ledger."""
    query = newest(lane).order_by(lane.posts.c.first_seq, lane.posts.c.id)
    for row in connection.execution_options(stream_results=True).execute(query):
        yield to_known(lane, row)


def newest_of(connection: Connection, source: str, limit: int) -> list[Known]:
    """Return the newest posts of a source, of both lanes: by number where ids count, else by first sight."""
    found: list[Known] = []
    for lane in LANES:
        order = (lane.posts.c.number.desc(), lane.posts.c.first_seq.desc(), lane.posts.c.id)
        query = newest(lane).where(lane.posts.c.source == source).order_by(*order).limit(limit)
        found += [to_known(lane, row) for row in connection.execute(query)]
    return sorted(found, key=_newness, reverse=True)[:limit]


def _newness(known: Known) -> tuple[int, int, str]:
    number = (known.post.native_id or "").rpartition("/")[2]
    return int(number) if number.isdigit() else 0, known.first_seq, known.post.id


def newest(lane: Lane) -> Select[tuple[object, ...]]:
    """Return the query for all posts of a lane with their newest revision."""
    posts, revisions = lane.posts, lane.revisions
    columns = (revisions.c.seen_at.label("revised_at"), revisions.c.record, revisions.c.reading)
    same = (revisions.c.post == posts.c.id) & (revisions.c.rev == posts.c.rev)
    return select(*posts.c, *columns).join_from(posts, revisions, same)


def to_known(lane: Lane, row: Row[tuple[object, ...]]) -> Known:
    """Return the value of one row of `newest`."""
    return Known(
        lane=lane,
        rev=row.rev,
        revs=row.revs,
        revised_at=from_text(row.revised_at),
        first_seen_at=from_text(row.first_seen_at),
        first_seq=row.first_seq,
        last_seen_at=from_text(row.last_seen_at),
        not_shown_at=from_text(row.not_shown_at) if row.not_shown_at else None,
        cluster=row.cluster,
        post=jsonl.load(row.record.encode(), Post),
        reading=jsonl.load(row.reading.encode(), Reading),
    )
