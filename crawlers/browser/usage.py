"""Usage: the memory that a browser holds with all its processes, so that one page cannot fill the machine.

A memory cgroup would be the kernel's own way; making one needs rights that most machines do not give, and a limit on
addresses (RLIMIT_AS) stops Chromium at once. So all its processes are counted while a page stands, and ended beyond a
bound.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
KIB = 1024
MOST_BYTES = 1_500 << 20  # a heavy page of a job portal holds 600 MiB, browser and all (settings sheet: 1.5 GB)
TIRED_BYTES = 1_000 << 20  # a browser that holds so much between two pages is started anew
LOOK_SECONDS = 0.25  # a page that does nothing else fills half a gigabyte in that time


def held_by(root: int) -> int:
    """Return the bytes that a process and all below it hold: shared pages once (Pss), where the kernel tells them."""
    return sum(map(_held, family(root)))


def family(root: int) -> Iterator[int]:
    """Yield a process and all below it, as far as they still run."""
    below: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (parent := _parent(folder)) is not None:
            below.setdefault(parent, []).append(int(folder.name))
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        waiting += below.get(process, [])


def _parent(folder: Path) -> int | None:
    """Return the parent's number: the second field after the name, which may hold any sign (proc(5))."""
    try:
        return int((folder / "stat").read_text(encoding="latin-1").rpartition(")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return None  # it has ended


def _held(process: int) -> int:
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) * KIB for line in lines if line.startswith("Pss:"))
    except (OSError, IndexError, ValueError):
        return _resident(process)  # a sandboxed process shows that to root only


def _resident(process: int) -> int:
    try:
        text = (PROC / str(process) / "statm").read_text(encoding="ascii")
        return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0  # it has ended
