"""Living through simulated days: the real watcher, visits, archive, ingest and health mails, in one process.

Only three things are not real: the clock, the network, and that children are processes of their own.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from crawlers import visit as visit_room
from crawlers.fetch import Failure, Fetched
from crawlers.network.addresses import allowed
from crawlers.reading import PageReader
from crawlers.visit import Desk, SourceVisit
from index.ledger.health import told
from lurewatch import pipeline
from lurewatch.commands.collect import job_for
from lurewatch.commands.watch import started_from
from lurewatch.health.telling import compose_health
from lurewatch.installation import Installation
from lurewatch.watching import Watch, World
from posts import inbox
from posts.capture import GOOD_OUTCOMES, Capture, Purpose, Visit
from posts.identity import run_id, sha256_hex
from posts.inbox import Inbox
from posts.warc import Exchange, Segment
from tests.conftest import Clock
from tests.lurewatch.week.town import Server

TICK = timedelta(minutes=1)
VISIT_TAKES, INGEST_TAKES = timedelta(seconds=50), timedelta(minutes=40)
HEALTH_EVERY = timedelta(hours=1)


class Killed(BaseException):
    """SIGKILL: nothing after it is done."""


@dataclass
class Ended:
    """A child that has done its work and is seen to end later."""

    code: int
    at: datetime
    clock: Clock

    def poll(self) -> int | None:
        """Return its code when its time is over."""
        return self.code if self.clock() >= self.at else None

    def terminate(self) -> None:
        """End at once."""
        self.at = self.clock()


@dataclass
class Life:
    """One home with its watcher; `true` is the time of the world, `wall` what this machine's clock shows."""

    here: Installation
    server: Server
    true: Clock
    reader: PageReader
    patch: pytest.MonkeyPatch
    step: timedelta = timedelta()
    visits: list[Visit] = field(default_factory=list)
    began: dict[str, datetime] = field(default_factory=dict)  # the true time of each run
    told: dict[str, list[datetime]] = field(default_factory=dict)
    mended: dict[str, list[datetime]] = field(default_factory=dict)
    kill_visit_at: datetime | None = None
    kill_ingest_at: datetime | None = None
    _runs: int = 0
    _health_at: datetime | None = None

    def wall(self) -> datetime:
        """Return what the clock of this machine shows."""
        return self.true() + self.step

    def watch(self) -> Watch:
        """Start a watcher as the command does."""
        sources = [channel.source for channel in self.server.channels.values()]
        waits = lambda: bool(inbox.waiting(self.here.home.inbox))  # noqa: E731 - one of four small things of the world
        return Watch(World(self.true, lambda: sources, waits, self.start), *started_from(self.here.home, self.wall()))

    def live(self, watch: Watch, until: datetime) -> None:
        """Tick until a moment of the true time."""
        while self.true() < until:
            watch.tick()
            self.true.forward(seconds=TICK.total_seconds())

    def start(self, arguments: Sequence[str]) -> Ended:
        """Do the work of a command now."""
        takes = {"collect": VISIT_TAKES, "ingest": INGEST_TAKES}.get(arguments[0], TICK)
        work: dict[str, Callable[[], int]] = {"ingest": self._ingest, "digest": self._digest}
        try:
            code = self._collect(arguments[1]) if arguments[0] == "collect" else work[arguments[0]]()
        except Killed:
            code = -9
        return Ended(code, self.true() + takes, self.true)

    def _collect(self, key: str) -> int:
        self._runs += 1
        now = self.wall()
        run = run_id(now, self._runs.to_bytes(3, "big"))
        self.began[run] = self.true()
        with self.here.ledger.reading() as connection:
            job = job_for(connection, self.server.channels[key].source, now)
        box, segment = Inbox(self.here.home.inbox, run), Segment(self.here.home.archive, run, now)
        captures: list[Capture] = []
        net = _Net(self, key, segment, captures)
        self.patch.setattr(visit_room, "Fetcher", net)
        home = self.here.home
        base = job.source.base_url or ""
        desk = Desk(run, box, home.media, home.locks, self.reader, self.wall, asyncio.Event(), lambda _: base, "0")
        visit = SourceVisit(job, desk, allowed((), base), captures)
        try:
            asyncio.run(visit.run(cast("Any", None)))
        except Killed:
            os.close(segment._file)
            raise
        done = visit.end(net.requests)
        segment.close()
        self.visits.append(done)
        return int(done.outcome not in GOOD_OUTCOMES)

    def _ingest(self) -> int:
        if self.kill_ingest_at is not None and self.true() >= self.kill_ingest_at:
            self.kill_ingest_at = None
            with self.patch.context() as patch:
                patch.setattr(pipeline, "clear", _killed)  # the transaction is done, its files are still there
                pipeline.ingest(self.here)
        pipeline.ingest(self.here)
        return 0

    def _digest(self) -> int:
        if self._health_at is not None and self.true() - self._health_at < HEALTH_EVERY:
            return 0
        self._health_at = self.true()
        before = self._told()
        compose_health(self.here)
        after = self._told()
        for key, at in after.items():
            if at != before.get(key):
                self.told.setdefault(key, []).append(self.true())
        for key in before.keys() - after.keys():
            self.mended.setdefault(key, []).append(self.true())
        return 0

    def _told(self) -> dict[str, datetime]:
        with self.here.ledger.reading() as connection:
            return told(connection)


def _killed(*_: object) -> None:
    raise Killed


class _Net:
    """Stands in for the fetcher: asks the fake server and archives what it says, as the real one does."""

    def __init__(self, life: Life, key: str, segment: Segment, captures: list[Capture]) -> None:
        self._life, self._key, self._segment, self._captures = life, key, segment, captures
        self.requests = 0

    def __call__(self, *_: object) -> _Net:
        return self

    async def fetch(self, url: str, purpose: Purpose, max_bytes: int | None = None) -> Fetched | Failure:
        self.requests += 1
        life, now = self._life, self._life.wall()
        status, body = life.server.say(self._key, url, life.true(), f"{now:%Y-%m-%d}")
        if status == 0:
            return Failure("unreachable", "it refused the connection")
        data = body.encode()
        capture = Capture(
            id="",
            run="",
            kind="http",
            purpose=purpose,
            fetched_at=now,
            sha256=sha256_hex(data),
            bytes=len(data),
            source=self._key,
            url=url,
            final_url=url,
            status=status,
        )
        exchange = Exchange(f"GET {url} HTTP/1.1\r\n\r\n".encode(), b"", f"HTTP/1.1 {status} X\r\n\r\n".encode(), data)
        archived = self._segment.add_http(capture, exchange)
        self._captures.append(archived)
        if life.kill_visit_at is not None and life.true() >= life.kill_visit_at:
            life.kill_visit_at = None
            raise Killed  # archived, and nobody has read it
        if status != 200:
            return Failure("blocked" if status == 403 else "unreachable", f"the server answered {status}", status)
        return Fetched(archived, data)
