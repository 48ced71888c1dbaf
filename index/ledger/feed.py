"""The feed: which posts the engines must take anew, in order, by a number that only grows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from index.ledger.schema import Lane, feed


@dataclass(frozen=True, slots=True)
class Change:
    """A post changed in one lane; `seq` is its newest feed number there."""

    seq: int
    post: str
    lane: str


def announce(connection: Connection, posts: Iterable[str], lane: Lane) -> None:
    """Tell the engines that these posts of a lane changed, or left it."""
    rows = [{"post": post, "lane": lane.name} for post in sorted(set(posts))]
    if rows:
        connection.execute(feed.insert(), rows)


def last_seq(connection: Connection) -> int:
    """Return the number of the newest feed row, 0 when there is none."""
    return int(connection.execute(select(func.max(feed.c.seq))).scalar() or 0)


def changes(connection: Connection, after: int, lane: Lane, limit: int) -> Iterator[Change]:
    """Yield the newest change of each post of a lane after a feed number, oldest first."""
    newest = (
        select(func.max(feed.c.seq).label("seq"), feed.c.post)
        .where(feed.c.seq > after, feed.c.lane == lane.name)
        .group_by(feed.c.post)
        .order_by("seq")
        .limit(limit)
    )
    for row in connection.execute(newest):
        yield Change(row.seq, row.post, lane.name)
