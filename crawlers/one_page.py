"""One page: a public post that somebody points to, saved now; nothing that it leads to is asked for."""

from __future__ import annotations

import asyncio

from scrapy.crawler import Crawler

from crawlers.asked import Asked
from crawlers.fetch import Failure, Fetcher
from crawlers.network.addresses import Allowed
from crawlers.page import Page
from crawlers.pictures import Pictures
from crawlers.slips import Slips
from crawlers.visit import Desk
from posts.capture import Capture, Outcome, Visit
from posts.inbox import PostLine


class PageVisit:
    """One visit to one page: the same hands as a visit to a source, but no source whose coverage it would prove."""

    def __init__(self, asked: Asked, desk: Desk, allowed: Allowed, captures: list[Capture]) -> None:
        self._asked = asked
        self._desk = desk
        self._allowed = allowed
        self._captures = captures
        self.slips = Slips(asked.platform, desk.run, desk.now, desk.inbox, captures)
        self._started_at = desk.now()
        self._outcome: Outcome = "page_changed"
        self._detail: str | None = "the visit broke off by a fault of this program; see the error above"
        self._page: Capture | None = None
        self.saved: tuple[str, ...] = ()

    async def run(self, crawler: Crawler) -> None:
        """Fetch the page, then the pictures of the post on it."""
        fetcher = Fetcher(crawler, self._desk.stop)
        answer = await fetcher.fetch(self._asked.page, "page")
        if isinstance(answer, Failure):
            self._outcome, self._detail = answer.outcome, answer.sentence
            return
        self._page = answer.capture
        page = await asyncio.to_thread(self._desk.reader.read, answer.capture, answer.body)
        for missing in page.gaps:
            self.slips.gap(missing.kind, missing.sentence, answer.capture)
        pictures = Pictures(fetcher, self._desk.media, self._allowed, {})
        await self._save(page, pictures)

    async def _save(self, page: Page, pictures: Pictures) -> None:
        wanted = [post for post in page.posts if self._asked.native_id in {None, post.native_id}]
        posts = [
            await pictures.fetched(pictures.planned(post), lambda: not self._desk.stop.is_set()) for post in wanted
        ]
        self.slips.put([PostLine(post=post) for post in posts])
        self.saved = tuple(post.id for post in posts)
        if posts:
            self._outcome, self._detail = "posts", None
        elif page.posts:
            self._outcome, self._detail = "unclaimed", f"the page does not show the post {self._asked.native_id}"
        else:
            self._outcome, self._detail = page.outcome or "page_changed", page.detail or "the page shows no post"

    @property
    def screenshot(self) -> str | None:
        """The sha256 of the page's picture, where a browser took one."""
        return self._page.screenshot if self._page else None

    def end(self, requests: int) -> Visit:
        """Put what is archived into the inbox; return what came of it. No source was visited: no visit is kept."""
        self.slips.put([])
        return Visit(
            source=f"url:{self._asked.page}",
            run=self._desk.run,
            started_at=self._started_at,
            ended_at=self._desk.now(),
            requests=requests,
            page_requests=1,
            outcome=self._outcome,
            detail=self._detail,
            posts=len(self.saved),
            pages=(self._page.id,) if self._page else (),
            settings_sha256=self._desk.settings_sha256,
        )
