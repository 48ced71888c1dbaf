"""Hostile bodies at every parser: an outcome or a gap within the deadline and 200 MB, and the next page is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.page import Page
from crawlers.reading import PAGE_SECONDS, PageReader
from posts.capture import Capture
from tests.crawlers.platforms.bombs import FEEDS, JSON, MARKUP
from tests.crawlers.platforms.expected import PAGE_CAPTURE
from tests.crawlers.platforms.test_platforms import MAIN, main

MOST_MEGABYTES = 200
MOST_CHARS = 10_000  # of an address or a time, whatever stands in their place
SOON_SECONDS = 1.0  # a shorter deadline than the real one, so that quick runs are
CAPTURES: dict[str, Capture] = {platform: main(platform).capture for platform in MAIN} | {"telegram_web": PAGE_CAPTURE}
BOMBS = {
    **{f"json {name}": bomb for name, bomb in JSON.items()},
    **MARKUP,
    **{f"feed {name}": bomb for name, bomb in FEEDS.items()},
}
# In quick runs each bomb falls on the parser that it was made for; in long ones on all.
MADE_FOR = {
    **{f"json {name}": "mastodon" for name in JSON},
    **dict.fromkeys(MARKUP, "jobpage"),
    **{f"feed {name}": "feed" for name in FEEDS},
    "json lines of objects": "bluesky",
    "json lines of lists": "bluesky",
    "data fields": "board",
    "many data fields": "board",
    "many floors": "board",
    "comments that open": "board",
    "comments that hold markup": "board",
    "a comment never closed": "board",
    "state never closed": "jobstreet",
    "states": "jobstreet",
    "state of quotes": "jobstreet",
    "undefined": "jobstreet",
    "links to jobs": "cambodia_jobs",
    "one link many times": "cambodia_jobs",
    "words of jobs": "cambodia_jobs",
    "styles": "telegram_web",
    "deep divs around words": "telegram_web",
}
SLOW = {
    "many floors",
    "properties",
    "unclosed links",
    "one link many times",
    "unclosed paragraphs",
    "many data fields",
    "feed many items",
    "many structured data",
    "deep forms",
    "states",
    "many postings",
    "scripts",
    "feed deep elements",
    "feed many links",
}
FALLS = [
    pytest.param(bomb, platform, marks=() if MADE_FOR[bomb] == platform and bomb not in SLOW else pytest.mark.long)
    for bomb in BOMBS
    for platform in CAPTURES
]


class Watched:
    """A reader whose worker's memory is watched: the most that it ever held, in megabytes."""

    def __init__(self) -> None:
        self.reader = PageReader()

    def read(self, platform: str, body: bytes) -> tuple[Page, float]:
        """Return the page, and how much memory its worker held at most."""
        self.reader.read(CAPTURES[platform], b"{}")  # the worker has started and loaded what it needs
        worker = self.reader._worker._child
        assert worker is not None
        peaks, is_over = [_peak(worker.pid)], threading.Event()

        def watch() -> None:
            while not is_over.wait(0.01):
                peaks.append(_peak(worker.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        page = self.reader.read(CAPTURES[platform], body)
        is_over.set()
        watcher.join()
        return page, max(peaks)


def _peak(process: int) -> float:
    """Return the most memory that a process ever held; nothing once it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    made = Watched()
    made.reader._worker._seconds = SOON_SECONDS
    with made.reader:
        yield made


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process can only be seen on Linux")
@pytest.mark.parametrize(("bomb", "platform"), FALLS)
def test_a_bomb_costs_a_sentence_within_deadline_and_memory(watched: Watched, bomb: str, platform: str) -> None:
    page, megabytes = watched.read(platform, BOMBS[bomb]())

    assert page.outcome is not None or page.gaps or page.posts or page.listed
    assert page.outcome is None or page.detail
    assert all(len(post.url or "") + len(post.posted_raw or "") < MOST_CHARS for post in page.posts)
    assert megabytes <= MOST_MEGABYTES


def test_after_a_bomb_the_next_page_is_read(watched: Watched) -> None:
    watched.read("jobpage", BOMBS["attributes"]())

    case = main("mastodon")
    assert watched.reader.read(case.capture, case.body) == case.read()


def test_the_deadline_of_a_page_is_the_settings_sheet_s() -> None:
    assert PAGE_SECONDS == 5
