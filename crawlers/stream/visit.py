"""StreamVisit: a stream is read from where the last visit stopped up to now; each batch archived, then read.

The server keeps what it has sent for some days, so a visit that ends loses nothing: the next one begins a little before
the last event that is archived, and what comes twice has the same id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from scrapy.crawler import Crawler

from crawlers.bluesky.jetstream import SERVERS, subscription
from crawlers.fetch import WALLS, Fetcher, seconds_asked
from crawlers.job import Job
from crawlers.looking import Looker
from crawlers.network.addresses import Allowed
from crawlers.network.window import HostWindow
from crawlers.page import Page
from crawlers.pictures import Pictures, is_pending
from crawlers.room import NO_ROOM
from crawlers.slips import Slips
from crawlers.spent import Spent, file_name
from crawlers.stream.batch import Buffer, archived, sifted
from crawlers.stream.cursor import Cursor
from crawlers.stream.progress import Progress
from crawlers.stream.rules import why_not
from crawlers.stream.sifted import Filter, Sifted, Sifter
from crawlers.stream.wire import Opened, Wire, WireBroken
from crawlers.visit import LONGEST_WAIT, Desk
from posts.capture import Capture, Looked, Outcome, Visit
from posts.inbox import PostLine, VisitLine
from posts.post import Post
from posts.warc import Segment

LISTEN_TIME = timedelta(minutes=10)  # of a visit; the rest of its twelve minutes is for pictures
MOST_BYTES = 256 << 20  # of a visit; a day of all posts has about 900 MB
MOST_FRAMES = 500_000
MOST_OPENINGS = 5  # of a visit; each waits twice as long as the one before
BATCH_FRAMES, BATCH_BYTES, BATCH_SECONDS = 1_000, 4 << 20, 5.0
WITHDRAWN = "withdrawn"  # kind of the gap that counts what authors took back
TICK_SECONDS = 1.0  # how often a quiet stream is looked at


class StreamVisit:
    """One visit to one stream; `captures` grows as batches are archived."""

    def __init__(self, job: Job, desk: Desk, allowed: Allowed, captures: list[Capture], segment: Segment) -> None:
        self.job = job
        self._desk = desk
        self._allowed = allowed
        self._segment = segment
        self._captures = captures
        self.slips = Slips(job.source.key, desk.run, desk.now, desk.inbox, captures)
        self._spent = Spent(desk.locks / f"spent-{file_name(job.source.key)}", job.day, job.spent_today)
        cursor = Cursor(desk.locks / f"cursor-{file_name(job.source.key)}", job.known_highest)
        self._progress = Progress(cursor, desk.now, is_everybody=not job.source.accounts)
        self._started_at = desk.now()
        self._buffer = Buffer(desk.now, BATCH_FRAMES, BATCH_BYTES, BATCH_SECONDS)
        self._seen: set[str] = set()
        self._taken: set[int] = set()  # frames that were archived in this visit, by their hash
        self._pages: list[str] = []
        self._posts: list[Post] = []
        self._not_before = job.not_before
        self._opened: Opened | None = None
        self._openings = self._asked = 0
        self._bytes = self._frames = 0
        self._failure: tuple[Outcome, str] | None = None
        self._looked: list[Looked] = []
        self._has_ended = False

    async def run(self, crawler: Crawler) -> None:
        """Read the stream up to now, opening it anew where it breaks; then fetch the pictures of what came."""
        now, wait = self._desk.now(), self.job.not_before
        if wait is not None and now < wait:
            self._failure = ("blocked", f"the server asked us to wait until {wait:%Y-%m-%d %H:%M}Z")
        else:
            fetcher = Fetcher(crawler, self._desk.stop)
            with Sifter() as sifter:
                await self._read(crawler, fetcher, sifter)
            self._progress.tell(self.slips)
            await self._fetch_pictures(Pictures(fetcher, self._desk.media, self._allowed, self.job.known_media))
            if self._failure is None:
                looker = Looker(self.job, fetcher, self._desk.reader, self.slips, self._captures, self._looked)
                await looker.look(self.job.source.base_url or SERVERS[0], self._may_look, self._put_again)
        self._has_ended = True

    async def _read(self, crawler: Crawler, fetcher: Fetcher, sifter: Sifter) -> None:
        pace, agent = crawler.settings.getfloat("DOWNLOAD_DELAY"), crawler.settings.get("USER_AGENT")
        quiet = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        while self._may_open():
            server = self._server()
            self._openings += 1
            self._spent.add()
            try:
                await HostWindow(self._desk.locks, pace).turn(server.partition("//")[2])
                self._failure = await why_not(fetcher, server)
                if self._failure is None:
                    await self._listen(server, agent, quiet, sifter)
                    return
            except WireBroken as problem:
                self._failure = ("blocked" if problem.status in WALLS else "unreachable", problem.sentence)
                self._heed(seconds_asked(problem.retry_after))
            finally:
                await self._sift(sifter)
            if (
                self._failure is None
                or self._failure[0] != "unreachable"
                or await self._is_stopped_within(pace * 2**self._openings)
            ):
                return

    def _heed(self, seconds: float | None) -> None:
        """Keep for the next visits how long the server asked us to stay away."""
        if seconds is not None:
            self._not_before = self._desk.now() + min(timedelta(seconds=seconds), LONGEST_WAIT)

    def _server(self) -> str:
        return self.job.source.base_url or SERVERS[self._openings % len(SERVERS)]

    def _may_open(self) -> bool:
        if self._openings >= MOST_OPENINGS or self._desk.stop.is_set():
            return False
        if not self._desk.has_room():
            self._failure = self._failure or ("budget", NO_ROOM)
            return False
        if self._spent.pages >= self.job.source.pages_per_day:
            cap = f"the cap of {self.job.source.pages_per_day} requests a day was reached"
            self._failure = self._failure or ("budget", f"{cap} before the stream was opened")
            return False
        return True

    async def _listen(self, server: str, agent: str, most_quiet: float, sifter: Sifter) -> None:
        """Read one connection until its newest event is of now, nothing comes any more, or the visit's share is used.

        A break in the middle raises WireBroken.
        """
        self._progress.begin()
        url = subscription(server, self.job.source.accounts, self._progress.since())
        tick = min(TICK_SECONDS, most_quiet)
        async with Wire(url.replace("http", "ws", 1), self._allowed, agent, self._desk.stop) as wire:
            self._opened = wire.opened
            quiet = 0.0
            async for frame in wire.frames(tick):
                quiet = 0.0 if frame is not None else quiet + tick
                if frame is not None:
                    self._take(frame)
                if frame is None or self._buffer.is_full or self._is_due():
                    await self._sift(sifter)
                if self._is_read(quiet, most_quiet):
                    return

    def _take(self, frame: bytes) -> None:
        self._frames += 1
        self._bytes += len(frame)
        self._buffer.add(frame)

    def _is_due(self) -> bool:
        return self._desk.now() - self._started_at > LISTEN_TIME or not self._desk.has_room()

    def _is_read(self, quiet: float, most_quiet: float) -> bool:
        """Say whether a visit has read what it can.

        A few accounts may be quiet for days: then everything of theirs has come. All of Bluesky never is.
        """
        if self._progress.is_at_now():
            return True
        if quiet >= most_quiet and self._progress.is_everybody:
            self._failure = ("unreachable", f"the stream is silent: nothing came in {quiet:.0f} seconds")
            return True
        if quiet >= most_quiet:
            self._progress.settle(self._started_at)
            return True
        return self._is_due() or self._frames >= MOST_FRAMES or self._bytes >= MOST_BYTES

    async def _sift(self, sifter: Sifter) -> None:
        """Archive and read what waits and was asked for; then, not before, move the cursor."""
        frames = self._buffer.taken()
        if not frames or self._opened is None:
            return
        asked = Filter(words=self.job.source.words, known=self.job.known_posts | self._seen)
        for part, found in await asyncio.to_thread(sifted, sifter, asked, frames):
            self._progress.note(found, len(part))
            kept = [part[place] for place in found.kept if hash(part[place]) not in self._taken]
            if kept:
                await self._keep(self._opened, kept, found)
            self._taken |= {hash(frame) for frame in kept}
            self._progress.move(found)

    async def _keep(self, opened: Opened, frames: Sequence[bytes], found: Sifted) -> None:
        capture = archived(self._segment, opened, frames, found.withdrawn, self.job.source.key, self._desk.now())
        self._captures.append(capture)
        self._pages.append(capture.id)
        page: Page = await asyncio.to_thread(self._desk.reader.read, capture, b"".join(one + b"\n" for one in frames))
        for missing in page.gaps:
            if missing.kind != WITHDRAWN:  # told post by post
                self.slips.gap(missing.kind, missing.sentence, capture)
        now = capture.fetched_at
        self._looked += [Looked(post=one, capture=capture.id, seen_at=now, is_shown=False) for one in found.withdrawn]
        if page.outcome is not None and page.outcome != "no_preview":
            self._failure = self._failure or (page.outcome, page.detail or page.outcome)
        self._seen |= {post.id for post in page.posts}
        self._posts += page.posts
        self.slips.put([PostLine(post=post) for post in page.posts])

    async def _fetch_pictures(self, pictures: Pictures) -> None:
        """Fetch pictures once the stream is read: it would not wait for them."""
        for post in self._posts:
            planned = pictures.planned(post)
            whole = await pictures.fetched(planned, self._has_time)
            if whole != post:
                self.slips.put([PostLine(post=whole)])
            if is_pending(whole):
                self.slips.gap("media", "the visit ended before all pictures of a stream were fetched")
                return

    def _may_look(self) -> bool:
        is_free = self._has_time() and self._spent.pages < self.job.source.pages_per_day
        if is_free:
            self._spent.add()
            self._asked += 1
        return is_free

    async def _put_again(self, posts: Sequence[Post], capture: Capture) -> None:
        self.slips.put([PostLine(post=post) for post in posts])

    def _has_time(self) -> bool:
        is_free = not self._desk.stop.is_set() and self._desk.has_room()
        return is_free and self._desk.now() - self._started_at <= LISTEN_TIME * 6 / 5

    async def _is_stopped_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._desk.stop.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def end(self, requests: int) -> Visit:
        """Write the visit line and return the visit."""
        if not self._has_ended and self._failure is None:
            self._failure = ("page_changed", "the visit broke off by a fault of this program; see the error above")
        fresh: Outcome = "posts" if self._seen - self.job.known_posts else "nothing_new"
        outcome, detail = self._failure or self._progress.failure() or (fresh, None)
        visit = Visit(
            source=self.job.source.key,
            run=self._desk.run,
            started_at=self._started_at,
            ended_at=self._desk.now(),
            requests=requests + self._openings,
            page_requests=self._openings + self._asked,
            outcome=outcome,
            detail=detail,
            posts=len(self._seen),
            first_id=_said(self._progress.first),
            last_id=_said(self._progress.cursor.at),
            pages=tuple(self._pages),
            joined=self._progress.is_joined,
            settings_sha256=self._desk.settings_sha256,
            not_before=self._not_before,
            looked=tuple(self._looked),
        )
        self.slips.put([VisitLine(visit=visit)])
        return visit


def _said(moment: int | None) -> str | None:
    return None if moment is None else str(moment)
