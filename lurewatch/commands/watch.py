"""watch: visit every source when it is due, ingest, and mail what was found, until stopped."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import click

from crawlers.room import has_room
from crawlers.watchlist import WATCHLIST_FILE, Source, load_watchlist
from index.ledger.coverage import every_visit
from index.ledger.store import open_ledger
from lurewatch.alerts.rules import load_rules
from lurewatch.call import Call, common_options
from lurewatch.installation import opened
from lurewatch.schedule import tick_until
from lurewatch.watching import Watch, World, failures_in_a_row, last_visits
from posts import inbox
from posts.capture import GOOD_OUTCOMES
from posts.errors import InputError, LedgerBusy
from posts.files import locked
from posts.home import Home

TICK = timedelta(seconds=10)
ENDING_SECONDS = 60  # a visit under way may finish its page


@click.command()
@common_options
def command(call: Call) -> None:
    """Watch for ever: visit each source as often as watchlist.toml says, ingest, mail; stop with Ctrl-C.

    Example: lurewatch watch
    """
    home = call.made_home
    with alone(home), opened(home, call.clock) as here:
        load_rules(home, here.lookups)  # a file with a mistake is refused now, not at the first ingest
        watch = Watch(world_of(home, call), *started_from(home, call.clock()))
        call.say(f"watching {home.path}; stop with Ctrl-C")
        with stopping() as stop:
            tick_until(stop, watch.tick, TICK)
        end(watch)
    call.say("stopped; nothing is lost")


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Hold the place of the one watcher of a home."""
    try:
        with locked(home.locks / "watch", 0, "watching this home"):
            yield
    except LedgerBusy as problem:
        raise InputError(problem.what, "stop it first, or leave it to its work", file=problem.file) from problem


def started_from(home: Home, now: datetime) -> tuple[dict[str, datetime], dict[str, int]]:
    """Return when each source was visited last, and how often it has failed since, as the ledger knows it."""
    ledger = open_ledger(home)
    with ledger.reading() as connection:
        visits = every_visit(connection)
    ledger.close()
    last = last_visits(((visit.source, visit.started_at) for visit in visits), now)
    return dict(last), failures_in_a_row((visit.source, visit.outcome in GOOD_OUTCOMES) for visit in visits)


def world_of(home: Home, call: Call) -> World:
    """Return the real world: a clock without steps, the watchlist as it stands, child processes."""
    return World(
        now=steady(call.clock),
        sources=Sources(home.settings_file(WATCHLIST_FILE), call),
        waits=lambda: bool(inbox.waiting(home.inbox)),
        start=lambda arguments: start(home, arguments),
        has_room=lambda: has_room(home.path),
    )


def steady(clock: Callable[[], datetime]) -> Callable[[], datetime]:
    """Return a clock that starts with the wall clock and never steps, whatever becomes of that one."""
    began, mark = clock(), time.monotonic()
    return lambda: began + timedelta(seconds=time.monotonic() - mark)


class Sources:
    """The watchlist, read anew when its file changes; while it holds a mistake, the last good one stands."""

    def __init__(self, path: Path, call: Call) -> None:
        self._path, self._call = path, call
        self._state = self._now()
        self._sources = load_watchlist(path)

    def __call__(self) -> tuple[Source, ...]:
        """Return the sources as they stand."""
        if self._now() != self._state:
            self._state = self._now()
            try:
                self._sources = load_watchlist(self._path)
            except InputError as problem:
                self._call.refuse(problem)
        return self._sources

    def _now(self) -> tuple[int, int]:
        if not self._path.exists():
            return 0, 0
        found = self._path.stat()
        return found.st_mtime_ns, found.st_size


def start(home: Home, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start one command as a child; it prints where the watcher prints."""
    command_line = [sys.executable, "-P", "-m", "lurewatch", "--home", str(home.path), *arguments]
    return subprocess.Popen(command_line, stdin=subprocess.DEVNULL)  # noqa: S603 - our own module


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Give an event that SIGTERM and Ctrl-C set."""
    stop = threading.Event()
    before = {sign: signal.signal(sign, lambda *_: stop.set()) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def end(watch: Watch) -> None:
    """Ask the children to end and wait for them."""
    watch.stop()
    deadline = time.monotonic() + ENDING_SECONDS
    while any(child.poll() is None for child in watch.running()) and time.monotonic() < deadline:
        time.sleep(0.1)
