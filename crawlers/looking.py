"""Looking again for single posts, one request after the other, within what a visit may still ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from crawlers.fetch import WALLS, Failure, Fetcher
from crawlers.job import Job
from crawlers.looks import BY_ID, GONE, Asking, askings
from crawlers.page import Page
from crawlers.reading import PageReader
from crawlers.slips import Slips
from posts.capture import Capture, Looked
from posts.post import Post

Put = Callable[[Sequence[Post], Capture], Awaitable[None]]


class Looker:
    """Looks for the posts of one job; adds to `found` what became of those that no answer showed."""

    def __init__(
        self,
        job: Job,
        fetcher: Fetcher,
        reader: PageReader,
        slips: Slips,
        captures: list[Capture],
        found: list[Looked],
    ) -> None:
        self._job = job
        self._fetcher = fetcher
        self._reader = reader
        self._slips = slips
        self._captures = captures
        self._found = found

    async def look(self, base: str, may_ask: Callable[[], bool], put: Put) -> None:
        """Ask for each post that is due, until a wall stands before one or the visit may ask no more."""
        for asking in askings(self._job.source, base, self._job.looks):
            if not may_ask():
                return
            answer = await self._fetcher.fetch(asking.url, "page", looked_for=asking.posts)
            if isinstance(answer, Failure):
                self._fail(answer, asking)
                if answer.status in WALLS or answer.status is None:
                    return
                continue
            page = await asyncio.to_thread(self._reader.read, answer.capture, answer.body)
            for missing in page.gaps:
                self._slips.gap(missing.kind, missing.sentence, answer.capture)
            self._note(page, answer.capture)
            await put(page.posts, answer.capture)

    def _fail(self, failure: Failure, asking: Asking) -> None:
        """Take an answer without a page: that nothing is there is one too, where a post has its own address."""
        capture = next((one for one in reversed(self._captures) if one.looked_for == asking.posts), None)
        if capture is not None:
            is_gone = failure.status in GONE and self._job.source.platform not in BY_ID
            self._keep(asking.posts, capture, is_shown=False if is_gone else None)
        self._slips.put([])

    def _note(self, page: Page, capture: Capture) -> None:
        seen = {post.id for post in page.posts}
        self._keep(page.gone, capture, is_shown=False)
        self._keep(page.shown, capture, is_shown=True)
        left = [one for one in capture.looked_for if one not in {*seen, *page.gone, *page.shown}]
        self._keep(left, capture, is_shown=None)

    def _keep(self, posts: Sequence[str], capture: Capture, *, is_shown: bool | None) -> None:
        self._found += [
            Looked(post=post, capture=capture.id, seen_at=capture.fetched_at, is_shown=is_shown) for post in posts
        ]
