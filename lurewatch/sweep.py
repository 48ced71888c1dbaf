"""The sweep: archived pages whose inbox lines a crash has swallowed are read again, so nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from crawlers.reading import PageReader
from crawlers.reread import lines_again
from index.ledger.coverage import known_captures
from index.ledger.store import Ledger
from index.ledger.swept import note_swept, swept
from posts import inbox
from posts.capture import Capture
from posts.errors import LineRefused
from posts.home import Home
from posts.segments import cut_torn_end, is_being_written, segments, whole


def sweep(home: Home, ledger: Ledger) -> int:
    """Put the lines of forgotten captures into the inbox; return how many captures there were.

    A segment that a process still writes is left alone; a torn end is cut off: nobody acknowledged it. A damaged one
    is looked at again each time, until it is restored.
    """
    found = 0
    with ledger.reading() as connection:
        done = swept(connection)
    with PageReader() as reader:
        for name in segments(home.archive):
            if name in done or is_being_written(home.archive / name):
                continue
            cut_torn_end(home.archive, name)
            segment = whole(home.archive, name)
            forgotten = _forgotten(home, ledger, segment.captures)
            run = Path(name).name.partition(".")[0]
            inbox.forget_unfinished(home.inbox, run)
            with inbox.together(home.inbox, f"{run}-swept") as box:
                for lines in lines_again(home, segment.captures, forgotten, reader):
                    box.put(lines)
            found += len(forgotten)
            if segment.rest == "nothing":
                with ledger.writing() as connection:
                    note_swept(connection, name)
    return found


def _forgotten(home: Home, ledger: Ledger, captures: Sequence[Capture]) -> frozenset[str]:
    ids = {capture.id for capture in captures}
    with ledger.reading() as connection:
        known = known_captures(connection, ids)
    return frozenset(ids - known.keys() - set(_waiting(home)))


def _waiting(home: Home) -> Iterator[str]:
    """Yield the ids of captures that wait in the inbox."""
    for path in inbox.waiting(home.inbox):
        for number, raw in inbox.read(path):
            try:
                line = inbox.parse(raw, path, number)
            except LineRefused:
                continue  # ingest sets it aside with its reason
            if isinstance(line, inbox.CaptureLine):
                yield line.capture.id
