"""Reading pages in the killable worker: the same `read` for fresh pages and for pages from the archive."""

from __future__ import annotations

from types import TracebackType

from crawlers.decode import check_tags, decoded
from crawlers.page import Page
from crawlers.platforms import PLATFORMS
from posts import jsonl
from posts.capture import Capture
from posts.errors import WorkerError
from posts.worker import Worker

PAGE_SECONDS = 5  # settings sheet; a real page of 110 KB takes 20 ms


def read_page(payload: bytes) -> bytes:
    """Read one page inside the worker: a capture as one JSON line, then the body as it was sent."""
    line, _, body = payload.partition(b"\n")
    capture = jsonl.load(line, Capture)
    plain = decoded(body, capture.headers)
    check_tags(plain)
    platform = (capture.source or "").partition(":")[0]
    return jsonl.line(PLATFORMS[platform].read(plain, capture))


class PageReader:
    """Hands pages to the worker; what the worker refuses is a page that is broken, never an empty one."""

    def __init__(self) -> None:
        self._worker = Worker("crawlers.reading:read_page", PAGE_SECONDS)

    def read(self, capture: Capture, body: bytes) -> Page:
        """Return what a page holds."""
        try:
            return jsonl.load(self._worker.call(jsonl.line(capture) + b"\n" + body), Page)
        except WorkerError as problem:
            return Page(outcome="page_changed", detail=problem.what)

    def __enter__(self) -> PageReader:
        """Give the reader itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the worker."""
        self._worker.close()
