"""Reading pages in the killable worker: the same `read` for fresh pages and for pages from the archive."""

from __future__ import annotations

from types import TracebackType

from crawlers import plain_page
from crawlers.asked import READ_AS, platform_at
from crawlers.decode import check_tags, decoded
from crawlers.json_page import looks_like_json
from crawlers.looks import answered
from crawlers.page import Missing, Page
from crawlers.platforms import PLATFORMS, jobpage
from posts import jsonl
from posts.capture import Capture
from posts.errors import LineRefused, WorkerError
from posts.post import with_fields
from posts.worker import Worker

PAGE_SECONDS = 5  # settings sheet; a real page of 110 KB takes 20 ms
CUT_SHORT = Missing(kind="partial", sentence="the page was cut short on its way: its last posts may be missing")


def read_page(payload: bytes) -> bytes:
    """Read one page inside the worker: a capture as one JSON line, then the body as it was sent."""
    line, _, body = payload.partition(b"\n")
    capture = jsonl.load(line, Capture)
    plain = decoded(body, capture.headers)
    if not looks_like_json(plain.data):
        check_tags(plain.data)
    page = _read(plain.data, capture)
    if capture.partial or not plain.is_whole:
        page = with_fields(page, gaps=(*page.gaps, CUT_SHORT))
    return jsonl.line(page)


def _read(body: bytes, capture: Capture) -> Page:
    """Read a page as its source's platform does; without a source as its host's does, else as a plain page."""
    if capture.source is not None:
        page = PLATFORMS[platform_of(capture)].read(body, capture)
        return answered(page, body, capture) if capture.looked_for else page
    platform = PLATFORMS.get(capture.declared.get(READ_AS) or platform_at(capture.url))
    page = platform.read(body, capture) if platform is not None else Page()
    if page.posts or _is_stopped(page):
        return page
    return jobpage.structured(body, capture) or plain_page.read(body, capture)


def _is_stopped(page: Page) -> bool:
    return page.outcome not in {None, "page_changed"}


def platform_of(capture: Capture) -> str:
    """Return the platform that a capture was collected from."""
    return (capture.source or "").partition(":")[0]


class PageReader:
    """Hands pages to the worker; what the worker refuses is a page that is broken, never an empty one."""

    def __init__(self) -> None:
        self._worker = Worker("crawlers.reading:read_page", PAGE_SECONDS)

    def read(self, capture: Capture, body: bytes) -> Page:
        """Return what a page holds."""
        try:
            return jsonl.load(self._worker.call(jsonl.line(capture) + b"\n" + body), Page)
        except (WorkerError, LineRefused) as problem:
            return Page(outcome="page_changed", detail=problem.what)

    def __enter__(self) -> PageReader:
        """Give the reader itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the worker."""
        self._worker.close()
