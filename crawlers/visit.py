"""Visit: one source read from its newest page back, page by page, each page into the inbox before the next is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scrapy.crawler import Crawler

from crawlers.fetch import Failure, Fetched, fetch
from crawlers.job import Job
from crawlers.network.addresses import Allowed
from crawlers.page import Page
from crawlers.pictures import PENDING, Pictures
from crawlers.platforms import PLATFORMS
from crawlers.reading import PageReader
from posts.capture import Capture, Gap, Outcome, Visit
from posts.inbox import CaptureLine, GapLine, Inbox, Line, PostLine, VisitLine
from posts.post import Post

VISIT_TIME = timedelta(minutes=15)  # settings sheet: CLOSESPIDER_TIMEOUT 900


@dataclass(frozen=True, slots=True)
class Desk:
    """What all visits of one process share."""

    run: str
    inbox: Inbox
    media: Path
    reader: PageReader
    now: Callable[[], datetime]
    base_of: Callable[[Job], str]
    settings_sha256: str


class SourceVisit:
    """One visit to one source; `captures` grows as answers are archived."""

    def __init__(self, job: Job, desk: Desk, allowed: Allowed, captures: list[Capture]) -> None:
        self.job = job
        self.is_stopped = False
        self._desk = desk
        self._allowed = allowed
        self._captures = captures
        self._started_at = desk.now()
        self._seen: set[str] = set()
        self._numbers: list[int] = []
        self._pages: list[str] = []
        self._gaps: list[Gap] = []
        self._asked = 0
        self._failure: tuple[Outcome, str | None] | None = None

    async def run(self, crawler: Crawler) -> None:
        """Read the source; the visit line is written last, whatever happened."""
        source = self.job.source
        platform = PLATFORMS[source.platform]
        if not platform.is_name(source.name):
            self._failure = ("invalid_name", f"{source.name!r} cannot be a name on {source.platform}")
            return
        pictures = Pictures(crawler, self._desk.media, self._allowed, self.job.known_media)
        url: str | None = platform.start(source.name, self._desk.base_of(self.job))
        while url is not None and self._may_ask(url):
            self._asked += 1
            answer = await fetch(crawler, url, "page")
            if isinstance(answer, Failure):
                self._fail(answer, url)
                return
            url = await self._take(answer, pictures)

    async def _take(self, answer: Fetched, pictures: Pictures) -> str | None:
        """Put one page into the inbox, then its pictures; return the address of the page before it."""
        page = await asyncio.to_thread(self._desk.reader.read, answer.capture, answer.body)
        posts = [pictures.planned(post) for post in page.posts]
        new = [post for post in posts if post.id not in self._seen]
        self._note(page, posts, answer.capture)
        self._put([PostLine(post=post) for post in posts])
        if any(media.why_missing == PENDING for post in posts for media in post.media):
            self._put([PostLine(post=await pictures.fetched(post)) for post in posts])
        is_done = page.outcome is not None or not new or self._is_known(posts)
        return None if is_done else page.next

    def _note(self, page: Page, posts: list[Post], capture: Capture) -> None:
        self._seen |= {post.id for post in posts}
        self._numbers += [number for post in posts if (number := _number(post)) is not None]
        self._pages.append(capture.id)
        for missing in page.gaps:
            self._gap(missing.kind, missing.sentence, capture.final_url, capture.id)
        if page.outcome is not None and self._failure is None:
            self._failure = (page.outcome, page.detail)

    def _is_known(self, posts: list[Post]) -> bool:
        """Say whether the known ids are reached: what is older stands in the ledger."""
        highest = self.job.known_highest
        numbers = [number for post in posts if (number := _number(post)) is not None]
        return highest is not None and bool(numbers) and min(numbers) <= highest

    def _may_ask(self, url: str) -> bool:
        """Say whether one more page is within the caps; if not, say so in the outcome or as a gap."""
        if self.is_stopped:
            self._gap("stopped", "the visit was stopped by hand; older pages were not read", url)
            return False
        over = self.job.spent_today + self._asked >= self.job.source.pages_per_day
        late = self._desk.now() - self._started_at > VISIT_TIME
        if not over and not late:
            return True
        cap = f"the cap of {self.job.source.pages_per_day} pages a day" if over else "the visit's 15 minutes"
        if self._pages:
            self._gap("budget", f"{cap} ended the visit before its last page", url)
        else:
            self._failure = ("budget", f"{cap} left nothing to read")
        return False

    def _fail(self, failure: Failure, url: str) -> None:
        """Take a failed request: on the first page it is the outcome, on an older one a gap (rulings 12)."""
        if self._pages and failure.outcome == "unreachable":
            self._gap("page", f"an older page could not be read: {failure.sentence}", url)
        elif self._failure is None:
            self._failure = (failure.outcome, failure.sentence)

    def _gap(self, kind: str, sentence: str, url: str | None = None, capture: str | None = None) -> None:
        now = self._desk.now()
        gap = Gap(
            source=self.job.source.key,
            run=self._desk.run,
            kind=kind,
            sentence=sentence,
            noticed_at=now,
            url=url,
            capture=capture,
        )
        self._gaps.append(gap)

    def _put(self, lines: list[Line]) -> None:
        """Write one inbox file: captures that are not written yet, gaps, and the given lines."""
        captures: list[Line] = [CaptureLine(capture=capture) for capture in self._captures]
        gaps: list[Line] = [GapLine(gap=gap) for gap in self._gaps]
        if captures or gaps or lines:
            self._desk.inbox.put([*captures, *gaps, *lines])
        self._captures.clear()
        self._gaps.clear()

    def end(self, requests: int) -> Visit:
        """Write the visit line and return the visit."""
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
            settings_sha256=self._desk.settings_sha256,
        )
        self._put([VisitLine(visit=visit)])
        return visit

    def _has_new(self) -> bool:
        highest = self.job.known_highest
        return bool(self._seen) and (highest is None or not self._numbers or max(self._numbers) > highest)


def _number(post: Post) -> int | None:
    last = (post.native_id or "").rpartition("/")[2]
    return int(last) if last.isdigit() else None
