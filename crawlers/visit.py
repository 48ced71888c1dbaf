"""Visit: one source read from its newest page back, page by page, each page into the inbox before the next is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scrapy.crawler import Crawler

from crawlers.fetch import WALLS, Failure, Fetcher
from crawlers.job import Job
from crawlers.looking import Looker
from crawlers.network.addresses import Allowed
from crawlers.page import Listed, Page, numbers_of, reaches
from crawlers.pictures import Pictures, is_pending
from crawlers.platforms import PLATFORMS
from crawlers.reading import PageReader
from crawlers.room import NO_ROOM
from crawlers.slips import Slips
from crawlers.spent import Spent, file_name
from posts.capture import Capture, Looked, Outcome, Visit
from posts.inbox import Inbox, PostLine, VisitLine
from posts.post import Post

VISIT_TIME = timedelta(minutes=12)  # one page more, with its waits, still ends before CLOSESPIDER_TIMEOUT
HISTORY_SHARE = 2  # old history may take this part of a day's pages: the newest page must stay affordable
LONGEST_WAIT = timedelta(days=7)  # a Retry-After of years is a mistake, or a block that a person must look at
GONE = 404


@dataclass(frozen=True, slots=True)
class Desk:
    """What all visits of one process share."""

    run: str
    inbox: Inbox
    media: Path
    locks: Path
    reader: PageReader
    now: Callable[[], datetime]
    stop: asyncio.Event
    base_of: Callable[[Job], str]
    settings_sha256: str
    has_room: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class _Hands:
    fetcher: Fetcher
    pictures: Pictures


class SourceVisit:
    """One visit to one source; `captures` grows as answers are archived."""

    def __init__(self, job: Job, desk: Desk, allowed: Allowed, captures: list[Capture]) -> None:
        self.job = job
        self._desk = desk
        self._allowed = allowed
        self._captures = captures
        self._looked: list[Looked] = []
        self.slips = Slips(job.source.key, desk.run, desk.now, desk.inbox, captures)
        self._started_at = desk.now()
        self._seen: set[str] = set()
        self._numbers: list[int] = []
        self._finished_numbers: list[int] = []
        self._pages: list[str] = []
        self._asked = 0
        self._spent = Spent(desk.locks / f"spent-{file_name(job.source.key)}", job.day, job.spent_today)
        self._not_before = job.not_before
        self._is_over = False
        self._listed_read = 0
        self._listed_failures: list[tuple[Outcome, str]] = []
        self._failure: tuple[Outcome, str | None] | None = None
        self._has_ended = False
        self._found_new: bool | None = None
        self._is_joined = False
        self._unread_before = job.unread_before

    async def run(self, crawler: Crawler) -> None:
        """Read the newest pages down to what is known, then go on with history that no visit has read yet."""
        source, known = self.job.source, self.job.known_highest
        platform = PLATFORMS[source.platform]
        base = self._desk.base_of(self.job)
        fetcher = Fetcher(crawler, self._desk.stop)
        hands = _Hands(fetcher, Pictures(fetcher, self._desk.media, self._allowed, self.job.known_media))
        if not platform.is_name(source.name):
            self._failure = ("invalid_name", f"{source.name!r} cannot be a name on {source.platform}")
        elif self._not_before is not None and self._desk.now() < self._not_before:
            self._failure = ("blocked", f"the server asked us to wait until {self._not_before:%Y-%m-%d %H:%M}Z")
        else:
            is_whole = await self._read_back(platform.start(source.name, base), known, hands)
            self._is_joined = is_whole if known is not None else bool(self._finished_numbers)
            if known is None:
                self._note_unread(is_whole)
            elif is_whole and self.job.unread_before is not None and self._may_read_history():
                self._finished_numbers.clear()
                older = platform.older(source.name, base, self.job.unread_before)
                if older is not None:
                    self._note_unread(await self._read_back(older, None, hands))
            self._found_new = self._has_new()
            await self._look_again(base, hands)
            if self._failure is None and not self._is_over:
                await self._looker(hands).look(base, self._may_look, lambda posts, of: self._put(posts, of, hands))
        self._has_ended = True

    def _looker(self, hands: _Hands) -> Looker:
        return Looker(self.job, hands.fetcher, self._desk.reader, self.slips, self._captures, self._looked)

    def _may_look(self) -> bool:
        if not self._may_read_history() or self._is_over:
            return False
        self._asked += 1
        self._spent.add()
        return True

    async def _look_again(self, base: str, hands: _Hands) -> None:
        """Read single older pages whose posts are due: they may have been edited, or be shown no more."""
        for before, due in self.job.revisit.items():
            if set(due) <= set(self._numbers):
                continue
            older = PLATFORMS[self.job.source.platform].older(self.job.source.name, base, before)
            if older is None or self._is_over or self._failure or not self._may_read_history():
                return
            await self._read_back(older, before, hands)

    async def _read_back(self, url: str | None, floor: int | None, hands: _Hands, *, is_listed: bool = False) -> bool:
        """Read a page and those before it; say whether nothing is left between them and `floor` or the beginning."""
        is_whole = True
        while url is not None:
            if not self._may_ask(url):
                return False
            self._asked += 1
            self._spent.add()
            answer = await hands.fetcher.fetch(url, "page")
            if isinstance(answer, Failure):
                if is_listed:
                    self._fail_listed(answer, url)
                    return False
                return self._fail(answer, url) and floor is None
            page = await asyncio.to_thread(self._desk.reader.read, answer.capture, answer.body)
            listed = [] if is_listed else [one for one in page.listed if self._is_wanted(one, floor)]
            is_new = bool(listed) or any(post.id not in self._seen for post in page.posts)
            self._note(page, answer.capture, is_listed=is_listed)
            is_whole = await self._take(page, answer.capture, listed, floor, hands) and is_whole
            if self._is_over or (page.outcome is not None and not page.posts):
                return False
            url = page.next if is_new and not reaches(page, floor) else None
        return is_whole

    def _is_wanted(self, listed: Listed, floor: int | None) -> bool:
        """Say whether a listed page may show something that neither this nor an earlier visit has read whole."""
        is_known = listed.post in self._seen or listed.post in self.job.known_posts
        return not is_known and (floor is None or listed.number is None or listed.number > floor)

    async def _take(
        self, page: Page, capture: Capture, listed: Sequence[Listed], floor: int | None, hands: _Hands
    ) -> bool:
        """Put a page into the inbox, and the pages that it lists; say whether nothing of it is missing.

        A post that has a page of its own is taken from there, and from the list where that page cannot be read.
        """
        elsewhere = {one.post for one in listed}
        await self._put([post for post in page.posts if post.id not in elsewhere], capture, hands)
        is_whole = True
        for one in listed:
            is_whole = not self._is_over and await self._read_back(one.url, floor, hands, is_listed=True) and is_whole
        left = [post for post in page.posts if post.id in elsewhere and post.id not in self._seen]
        if left:
            await self._put(left, capture, hands)
        if is_whole and not self._is_over:
            self._finished_numbers += numbers_of(page)
        return is_whole and not self._is_over

    async def _put(self, posts: Sequence[Post], capture: Capture, hands: _Hands) -> None:
        """Put posts into the inbox, then their pictures; where time is not enough for all, the visit is over."""
        self._seen |= {post.id for post in posts}
        posts = [hands.pictures.planned(post) for post in posts]
        self.slips.put([PostLine(post=post) for post in posts])
        if any(map(is_pending, posts)):
            posts = [await hands.pictures.fetched(post, self._has_time) for post in posts]
            self.slips.put([PostLine(post=post) for post in posts])
        if any(map(is_pending, posts)):
            self.slips.gap("media", "the visit ended before all pictures of a page were fetched", capture)
            self._is_over = True

    def _note(self, page: Page, capture: Capture, *, is_listed: bool) -> None:
        self._numbers += numbers_of(page)
        self._pages.append(capture.id)
        for missing in page.gaps:
            self.slips.gap(missing.kind, missing.sentence, capture)
        if is_listed:
            self._listed_read += page.outcome is None
            if page.outcome is not None:
                self._note_unlisted(page.outcome, page.detail or page.outcome, capture.final_url)
        elif page.outcome is not None and self._failure is None:
            self._failure = (page.outcome, page.detail)

    def _note_unread(self, is_whole: bool) -> None:
        """Keep for the next visit where the history begins that nobody has read."""
        if is_whole:
            self._unread_before = None
        elif self._finished_numbers:
            self._unread_before = min(self._finished_numbers)

    def _may_read_history(self) -> bool:
        return self._has_time() and self._spent.pages < self.job.source.pages_per_day // HISTORY_SHARE

    def _has_time(self) -> bool:
        is_free = not self._desk.stop.is_set() and self._desk.has_room()
        return is_free and self._desk.now() - self._started_at <= VISIT_TIME

    def _may_ask(self, url: str) -> bool:
        """Say whether one more page is within the caps; if not, say so in the outcome or as a gap."""
        if self._desk.stop.is_set():
            kind, why = "stopped", "the visit was stopped by hand"
        elif not self._desk.has_room():
            kind, why = "no_room", NO_ROOM
        elif self._spent.pages >= self.job.source.pages_per_day:
            kind, why = "budget", f"the cap of {self.job.source.pages_per_day} pages a day was reached"
        elif not self._has_time():
            kind, why = "budget", f"the {VISIT_TIME.seconds // 60} minutes of a visit were over"
        else:
            return True
        self._is_over = True
        if self._pages:
            self.slips.gap(kind, f"{why}: older pages were not read", url=url)
        elif self._failure is None:
            self._failure = ("budget", f"{why} before any page was read")
        return False

    def _fail(self, failure: Failure, url: str) -> bool:
        """Take a failed request; a 404 or 5xx on an older page is a gap (rulings 12), a 404 the end of the history."""
        status = failure.status or 0
        self._heed(failure)
        if self._pages and (status == GONE or status >= 500):
            self.slips.gap("page", f"an older page could not be read: {failure.sentence}", url=url)
        elif self._failure is None:
            self._failure = (failure.outcome, failure.sentence)
        return bool(self._pages) and status == GONE

    def _fail_listed(self, failure: Failure, url: str) -> None:
        """Take a failed request for a listed page: a gap; a wall ends the visit, so that nobody is pressed."""
        self._heed(failure)
        self._note_unlisted(failure.outcome, failure.sentence, url)
        self._is_over = self._is_over or failure.status in WALLS

    def _heed(self, failure: Failure) -> None:
        """Keep for the next visits how long the server asked us to stay away."""
        if failure.wait_seconds is not None:
            self._not_before = self._desk.now() + min(timedelta(seconds=failure.wait_seconds), LONGEST_WAIT)

    def _note_unlisted(self, outcome: Outcome, sentence: str, url: str | None) -> None:
        self._listed_failures.append((outcome, sentence))
        self.slips.gap("page", f"a listed page could not be read: {sentence}", url=url)

    def end(self, requests: int) -> Visit:
        """Write the visit line and return the visit."""
        if not self._has_ended and self._failure is None:
            self._failure = ("page_changed", "the visit broke off by a fault of this program; see the error above")
        if self._failure is None and len(self._listed_failures) > self._listed_read:
            self._failure = self._listed_failures[0]
        outcome, detail = self._failure or (("posts", None) if self._has_new() else ("nothing_new", None))
        visit = Visit(
            source=self.job.source.key,
            run=self._desk.run,
            started_at=self._started_at,
            ended_at=self._desk.now(),
            requests=requests,
            outcome=outcome,
            page_requests=self._asked,
            detail=detail,
            posts=len(self._seen),
            first_id=str(min(self._numbers)) if self._numbers else None,
            last_id=str(max(self._numbers)) if self._numbers else None,
            pages=tuple(self._pages),
            joined=self._is_joined,
            unread_before=self._unread_before,
            settings_sha256=self._desk.settings_sha256,
            not_before=self._not_before,
            looked=tuple(self._looked),
        )
        self.slips.put([VisitLine(visit=visit)])
        return visit

    def _has_new(self) -> bool:
        if self._found_new is not None:  # pages that were only looked at again bring nothing new
            return self._found_new
        if self.job.known_posts:
            return bool(self._seen - self.job.known_posts)
        highest, unread = self.job.known_highest, self.job.unread_before
        if highest is None or not self._numbers:
            return bool(self._seen)
        return max(self._numbers) > highest or (unread is not None and min(self._numbers) < unread)
