"""Health of the machine: room on the disk, what waits too long in the inbox, and a browser where a source needs one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from crawlers.browser.fonts import missing
from crawlers.browser.program import INSTALL, NO_BROWSER, program
from crawlers.room import has_room
from crawlers.watchlist import Source
from lurewatch.counted import counted
from lurewatch.health.finding import Finding
from posts import inbox
from posts.home import Home

LOW_SHARE = 0.1  # of the disk
LONGEST_WAIT = timedelta(hours=1)  # an ingest takes seconds to minutes
MACHINE = "this machine"


def findings(home: Home, now: datetime, sources: Sequence[Source] = ()) -> Iterator[Finding]:
    """Yield what is wrong with the machine."""
    shown = [source.key for source in sources if source.browser and source.enabled]
    if shown and program() is None:
        sentence = f"{NO_BROWSER}, and {shown[0]} needs one" + (f", as {len(shown) - 1} more do" if shown[1:] else "")
        yield Finding(kind="browser", place=MACHINE, since=None, sentence=sentence, do=INSTALL)
    lacking = missing() if shown else None
    if lacking:
        sentence = f"screenshots show boxes instead of {', '.join(lacking)}: no font has them"
        yield Finding(kind="fonts", place=MACHINE, since=None, sentence=sentence, do=INSTALL)
    usage = shutil.disk_usage(home.path)
    if usage.free < LOW_SHARE * usage.total:
        waits = "; collecting waits until there is room" if not has_room(home.path) else ""
        sentence = f"{usage.free >> 20:,} MiB of disk are free, less than a tenth{waits}"
        yield Finding(kind="disk", place=MACHINE, since=None, sentence=sentence, do="make room before it is full")
    waiting = inbox.waiting(home.inbox)
    times = [datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in waiting if path.exists()]
    if times and now - min(times) > LONGEST_WAIT:
        sentence = f"{counted(len(waiting), 'page')} wait in the inbox, the first since {min(times):%Y-%m-%d %H:%M}Z"
        yield Finding(kind="queue", place=MACHINE, since=min(times), sentence=sentence, do="run: lurewatch ingest")
