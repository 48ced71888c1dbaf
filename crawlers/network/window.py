"""Window: how far apart two requests to one host are, whichever processes of this home send them.

Scrapy keeps its delay inside one process. `collect` beside `watch`, or two sources of one platform in two processes,
would together ask twice as fast; so each request takes a ticket from a file before it leaves.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from pathlib import Path

from posts.files import PRIVATE_FILE, storage

LOCKS = "LUREWATCH_LOCKS"  # setting: the folder of lock files
DELAY = "lurewatch_delay"  # key in Request.meta: seconds that the host itself asks for, as a lower bound
LONGEST_QUEUE_SECONDS = 600.0  # a later ticket was written before the machine was started anew


class HostWindow:
    """Hands out the moments at which a host may be asked, `seconds` apart."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self._folder = folder
        self._seconds = seconds

    async def turn(self, host: str, at_least: float = 0.0) -> None:
        """Wait until it is our turn to ask a host, which may want us `at_least` so many seconds apart."""
        if self._seconds > 0:
            await asyncio.sleep(self.ticket(host, time.monotonic(), at_least))

    def ticket(self, host: str, now: float, at_least: float = 0.0) -> float:
        """Take the next free moment of a host; return how many seconds away it is."""
        path = self._folder / f"host-{_file_name(host)}"
        with storage(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)  # held for microseconds
                free = _number(os.pread(handle, 64, 0))
                at = max(now, free) if free - now <= LONGEST_QUEUE_SECONDS else now
                os.ftruncate(handle, 0)
                os.pwrite(handle, repr(at + max(self._seconds, at_least)).encode(), 0)
            finally:
                os.close(handle)
        return at - now


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _file_name(host: str) -> str:
    return "".join(char if char.isalnum() or char in ".-_" else "-" for char in host)[:200]
