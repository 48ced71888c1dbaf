"""A visit's limits and faults, on fakes: time, stop, and a fault of our own are told, and never an empty success."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest

from crawlers import visit as room
from crawlers.fetch import Failure, Fetched, Fetcher
from crawlers.network.addresses import allowed
from crawlers.page import Page, number_of
from crawlers.reading import PageReader
from crawlers.visit import VISIT_TIME, Desk, SourceVisit
from posts import inbox
from posts.capture import Capture, Purpose, Visit
from posts.home import Home
from posts.inbox import Inbox
from posts.post import Media
from tests.conftest import Clock, make_capture, make_post
from tests.crawlers.crawling import job, left_in

BASE = "http://127.0.0.1:9"


class FakeNet:
    """Gives numbered captures; `on_ask` may move the clock or stop the visit."""

    def __init__(self, on_ask: Callable[[str, int], Fetched | Failure | None] = lambda _, __: None) -> None:
        self.asked: list[str] = []
        self._on_ask = on_ask

    def __call__(self, *_: object) -> FakeNet:
        return self

    async def fetch(self, url: str, purpose: Purpose, max_bytes: int | None = None) -> Fetched | Failure:
        self.asked.append(url)
        said = self._on_ask(url, len(self.asked))
        return said or Fetched(make_capture(len(self.asked), purpose=purpose, final_url=url), b"\xff\xd8\xff")


class FakeReader:
    """Reads any page as two posts, each with a picture, below those of the page before."""

    def __init__(self) -> None:
        self._next = 100

    def read(self, capture: Capture, _: bytes) -> Page:
        self._next -= 2
        media = (Media(url=f"{BASE}/{self._next}.jpg"),)
        posts = tuple(make_post(number, media=media) for number in (self._next, self._next + 1))
        return Page(posts=posts, next=f"{BASE}/s/loker__contoh?before={self._next}")


def visited(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch, net: FakeNet, stop: asyncio.Event, **known: Any
) -> Visit:
    monkeypatch.setattr(room, "Fetcher", net)
    reader = cast("PageReader", FakeReader())
    desk = Desk("run", Inbox(home.inbox, "run"), home.media, home.locks, reader, clock, stop, lambda _: BASE, "0")
    visit = SourceVisit(job(BASE, "loker__contoh", **known), desk, allowed((), BASE), [])
    try:
        asyncio.run(visit.run(cast("Any", None)))
    except ZeroDivisionError:
        assert net.asked
    return visit.end(len(net.asked))


def gaps(home: Home) -> list[tuple[str, str]]:
    return [(line.gap.kind, line.gap.sentence) for f in left_in(home) for line in f if isinstance(line, inbox.GapLine)]


def test_time_over_after_a_page_is_a_gap_and_history_goes_on_next_time(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(url: str, _: int) -> None:
        if "before=96" in url:
            clock.forward(minutes=VISIT_TIME.seconds // 60 - 1)
        elif "before=94" in url:
            clock.forward(minutes=2)

    net = FakeNet(slow)
    visit = visited(home, clock, monkeypatch, net, asyncio.Event())

    assert (visit.outcome, visit.joined) == ("posts", True)
    assert [kind for kind, _ in gaps(home)] == ["media"]
    assert visit.unread_before == 94


def test_a_stop_while_pictures_are_fetched_leaves_them_pending_and_the_page_is_read_again(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = asyncio.Event()
    net = FakeNet(lambda url, _: stop.set() if url.endswith("96.jpg") else None)

    visit = visited(home, clock, monkeypatch, net, stop)

    assert gaps(home) == [("media", "the visit ended before all pictures of a page were fetched")]
    assert (visit.joined, visit.unread_before) == (True, 98)
    assert f"{BASE}/97.jpg" not in net.asked


def test_on_the_newest_page_that_is_no_visit_to_build_on(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = asyncio.Event()
    net = FakeNet(lambda url, _: stop.set() if url.endswith("98.jpg") else None)

    visit = visited(home, clock, monkeypatch, net, stop)

    assert (visit.outcome, visit.posts, visit.joined, visit.unread_before) == ("posts", 2, False, None)


def test_a_stop_before_the_first_page_asks_nothing(home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = asyncio.Event()
    stop.set()
    net = FakeNet()

    visit = visited(home, clock, monkeypatch, net, stop)

    assert (visit.outcome, net.asked) == ("budget", [])
    assert "stopped by hand before any page was read" in (visit.detail or "")


def test_time_over_between_two_pages_is_a_gap(home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(url: str, number: int) -> None:
        if url.endswith("98.jpg"):
            clock.forward(seconds=VISIT_TIME.total_seconds())

    monkeypatch.setattr(FakeReader, "read", _without_pictures(FakeReader.read, clock))
    visit = visited(home, clock, monkeypatch, FakeNet(late), asyncio.Event())

    assert [kind for kind, _ in gaps(home)] == ["budget"]
    assert (visit.outcome, visit.unread_before) == ("posts", 94)


def _without_pictures(read: Callable[..., Page], clock: Clock) -> Callable[..., Page]:
    def plain(self: FakeReader, capture: Capture, body: bytes) -> Page:
        page = read(self, capture, body)
        clock.forward(seconds=VISIT_TIME.total_seconds() / 3 + 1)
        posts = tuple(make_post(number_of(post) or 0) for post in page.posts)
        return Page(posts=posts, next=page.next)

    return plain


def test_a_fault_of_this_program_is_a_broken_spider_not_a_quiet_one(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(_: str, number: int) -> None:
        if number == 4:
            raise ZeroDivisionError

    visit = visited(home, clock, monkeypatch, FakeNet(fault), asyncio.Event())

    assert (visit.outcome, visit.joined) == ("page_changed", False)
    assert "fault of this program" in (visit.detail or "")
    assert visit.posts == 4


def test_old_history_takes_only_its_share_of_a_day(home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = visited(
        home, clock, monkeypatch, FakeNet(), asyncio.Event(), known_highest=99, unread_before=50, pages_per_day=6
    )

    assert visit.page_requests == 6
    assert visit.unread_before is not None
    assert visit.unread_before < 50 or visit.joined


def test_the_visit_line_is_written_last(home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = visited(home, clock, monkeypatch, FakeNet(), asyncio.Event(), pages_per_day=1)

    lines = [line for file in left_in(home) for line in file]
    assert lines[-1] == inbox.VisitLine(visit=visit)
    assert visit.ended_at - visit.started_at == timedelta(0)


def test_waiting_for_a_busy_server_ends_when_the_visit_is_stopped() -> None:
    async def wait(stopped: bool) -> bool:
        stop = asyncio.Event()
        if stopped:
            stop.set()
        return await Fetcher(cast("Any", None), stop)._is_stopped_within(0.01)

    assert asyncio.run(wait(True)) is True
    assert asyncio.run(wait(False)) is False
