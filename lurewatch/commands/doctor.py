"""doctor: check this installation, in sentences that say what to do."""

from __future__ import annotations

import importlib.util
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from crawlers.browser.fonts import missing
from crawlers.browser.program import INSTALL, NO_BROWSER, program, trouble
from crawlers.watchlist import WATCHLIST_FILE, load_watchlist
from dedupe.kernel import is_compiled
from enrichers.pictures.ocr import state
from index.elastic import diagnose
from index.query import Lookups
from lurewatch.alerts.rules import load_rules
from lurewatch.call import Call, common_options
from lurewatch.evidence.keys import PRIVATE_FILE
from lurewatch.settings import load_settings
from posts.errors import LurewatchError
from posts.files import require_private
from posts.home import Home

SLOW_GROUPING = (
    "grouping runs on numpy, five to ten times slower: install a C compiler with Python's headers "
    "(Debian: apt-get install gcc libc6-dev python3-dev), then run scripts/setup"
)
ROOMS = ("posts", "crawlers", "enrichers", "dedupe", "index", "lurewatch")
LOW_DISK_SHARE = 0.1  # below a tenth, collecting should stop before the disk is full
SAFE_SQLITE = (3, 51, 3)  # older ones can corrupt a WAL with two writers; our file lock keeps writers apart


@click.command()
@common_options
def command(call: Call) -> int:
    """Check this installation; exit 1 when something needs a hand.

    Example: lurewatch doctor
    """
    findings = [*_installation(), *_home(call)]
    for is_good, sentence in findings:
        call.say(f"{'ok  ' if is_good else 'LOOK'}  {sentence}")
    call.answer({"findings": [{"ok": is_good, "sentence": sentence} for is_good, sentence in findings]})
    return int(not all(is_good for is_good, _ in findings))


def _installation() -> Iterator[tuple[bool, str]]:
    homes = {_parent(room) for room in ROOMS}
    together = len(homes) == 1
    if together:
        yield True, "the six rooms lie beside each other"
    else:
        what = "another package has put a folder of its own in place of one of our rooms"
        yield False, f"{what}: install Lurewatch in a virtual environment of its own"
    version = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    note = "" if version >= SAFE_SQLITE else ": older than 3.51.3, so never open the ledger with other programs"
    yield True, f"SQLite {sqlite3.sqlite_version}{note}"
    yield True, "grouping runs compiled" if is_compiled() else SLOW_GROUPING
    yield from _browser()
    yield True, state()


def _browser() -> Iterator[tuple[bool, str]]:
    found = program()
    if found is None:
        yield True, f"{NO_BROWSER}: posts are saved without screenshots; to have them {INSTALL}"
        return
    wrong = trouble()
    if wrong is not None:
        yield False, f"{wrong[0]}: {wrong[1]}"
        return
    yield True, f"{found} shows pages that need a browser"
    lacking = missing()
    if lacking:
        yield False, f"screenshots would show boxes instead of {', '.join(lacking)}: {INSTALL}"
    elif lacking is not None:
        yield True, "the fonts of all our languages are there"


def _parent(room: str) -> Path | None:
    spec = importlib.util.find_spec(room)
    return Path(spec.origin).parent.parent if spec is not None and spec.origin else None


def _home(call: Call) -> Iterator[tuple[bool, str]]:
    home = call.home
    if not home.path.is_dir():
        yield False, f"{home.path} does not exist: make it with `lurewatch init`"
        return
    yield _private(home)
    usage = shutil.disk_usage(home.path)
    is_roomy = usage.free / usage.total > LOW_DISK_SHARE
    yield is_roomy, f"{usage.free >> 30} GiB of disk free" + ("" if is_roomy else ": make room before it is full")
    yield _tried("lurewatch.toml", lambda: load_settings(home))
    yield _tried(WATCHLIST_FILE, lambda: load_watchlist(home.settings_file(WATCHLIST_FILE)))
    yield _tried("alerts.toml", lambda: load_rules(home, Lookups()))
    yield _operator(home)
    yield from _engine(home)
    key = home.custody / PRIVATE_FILE
    if key.exists():
        yield _tried("the signing key", lambda: require_private(key))


def _private(home: Home) -> tuple[bool, str]:
    mode = home.path.stat().st_mode & 0o777
    is_private = not mode & 0o077
    return is_private, f"{home.path} has mode {mode:04o}" + ("" if is_private else f": run chmod 700 {home.path}")


def _tried(name: str, load: Callable[[], object]) -> tuple[bool, str]:
    try:
        load()
    except LurewatchError as problem:
        return False, str(problem)
    return True, f"{name} can be used"


def _engine(home: Home) -> Iterator[tuple[bool, str]]:
    try:
        settings = load_settings(home)
    except LurewatchError:
        return  # told already
    if settings.engine == "elasticsearch":
        yield from diagnose(settings.elasticsearch)


def _operator(home: Home) -> tuple[bool, str]:
    try:
        settings = load_settings(home)
    except LurewatchError as problem:
        return False, str(problem)
    if settings.operator and settings.contact:
        return True, f"collecting as {settings.operator}, {settings.contact}"
    return False, "operator and contact are not set in lurewatch.toml: collecting outside this machine is refused"
