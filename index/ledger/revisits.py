"""Re-visits: which pages hold posts that are due to be looked at again, because posts are edited and vanish.

A post is looked at again 1 h, 6 h, 1 d, 3 d, 7 d and 30 d after it was first seen, and half an hour after a look that
missed it. What the newest page shows is read at each visit anyway; the rest is fetched page by page, newest first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from index.ledger.absences import CONFIRM_AFTER
from index.ledger.schema import LANES, Lane, observations
from index.ledger.times import from_text, to_text
from posts import jsonl
from posts.post import Post

STEPS = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 3 * 24, 7 * 24, 30 * 24))
LONGEST = STEPS[-1] + timedelta(days=7)  # a source that was switched off for a week may still take its last look
PAGE_POSTS = 20  # of a preview page
MOST = 20  # pages of one visit: ten minutes at the usual delay
MOST_LOOKS = 60  # posts that one visit looks for; what is due after them waits for the next


@dataclass(frozen=True, slots=True)
class Seen:
    """A post by its number: when it was first seen, and when somebody last looked for it."""

    number: int
    first_seen_at: datetime
    looked_at: datetime
    is_missing: bool = False


def is_due(post: Seen, now: datetime) -> bool:
    """Say whether a step has passed since the last look."""
    if post.is_missing:
        return now - post.looked_at >= CONFIRM_AFTER
    return any(post.looked_at < post.first_seen_at + step <= now for step in STEPS)


def pages(posts: Iterable[Seen], now: datetime) -> dict[int, tuple[int, ...]]:
    """Return {before: due numbers}: pages to read, newest first, so that each due post stands inside one of them."""
    known = sorted(posts, key=lambda post: post.number)
    numbers = [post.number for post in known]
    found: dict[int, list[int]] = {}
    before = covered = numbers[-1] + 1 if numbers else 0  # covered: the lowest number of the page above
    for post in reversed(known):
        if not is_due(post, now):
            continue
        if post.number < covered:
            above = bisect_left(numbers, post.number) + 1
            before = numbers[min(above, len(numbers) - 1)] + 1  # a post above it, so that its absence can be seen
            covered = _lowest(numbers, before)
        found.setdefault(before, []).append(post.number)
    return {before: tuple(due) for before, due in list(found.items())[:MOST]}


def _lowest(numbers: Sequence[int], before: int) -> int:
    return numbers[max(0, bisect_left(numbers, before) - PAGE_POSTS)]


def due_pages(connection: Connection, source: str, now: datetime) -> dict[int, tuple[int, ...]]:
    """Return the pages of a source to be read again now, with the numbers that are due on each."""
    found: list[Seen] = []
    for lane in LANES:
        table = lane.posts
        query = select(table.c.number, table.c.first_seen_at, table.c.last_seen_at, table.c.absent_since).where(
            table.c.source == source,
            table.c.number.is_not(None),
            table.c.not_shown_at.is_(None),
            table.c.first_seen_at >= to_text(now - LONGEST),
        )
        for row in connection.execute(query):
            looked = from_text(row.absent_since or row.last_seen_at)
            found.append(Seen(row.number, from_text(row.first_seen_at), looked, row.absent_since is not None))
    return pages(found, now)


def due_posts(connection: Connection, source: str, now: datetime) -> list[Post]:
    """Return the posts of a source that are due to be looked for one by one, those first that wait longest."""
    due: list[tuple[datetime, Post]] = []
    for lane in LANES:
        for row in _candidates(connection, lane, source, now):
            looked = max(from_text(at) for at in (row.last_seen_at, row.absent_since, row.looked_at) if at)
            if is_due(Seen(0, from_text(row.first_seen_at), looked, row.absent_since is not None), now):
                due.append((looked, jsonl.load(row.record.encode(), Post)))
    return [post for _, post in sorted(due, key=lambda one: (one[0], one[1].id))][:MOST_LOOKS]


def _candidates(connection: Connection, lane: Lane, source: str, now: datetime) -> Sequence[Any]:
    posts, revisions = lane.posts, lane.revisions
    looked = select(func.max(observations.c.seen_at)).where(observations.c.post == posts.c.id).scalar_subquery()
    query = (
        select(
            posts.c.first_seen_at,
            posts.c.last_seen_at,
            posts.c.absent_since,
            looked.label("looked_at"),
            revisions.c.record,
        )
        .join(revisions, (posts.c.id == revisions.c.post) & (posts.c.rev == revisions.c.rev))
        .where(
            posts.c.source == source,
            posts.c.not_shown_at.is_(None),
            posts.c.first_seen_at >= to_text(now - LONGEST),
            posts.c.last_seen_at < to_text(now - STEPS[0] / 2),
        )
    )
    return connection.execute(query).all()
