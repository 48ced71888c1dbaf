"""Killed at any moment (SIGKILL), and with a full disk: nothing acknowledged is lost, nothing stands twice."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.ledger.known import every
from index.ledger.schema import LANES
from index.ledger.store import open_ledger
from lurewatch.practice.scene import scene
from lurewatch.practice.site import PracticeServer
from posts.home import Home
from tests.crawlers.loopback import Site, channel
from tests.lurewatch.calling import call

POSTS = 300  # a file; ingesting it takes about a second
INGEST_SECONDS = 2.5  # kills fall anywhere into a run, its start and its end included
COLLECT_SECONDS = 4.0
IMPORT_SECONDS = 2.5
HANDED = 800  # posts of a hand-in: two inbox files
TOLD = "the disk is full; free some room and run the command again; nothing acknowledged is lost"
CLEAN = "clean: archive, ledger and index hold the same\n"


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-P", "-m", "lurewatch", *map(str, arguments)]


def kill_after(seconds: float, arguments: list[str], *, alone: bool) -> None:
    """Start a command and kill it, with its children or alone, unless it ends before."""
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        if alone:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def lines(first: int) -> Iterator[str]:
    for number in range(first, first + POSTS):
        town = ("Poipet", "Bavet", "Myawaddy", "Sihanoukville")[number % 4]
        text = f"Dibutuhkan operator di {town}, gaji {number} dolar, tiket ditanggung, hubungi @hr__x{number // 9}"
        yield json.dumps({"platform": "telegram_web", "native_id": f"loker__uji/{number}", "text": text})


def held(home: Home) -> list[str]:
    """Return the native ids of all posts of the ledger, sorted."""
    ledger = open_ledger(home)
    with ledger.reading() as connection:
        found = [one.post.native_id or "" for lane in LANES for one in every(connection, lane)]
    ledger.close()
    return sorted(found)


def kill_ingest(home: Home, folder: Path, kills: int) -> None:
    chance = random.Random(20260105)
    wanted: list[str] = []
    assert call("init", "--home", home.path).code == 0
    for turn in range(kills):
        file = folder / f"{turn}.jsonl"
        file.write_text("\n".join(lines(turn * POSTS)), encoding="utf-8")
        assert call("import", "jsonl", file, "--home", home.path).code == 0
        wanted += [f"loker__uji/{number}" for number in range(turn * POSTS, (turn + 1) * POSTS)]
        kill_after(chance.uniform(0, INGEST_SECONDS), command("ingest", "--home", home.path), alone=turn % 2 == 0)

    last = call("ingest", "--home", home.path)

    assert (last.code, last.err) == (0, "")
    assert held(home) == sorted(wanted)
    assert call("check", "--home", home.path).out == CLEAN


def test_ingest_killed_five_times_loses_and_doubles_nothing(home: Home, tmp_path: Path) -> None:
    kill_ingest(home, tmp_path, 5)


@pytest.mark.long
def test_ingest_killed_fifty_times_loses_and_doubles_nothing(home: Home, tmp_path: Path) -> None:
    kill_ingest(home, tmp_path, 50)


def handed_in(folder: Path, turn: int) -> tuple[str, Path]:
    """Write a table, a file of posts or a folder with the table in a ZIP, and return its kind."""
    rows = "".join(
        f"{number},Dicari operator {number} di Poipet,akun__uji,https://www.tiktok.com/@akun__uji/video/{number},1767340800\n"
        for number in range(turn * HANDED, (turn + 1) * HANDED)
    )
    table = f"id,body,author,tiktok_url,unix_timestamp\n{rows}"
    own = folder / f"{turn}"
    own.mkdir()
    if turn % 3 == 0:
        (own / "a.csv").write_text(table, encoding="utf-8")
        return "csv", own / "a.csv"
    if turn % 3 == 1:
        posts = ({"platform": "tiktok", "native_id": row.partition(",")[0], "text": row} for row in rows.splitlines())
        (own / "a.jsonl").write_text("\n".join(map(json.dumps, posts)), encoding="utf-8")
        return "jsonl", own / "a.jsonl"
    with zipfile.ZipFile(own / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", table)
    return "folder", own


def kill_import(home: Home, folder: Path, kills: int) -> None:
    chance = random.Random(20260109)
    wanted: list[str] = []
    assert call("init", "--home", home.path).code == 0
    for turn in range(kills):
        kind, path = handed_in(folder, turn)
        arguments = command("import", kind, path, "--home", home.path)
        kill_after(chance.uniform(0, IMPORT_SECONDS), arguments, alone=turn % 2 == 0)
        own = [str(number) for number in range(turn * HANDED, (turn + 1) * HANDED)]
        assert call("ingest", "--home", home.path).code == 0
        found = set(held(home)) & set(own)
        assert found in (set(), set(own)), "a file that was handed in is there whole, or not at all"
        again = call("import", kind, path, "--home", home.path)
        assert again.code == 0
        wanted += own

    last = call("ingest", "--home", home.path)

    assert (last.code, last.err) == (0, "")
    assert held(home) == sorted(wanted)
    assert [path.name for path in home.inbox.iterdir()] == ["refused"]
    assert call("check", "--home", home.path).out == CLEAN


def test_import_killed_three_times_loses_and_doubles_nothing(home: Home, tmp_path: Path) -> None:
    kill_import(home, tmp_path, 3)


@pytest.mark.long
def test_import_killed_thirty_times_loses_and_doubles_nothing(home: Home, tmp_path: Path) -> None:
    kill_import(home, tmp_path, 30)


def kill_collect(home: Home, kills: int) -> None:
    chance = random.Random(20260107)
    assert call("init", "--home", home.path).code == 0
    with PracticeServer() as server:
        home.settings_file("watchlist.toml").write_text(scene().watchlist(server.base_url), encoding="utf-8")
        for turn in range(kills):
            server.visit = 1 + turn % len(scene().visits)
            kill_after(chance.uniform(0, COLLECT_SECONDS), command("collect", "--home", home.path), alone=turn % 2 == 0)
            if turn % 3 == 0:
                assert call("ingest", "--home", home.path).code == 0
        server.visit = len(scene().visits)
        call("collect", "--home", home.path)  # exit 1: some sources of the scene have no preview
        last = call("ingest", "--home", home.path)
        shown = sorted(
            source.native_id(post).lower()
            for source in scene().sources
            if source.kind == "channel"
            for post in scene().shown(source, server.visit)
        )

    assert (last.code, last.err) == (0, "")
    found = held(home)
    assert len(found) == len(set(found))
    assert set(shown) <= set(found)
    assert call("check", "--home", home.path).out == CLEAN


def test_collect_killed_three_times_loses_and_doubles_nothing(home: Home) -> None:
    kill_collect(home, 3)


@pytest.mark.long
def test_collect_killed_twenty_times_loses_and_doubles_nothing(home: Home) -> None:
    kill_collect(home, 20)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 6 MiB."""
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", path], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield path
    subprocess.run(["umount", "-l", path], check=True)


@pytest.mark.parametrize("room", [4, 64, 256, 700])
def test_a_full_disk_is_told_and_the_work_goes_on_when_there_is_room(
    small_disk: Path, tmp_path: Path, room: int
) -> None:
    home = Home(small_disk / "home")
    assert call("init", "--home", home.path).code == 0
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join(lines(0)), encoding="utf-8")
    assert call("import", "jsonl", file, "--home", home.path).code == 0
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - room * 1024))

    full = call("ingest", "--home", home.path)

    assert full.code == 1
    assert full.refusals[0].endswith(TOLD)
    ballast.unlink()
    assert call("ingest", "--home", home.path).code == 0
    assert len(held(home)) == POSTS
    assert call("check", "--home", home.path).out == CLEAN


def test_a_hand_in_that_finds_a_full_disk_is_refused_and_can_be_given_again(small_disk: Path, tmp_path: Path) -> None:
    home = Home(small_disk / "home")
    assert call("init", "--home", home.path).code == 0
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join(lines(0)), encoding="utf-8")
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 8 * 1024))

    full = call("import", "jsonl", file, "--home", home.path)

    assert full.code == 1
    assert full.refusals[0].endswith(TOLD)
    ballast.unlink()
    assert call("import", "jsonl", file, "--home", home.path).code == 0
    assert call("ingest", "--home", home.path).code == 0
    assert len(held(home)) == POSTS
    assert call("check", "--home", home.path).out == CLEAN


def test_collecting_waits_before_the_disk_is_full_and_goes_on_by_itself(small_disk: Path) -> None:
    home = Home(small_disk / "home")
    assert call("init", "--home", home.path).code == 0
    ballast = small_disk / "ballast"
    with Site({"/s/loker__contoh": channel("loker__contoh", range(1, 51))}) as site:
        watchlist = f'[[source]]\nplatform = "telegram_web"\nname = "loker__contoh"\nbase_url = "{site.base_url}"\n'
        home.settings_file("watchlist.toml").write_text(watchlist, encoding="utf-8")
        ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 500 * 1024))

        waiting = call("collect", "--home", home.path)

        assert (waiting.code, site.asked) == (1, [])
        assert "the disk is nearly full: collecting waits until there is room" in waiting.out
        assert call("ingest", "--home", home.path).code == 0
        assert "no_room since" in call("sources", "--home", home.path).out
        ballast.unlink()
        assert call("collect", "--home", home.path).code == 0
    assert call("ingest", "--home", home.path).code == 0
    assert len(held(home)) == 50
    assert call("check", "--home", home.path).out == CLEAN
