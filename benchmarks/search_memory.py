"""Memory of a process that holds the embedded index alone: one that searches, and one that takes further posts."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from benchmarks.search_fts5 import Peer
from benchmarks.search_posts import make_posts
from benchmarks.search_sides import Sides, kinds
from index.document import Document
from index.embedded import EmbeddedEngine

FURTHER = 5000
INGEST_BATCH = 500
REBUILT = 200_000  # posts after which the memory of a rebuild has been level for long
LOOK_EACH = 500


def memory_alone(folder: Path, count: int) -> dict[str, float]:
    """Return the megabytes of anonymous memory, at the most, of each process; each starts anew."""
    parts = {"searching": searching, "taking further posts": taking, "rebuilding": rebuilding}
    made = {}
    for name, part in parts.items():
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            made[name] = process.submit(part, folder, count).result()
    return made


def searching(folder: Path, _count: int) -> float:
    """Ask every kind of query some times."""
    sides = Sides(folder, embedded_in(folder), Peer(Path(":memory:")), None)
    seen = []
    for _ in range(3):
        for ours, _ in kinds(sides).values():
            ours()
            seen.append(anonymous_megabytes())
    return max(seen)


def taking(folder: Path, count: int) -> float:
    """Add posts in the batches of an ingest."""
    engine, further, seen = embedded_in(folder), islice(make_posts(count + FURTHER), count, None), []
    while batch := list(islice(further, INGEST_BATCH)):
        engine.apply(batch, batch[-1].seq)
        seen.append(anonymous_megabytes())
    return max(seen)


def rebuilding(folder: Path, count: int) -> float:
    """Make a new index of the first posts."""
    seen = [0.0]
    made = min(count, REBUILT)

    def watched() -> Iterator[Document]:
        for at, post in enumerate(make_posts(made)):
            if at % LOOK_EACH == 0:
                seen.append(anonymous_megabytes())
            yield post

    embedded_in(folder / "rebuilt").rebuild(watched(), made)
    return max(seen)


def embedded_in(folder: Path) -> EmbeddedEngine:
    """Return the embedded engine of the benchmark's folder."""
    return EmbeddedEngine(folder / "index", folder / "lock")


def anonymous_megabytes() -> float:
    """Return this process's memory without pages of mapped files (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))
