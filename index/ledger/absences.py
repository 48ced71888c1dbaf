"""Absences: a post that a page should show and does not; twice, 30 minutes apart, makes `not_shown`.

The word "deleted" is never used: the author, the platform or a wall may be the cause (contract: observation).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from index.ledger.feed import announce
from index.ledger.keep import number_in
from index.ledger.schema import LANES, Lane, observations
from index.ledger.times import from_text, to_text
from posts.capture import Capture
from posts.post import Post

CONFIRM_AFTER = timedelta(minutes=30)  # contract.md: two re-visits at least 30 minutes apart


def note_absences(connection: Connection, page: Capture, shown: list[Post]) -> list[str]:
    """Note the known posts inside a page's id range that it did not show; return those now `not_shown`."""
    numbers = [number for post in shown if (number := number_in(post.native_id)) is not None]
    if page.source is None or len(numbers) < 2:
        return []
    gone: list[str] = []
    for lane in LANES:
        gone += _note(connection, lane, page, (min(numbers), max(numbers)), {post.id for post in shown})
    return gone


def _note(connection: Connection, lane: Lane, page: Capture, span: tuple[int, int], shown: set[str]) -> list[str]:
    posts = lane.posts
    query = select(posts.c.id, posts.c.rev, posts.c.absent_since, posts.c.not_shown_at).where(
        posts.c.source == page.source,
        posts.c.number.between(*span),
        posts.c.last_seen_at < to_text(page.fetched_at),
    )
    gone = []
    for row in connection.execute(query).all():
        if row.id in shown:
            continue
        state = _state(row.absent_since, page.fetched_at)
        _observe(connection, row.id, row.rev, page, state)
        if row.absent_since is None:
            connection.execute(update(posts).where(posts.c.id == row.id).values(absent_since=to_text(page.fetched_at)))
        elif state == "not_shown" and row.not_shown_at is None:
            connection.execute(update(posts).where(posts.c.id == row.id).values(not_shown_at=to_text(page.fetched_at)))
            gone.append(row.id)
    announce(connection, gone, lane)
    return gone


def _state(absent_since: str | None, now: datetime) -> str:
    if absent_since is None or now - from_text(absent_since) < CONFIRM_AFTER:
        return "unknown"
    return "not_shown"


def _observe(connection: Connection, post: str, rev: int, page: Capture, state: str) -> None:
    row = {
        "post": post,
        "capture": page.id,
        "rev": rev,
        "seen_at": to_text(page.fetched_at),
        "state": state,
        "counts": "{}",
    }
    connection.execute(insert(observations).on_conflict_do_nothing(), row)
