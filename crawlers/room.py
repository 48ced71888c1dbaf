"""Room: collecting waits while the disk is nearly full, before anything could be half written."""

from __future__ import annotations

import shutil
from pathlib import Path

SHARE = 0.1  # of a small disk (settings sheet: stop crawling at 10 % free)
MOST_BYTES = 1 << 30  # of a large one: ten times what a day of two hundred pages with all their pictures takes
NO_ROOM = "the disk is nearly full: collecting waits until there is room"


def least(total: int) -> int:
    """Return the bytes that collecting leaves free on a disk."""
    return min(int(total * SHARE), MOST_BYTES)


def has_room(folder: Path) -> bool:
    """Say whether the disk that holds a folder has room for a visit."""
    usage = shutil.disk_usage(folder)
    return usage.free > least(usage.total)
