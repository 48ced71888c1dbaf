"""Absences: a post that a page should show and does not; twice, 30 minutes apart, makes `not_shown`.

The word "deleted" is never used: the author, the platform or a wall may be the cause (contract: observation).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from index.ledger.feed import announce
from index.ledger.keep import number_in
from index.ledger.schema import LANES, Lane, observations
from index.ledger.times import from_text, to_text
from posts.capture import Capture, Looked
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
    missing = [row for row in connection.execute(query).all() if row.id not in shown]
    gone = [row.id for row in missing if _miss(connection, lane, row, (page.id, page.fetched_at))]
    announce(connection, gone, lane)
    return gone


def note_look(connection: Connection, looked: Looked) -> bool:
    """Note what became of one post that was looked for by itself; say whether it is `not_shown` since this look."""
    for lane in LANES:
        posts = lane.posts
        query = select(posts.c.id, posts.c.rev, posts.c.absent_since, posts.c.not_shown_at).where(
            posts.c.id == looked.post, posts.c.last_seen_at < to_text(looked.seen_at)
        )
        row = connection.execute(query).first()
        if row is not None:
            return _note_look(connection, lane, row, looked)
    return False


def _note_look(connection: Connection, lane: Lane, row: Any, looked: Looked) -> bool:
    look = (looked.capture, looked.seen_at)
    if looked.is_shown is None:
        _observe(connection, row, look, "unknown")
        return False
    if not looked.is_shown:
        is_gone = _miss(connection, lane, row, look)
        announce(connection, [row.id] if is_gone else [], lane)
        return is_gone
    _observe(connection, row, look, "present")
    values = {"last_seen_at": to_text(looked.seen_at), "absent_since": None, "not_shown_at": None}
    connection.execute(update(lane.posts).where(lane.posts.c.id == row.id).values(values))
    announce(connection, [row.id], lane)
    return False


def _miss(connection: Connection, lane: Lane, row: Any, look: tuple[str, datetime]) -> bool:
    """Note that one look missed a post; say whether it is `not_shown` since then."""
    posts, at = lane.posts, look[1]
    state = _state(row.absent_since, at)
    _observe(connection, row, look, state)
    if row.absent_since is None:
        connection.execute(update(posts).where(posts.c.id == row.id).values(absent_since=to_text(at)))
    elif state == "not_shown" and row.not_shown_at is None:
        connection.execute(update(posts).where(posts.c.id == row.id).values(not_shown_at=to_text(at)))
        return True
    return False


def _state(absent_since: str | None, now: datetime) -> str:
    if absent_since is None or now - from_text(absent_since) < CONFIRM_AFTER:
        return "unknown"
    return "not_shown"


def _observe(connection: Connection, post: Any, look: tuple[str, datetime], state: str) -> None:
    row = {
        "post": post.id,
        "capture": look[0],
        "rev": post.rev,
        "seen_at": to_text(look[1]),
        "state": state,
        "counts": "{}",
    }
    connection.execute(insert(observations).on_conflict_do_nothing(), row)
