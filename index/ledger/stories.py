"""Stories: all that the ledger knows of some posts: every revision, every observation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from index.ledger.schema import Lane, observations
from index.ledger.times import from_text
from posts import jsonl
from posts.capture import Observation
from posts.post import Count, Post


def revisions_of(connection: Connection, lane: Lane, post: str) -> list[tuple[int, datetime, Post]]:
    """Return (number, first seen, post) of each revision, oldest first."""
    table = lane.revisions
    query = select(table.c.rev, table.c.seen_at, table.c.record).where(table.c.post == post)
    rows = connection.execute(query.order_by(table.c.seen_at, table.c.rev))
    return [(row.rev, from_text(row.seen_at), jsonl.load(row.record.encode(), Post)) for row in rows]


def observations_of(connection: Connection, posts: Iterable[str]) -> dict[str, list[Observation]]:
    """Return the observations of each post, oldest first."""
    query = select(observations).where(observations.c.post.in_(sorted(set(posts))))
    found: dict[str, list[Observation]] = {}
    for row in connection.execute(query.order_by(observations.c.seen_at, observations.c.capture)):
        counts = jsonl.load(row.counts.encode(), dict[str, Count])
        one = Observation(
            post=row.post,
            rev=row.rev,
            capture=row.capture,
            seen_at=from_text(row.seen_at),
            state=row.state,
            counts=counts,
        )
        found.setdefault(row.post, []).append(one)
    return found
