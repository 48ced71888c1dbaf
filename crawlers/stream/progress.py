"""Progress: how far a stream was read, what it left out on the way, and whether we keep pace with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from crawlers.moments import FIRST, microseconds
from crawlers.slips import Slips
from crawlers.stream.cursor import Cursor
from crawlers.stream.sifted import Sifted
from posts.capture import Outcome

SECOND = 1_000_000  # in microseconds
REWIND = 5 * SECOND  # what a server sends is ordered roughly; what comes twice has the same id
FIRST_LOOK = timedelta(hours=1)  # a source's first visit begins here
NEAR = 5 * SECOND  # an event of so long ago is of now
HOLE = 300 * SECOND  # all of Bluesky is never quiet for so long: something between was not sent
KEPT = timedelta(hours=24)  # what servers promise to send again; of a few accounts nothing else can show a hole
MARGIN = timedelta(minutes=10)  # a server may be behind the network by minutes
SLOW = 600 * SECOND  # a visit that ends so far behind, and not nearer than it began, does not keep pace


class Progress:
    """Where a visit stands; moments are microseconds since 1970."""

    def __init__(self, cursor: Cursor, now: Callable[[], datetime], *, is_everybody: bool) -> None:
        self.cursor = cursor
        self.is_everybody = is_everybody  # no account is named: the stream carries all of Bluesky
        self.first: int | None = None
        self.is_joined = True
        self._now = now
        self._began_at = cursor.at
        self._behind = self._behind_by(cursor.at)
        self._asked_since: int | None = None
        self._holes: list[tuple[int, int]] = []
        self._events = self._unread = 0

    def since(self) -> int:
        """Return the moment that a connection asks to begin with."""
        if self.cursor.at is None:
            return microseconds(self._now() - FIRST_LOOK)
        return self.cursor.at - REWIND

    def begin(self) -> None:
        """Note that a connection begins."""
        self._asked_since = self.cursor.at
        if not self.is_everybody and self.cursor.at is not None:
            oldest = microseconds(self._now() - KEPT)
            self._hole(self.cursor.at, oldest)

    def note(self, found: Sifted, events: int) -> None:
        """Take what was found in a batch; the first after an opening shows whether it joins what was read before."""
        self._events += events
        self._unread += found.unread
        if found.first is None:
            return
        self.first = found.first if self.first is None else min(self.first, found.first)
        if self._asked_since is not None and self.is_everybody:
            self._hole(self._asked_since, found.first - HOLE)
        self._asked_since = None

    def _hole(self, since: int, until: int) -> None:
        if until > since:
            self._holes.append((since, until))
            self.is_joined = False

    def move(self, found: Sifted) -> None:
        """Move the cursor to the end of a batch that is archived; an event of the future moves it to now only."""
        if found.last is not None:
            self.cursor.move(min(found.last, microseconds(self._now())))

    def settle(self, started_at: datetime) -> None:
        """Say that nothing is left of a few accounts up to a little before the visit began."""
        self.cursor.move(microseconds(started_at - MARGIN))

    def is_at_now(self) -> bool:
        """Say whether the newest event that is archived is of now."""
        return self.cursor.at is not None and self._events > 0 and self._behind_by(self.cursor.at) <= NEAR

    def tell(self, slips: Slips) -> None:
        """Write what was left out, what could not be read, and that we fall behind."""
        for since, until in self._holes:
            span = f"{_at(since):%Y-%m-%d %H:%M}Z to {_at(until):%Y-%m-%d %H:%M}Z"
            slips.gap("stream_hole", f"the stream no longer had what was sent from {span}")
        if self._unread:
            slips.gap("page_changed", f"events of the stream that could not be read: {self._unread}")
        behind = self._behind_by(self.cursor.at)
        if self._began_at is not None and self.is_everybody and behind > max(SLOW, self._behind - SECOND):
            slips.gap("slow_stream", f"the visit ended {behind // (60 * SECOND)} minutes behind, further than it began")

    def failure(self) -> tuple[Outcome, str] | None:
        """Return why the stream is no longer the one that we know: most of its events cannot be read."""
        if self._unread * 2 > self._events:
            return "page_changed", f"most events of the stream have lost their shape: {self._unread} of {self._events}"
        return None

    def _behind_by(self, moment: int | None) -> int:
        return 0 if moment is None else microseconds(self._now()) - moment


def _at(moment: int) -> datetime:
    return FIRST.astimezone(UTC) + timedelta(microseconds=moment)
