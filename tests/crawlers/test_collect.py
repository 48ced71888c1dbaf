"""collect: one child process that keeps its manners, ends with its parent, and tells what went wrong in sentences."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawlers.collect import Collected, Pace, collect
from crawlers.job import Job, Operator
from crawlers.watchlist import Source
from posts.errors import LedgerBusy, SettingsError, SourceError, StorageError, StorageFull
from posts.files import locked
from posts.home import Home
from posts.segments import segments, whole
from tests.conftest import START
from tests.crawlers.crawling import NOBODY, crawl, job, left_in
from tests.crawlers.loopback import Site, answer, channel, history, message, photo

FIFTY = range(1, 51)
DELAY = 0.3  # seconds


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site({"/s/loker__contoh": channel("loker__contoh", FIFTY)}) as made:
        yield made


def children() -> list[int]:
    """Return the pids of this process's own children that collect; others of its children are other tests' affair."""
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = [int(pid) for path in found for pid in path.read_text().split()]
    return [pid for pid in pids if b"crawlers.child" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def listening_sockets(pid: int) -> set[str]:
    """Return the inodes of the sockets on which a process listens."""
    listening = set()
    for table in ("tcp", "tcp6"):
        rows = Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
        listening |= {row.split()[9] for row in rows if row.split()[3] == "0A"}
    links = [str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir() if path.is_symlink()]
    return {inode for link in links for inode in re.findall(r"socket:\[(\d+)\]", link)} & listening


@dataclass
class Manners:
    """What was seen of a crawl that started in a hostile folder, outside the main thread."""

    ids: list[int]
    asked_at: list[float]
    listening: list[set[str]]


@pytest.fixture(scope="module")
def manners(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Manners:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "json.py").write_text("raise SystemExit('hostile')")
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = hostile\n")
    (folder / "hostile.py").write_text("raise SystemExit('hostile')")
    home = Home(folder / "home")
    home.make()
    seen = Manners([], [], [])

    def watch(_: str) -> None:
        seen.asked_at.append(time.monotonic())
        seen.listening.extend(listening_sockets(pid) for pid in children())

    def run() -> None:
        seen.ids += crawl(home, [job(site, "loker__contoh")], pace=Pace(delay_seconds=DELAY)).ids("loker__contoh")

    site.on_request = watch
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    site.on_request = lambda _: None
    return seen


def test_nothing_in_the_current_folder_is_imported_or_read(manners: Manners) -> None:
    assert manners.ids == list(FIFTY)


def test_nothing_listens_while_it_collects(manners: Manners) -> None:
    assert len(manners.listening) >= 4
    assert set().union(*manners.listening) == set()


def test_the_delay_between_two_requests_is_kept(manners: Manners) -> None:
    assert len(manners.asked_at) == 4
    # Heard at the server: on a busy machine one request may arrive late and the next in time.
    assert min(later - earlier for earlier, later in itertools.pairwise(manners.asked_at)) > DELAY * 0.8


def test_failures_are_told_in_the_visit_and_nothing_is_printed(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    routes: dict[str, Any] = {"/robots.txt": answer(status=500), "/s/x__y": answer()}
    with Site(routes) as rude, Site({"/s/a__b": b"", "/s/c__d": answer(status=503), "/s/e__f": answer()}) as broken:
        jobs = [job(rude, "x__y"), *[job(broken, name) for name in ("a__b", "c__d", "e__f")], job(broken, "!")]
        jobs.append(job("http://127.0.0.1:1", "g__h"))
        done = crawl(home, jobs)

    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert [visit.outcome for visit in done.result.visits] == [
        "unreachable",
        "unreachable",
        "unreachable",
        "page_changed",
        "invalid_name",
        "unreachable",
    ]


def test_nobody_leaves_this_machine_unnamed(home: Home) -> None:
    outside = Job(source=Source(platform="telegram_web", name="loker__contoh"))

    with pytest.raises(SettingsError, match="operator and contact"):
        collect([outside], home, Operator())

    assert left_in(home) == []


def test_no_jobs_are_no_work(home: Home) -> None:
    assert collect([], home, NOBODY) == Collected((), ())


def test_a_source_that_another_process_visits_is_left_alone_and_the_others_go_on(home: Home, site: Site) -> None:
    site.routes["/s/other__one"] = channel("other__one", range(1, 4))
    with locked(home.locks / "source-telegram_web-loker__contoh", 0, "testing"):
        done = crawl(home, [job(site, "loker__contoh"), job(site, "other__one")])

    (busy,) = done.result.refused
    assert isinstance(busy, LedgerBusy)
    assert busy.file == "telegram_web:loker__contoh"
    assert f"process {os.getpid()} is collecting telegram_web:loker__contoh" in busy.what
    assert done.ids("other__one") == [1, 2, 3]


def test_an_archive_that_cannot_be_written_is_told_for_each_source(home: Home, site: Site) -> None:
    home.archive.rmdir()
    home.archive.write_text("a file where a folder should stand")

    done = crawl(home, [job(site, "loker__contoh"), job(site, "other__one")])

    assert [type(problem) for problem in done.result.refused] == [StorageError, StorageError]
    assert [problem.file for problem in done.result.refused] == [
        "telegram_web:loker__contoh",
        "telegram_web:other__one",
    ]
    assert done.files == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", folder], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_fills_under_a_visit_is_a_clear_error_loses_nothing_and_goes_on_when_there_is_room(
    small_disk: Path,
) -> None:
    home = Home(small_disk / "home")
    home.make()
    filler = small_disk / "filler"

    def fill(target: str) -> None:
        if "before=31" in target:  # there was room when the page was asked for
            filler.write_bytes(bytes(shutil.disk_usage(small_disk).free))

    with Site({"/s/loker__contoh": channel("loker__contoh", FIFTY)}, on_request=fill) as site:
        full = crawl(home, [job(site, "loker__contoh")])
        written = {capture.id for capture in full.captures.get("loker__contoh", [])}
        filler.unlink()
        site.on_request = lambda _: None
        again = crawl(home, [job(site, "loker__contoh")])

    (problem,) = full.result.refused
    assert isinstance(problem, StorageFull)
    assert "disk is full" in problem.what
    archived = {capture.id for name in segments(home.archive) for capture in whole(home.archive, name).captures}
    assert written <= archived
    assert again.visit("loker__contoh").joined
    assert again.ids("loker__contoh") == list(FIFTY)
    assert {whole(home.archive, name).rest for name in segments(home.archive)} <= {"nothing", "torn"}


def test_a_child_that_never_starts_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.collect.COMMAND", (sys.executable, "-c", "raise SystemExit(3)"))
    known = {f"{number:01000}": "ab" * 32 for number in range(1000)}

    done = crawl(home, [job("http://127.0.0.1:1", "loker__contoh", known_media=known)])

    assert ["ended with code 3" in problem.what for problem in done.result.refused] == [True]


def test_a_child_that_dies_is_told_with_its_code(home: Home) -> None:
    def kill(_: str) -> None:
        for pid in children():
            os.kill(pid, signal.SIGKILL)

    with Site({"/s/loker__contoh": answer(history("loker__contoh", ""))}, on_request=kill) as site:
        done = crawl(home, [job(site, "loker__contoh")])

    (problem,) = done.result.refused
    assert isinstance(problem, SourceError)
    assert "ended with code -9" in problem.what
    assert "run collect again" in problem.do


def test_many_known_pictures_reach_the_child(home: Home) -> None:
    with Site() as site:
        known = {f"{site.base_url}/{number:0300}.jpg": "ab" * 32 for number in range(30_000)}
        url = f"{site.base_url}/{7:0300}.jpg"
        site.routes["/s/loker__contoh"] = answer(history("loker__contoh", message("loker__contoh", 1, "x", photo(url))))
        done = crawl(home, [job(site, "loker__contoh", known_media=known), job(site, "l__m", known_media=known)])

    assert done.posts["loker__contoh"][0].media[0].sha256 == "ab" * 32
    assert done.result.refused == ()
    assert done.visit("l__m").started_at >= START
