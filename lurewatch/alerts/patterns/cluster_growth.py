"""cluster_growth: a template was posted at least `posts` times in at least `sources` sources within `days`.

Windows slide over the time of posting, never over the wall clock, so that a re-run finds the same (rulings 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lurewatch.alerts.patterns.member import Member

SENTENCE = "one template stands in at least {posts} posts of at least {sources} sources within {days} days"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def find(members: Sequence[Member], posts: int, sources: int, days: int) -> dict[str, tuple[str, ...]]:
    """Return the counted posts of the last window of each bucket in which the pattern holds.

    A bucket is the UTC date of the window's newest member, floored to `days` since 1970-01-01.
    """
    ordered = sorted(members, key=lambda member: (member.at, member.post))
    found: dict[str, tuple[str, ...]] = {}
    start = 0
    for end, newest in enumerate(ordered):
        while ordered[start].at <= newest.at - timedelta(days=days):
            start += 1
        window = ordered[start : end + 1]
        if len(window) >= posts and len({member.source for member in window}) >= sources and _any_new(window):
            found[bucket(newest.at, days)] = tuple(member.post for member in window)
    return found


def bucket(at: datetime, days: int) -> str:
    """Return the bucket of a time: a date."""
    past = (at - EPOCH).days
    return f"{EPOCH + timedelta(days=past - past % days):%Y-%m-%d}"


def _any_new(window: Sequence[Member]) -> bool:
    return any(member.is_new for member in window)
