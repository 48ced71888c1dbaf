"""kill -9 of collect at any moment: what stood in archive and inbox stays, and what is missing comes again."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.reading import PageReader
from crawlers.reread import lines_again
from posts import inbox
from posts.home import Home
from posts.inbox import Inbox
from posts.segments import cut_torn_end, is_being_written, segments, whole
from posts.warc import body_of
from tests.conftest import ROOT
from tests.crawlers.crawling import crawl, job, left_in
from tests.crawlers.loopback import Site, answer, history, message, photo

NAME = "foto__foto"
PAGES = {"": range(41, 61), "?before=41": range(21, 41), "?before=21": range(1, 21)}
ALL = set(range(1, 61))
REQUESTS = 1 + len(PAGES) + 2 * len(PAGES)  # robots.txt, pages, two pictures a page
COLLECT = """
import sys
from pathlib import Path
from crawlers.collect import collect
from crawlers.job import Operator
from posts.home import Home
from tests.crawlers.crawling import job
collect([job(sys.argv[2], sys.argv[3])], Home(Path(sys.argv[1])), Operator())
"""


def picture_of(number: int) -> bytes:
    return b"\xff\xd8\xff" + bytes([number]) * 50


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as made:
        for target, numbers in PAGES.items():
            shown = {numbers[0], numbers[-1]}
            messages = "".join(
                message(NAME, n, f"Lowongan {n}", photo(f"{made.base_url}/{n}.jpg") if n in shown else "")
                for n in numbers
            )
            older = numbers[0] if numbers[0] > 1 else None
            made.routes[f"/s/{NAME}{target}"] = answer(history(NAME, messages, older))
            made.routes |= {f"/{n}.jpg": answer(picture_of(n)) for n in shown}
        yield made


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    with PageReader() as made:
        yield made


def started(home: Home, site: Site) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", COLLECT, str(home.path), site.base_url, NAME]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}, start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill parent and child at once, and wait until both are gone."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    found = [process.pid, *(int(pid) for pid in (children.read_text().split() if children.exists() else []))]
    watched = [os.pidfd_open(pid) for pid in found if Path(f"/proc/{pid}").exists()]
    for one in watched:
        signal.pidfd_send_signal(one, signal.SIGKILL)
    for one in watched:
        select.select([one], [], [], 30)
        os.close(one)


def killed_at_request(home: Home, site: Site, number: int) -> None:
    """Kill the collecting processes while their request with this number is open."""
    count = 0
    process = started(home, site)

    def act(_: str) -> None:
        nonlocal count
        count += 1
        if count == number:
            kill(process)
            killed.set()

    killed = threading.Event()
    site.on_request = act
    killed.wait(60)
    process.wait(30)
    site.on_request = lambda _: None


def killed_after(home: Home, site: Site, seconds: float) -> None:
    """Kill the collecting processes some time after the child's first request."""
    process = started(home, site)
    timers: list[threading.Timer] = []

    def act(_: str) -> None:
        if not timers:
            timers.append(threading.Timer(seconds, kill, (process,)))
            timers[0].start()

    site.on_request = act
    process.wait(30)
    site.on_request = lambda _: None
    for timer in timers:
        timer.join()


def swept(home: Home, reader: PageReader) -> None:
    """Do what ingest's sweep does, with the inbox in the place of the ledger."""
    known = {line.capture.id for file in left_in(home) for line in file if isinstance(line, inbox.CaptureLine)}
    for name in segments(home.archive):
        assert not (home.archive / name).stat().st_size or not is_being_written(home.archive / name)
        cut_torn_end(home.archive, name)
        captures = whole(home.archive, name).captures
        box = Inbox(home.inbox, f"{Path(name).name.partition('.')[0]}-swept")
        for lines in lines_again(home, captures, {capture.id for capture in captures} - known, reader):
            box.put(lines)


def assert_nothing_is_lost(home: Home, site: Site, reader: PageReader) -> None:
    before = left_in(home)

    swept(home, reader)
    after = left_in(home)
    lines = [line for file in after for line in file]
    archived = [capture for name in segments(home.archive) for capture in whole(home.archive, name).captures]
    told = [line.capture for line in lines if isinstance(line, inbox.CaptureLine)]
    assert all(file in after for file in before)
    assert sorted(capture.id for capture in told) == sorted({capture.id for capture in archived})
    for capture in told:
        body_of(home.archive, capture)
    pictures = {picture_of(n) for numbers in PAGES.values() for n in (numbers[0], numbers[-1])}
    assert {path.read_bytes() for path in home.media.rglob("*") if path.is_file() and path.name[0] != "."} <= pictures

    visits = [line.visit for line in lines if isinstance(line, inbox.VisitLine)]
    assert [visit.joined for visit in visits] in ([], [True])
    assert visits or crawl(home, [job(site, NAME)]).visit(NAME).joined
    posts = [line.post for file in left_in(home) for line in file if isinstance(line, inbox.PostLine)]
    newest = {post.native_id: post for post in sorted(posts, key=lambda post: any(m.sha256 for m in post.media))}
    assert {int((native_id or "").rpartition("/")[2]) for native_id in newest} == ALL
    assert sum(media.sha256 is not None for post in newest.values() for media in post.media) == 6


@pytest.mark.parametrize("number", [2, 3, REQUESTS // 2, REQUESTS])
def test_killed_while_a_request_is_open(home: Home, site: Site, reader: PageReader, number: int) -> None:
    killed_at_request(home, site, number)

    assert_nothing_is_lost(home, site, reader)


def test_killed_at_a_random_moment(home: Home, site: Site, reader: PageReader) -> None:
    killed_after(home, site, random.uniform(0.0, 0.3))

    assert_nothing_is_lost(home, site, reader)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_twenty_random_moments(home: Home, site: Site, reader: PageReader, seed: int) -> None:
    killed_after(home, site, random.Random(seed).uniform(0.0, 0.4))

    assert_nothing_is_lost(home, site, reader)
