"""Memory of the process that visits: what it holds now, by which Scrapy ends a visit that grows beyond its limit.

Scrapy asks for the most that was ever held (ru_maxrss). Linux hands that on to a new process from the one that started
it (setmax_mm_hiwater_rss in exec), so a parent of more than 1 GiB, a `watch` over a million posts for one, would have
every visit ended at its first second.
"""

from __future__ import annotations

import os
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

STATM = Path("/proc/self/statm")  # proc(5): the second number is the resident set, in pages


class OwnMemory(MemoryUsage):
    """Scrapy's limit, of what this process holds itself; where there is no /proc, as Scrapy counts."""

    def get_virtual_size(self) -> int:
        """Return the resident set in bytes."""
        if not STATM.exists():
            return int(super().get_virtual_size())
        return int(STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
