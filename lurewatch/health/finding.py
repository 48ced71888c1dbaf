"""A finding: one thing that is wrong, since when, and what to do."""

from __future__ import annotations

from datetime import datetime

from posts.post import Record


class Finding(Record, frozen=True, kw_only=True):
    """One thing that is wrong with a source or the machine; `since` is the first visit or moment that showed it."""

    kind: str
    place: str
    since: datetime | None
    sentence: str
    do: str

    @property
    def key(self) -> str:
        """What makes it the same finding as yesterday's."""
        return f"{self.place} {self.kind}"
