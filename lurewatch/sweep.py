"""The sweep: archived pages whose inbox lines a crash has swallowed are read again, so nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from crawlers.reading import PageReader
from crawlers.reread import lines_of
from index.ledger.coverage import known_captures
from index.ledger.schema import meta
from index.ledger.store import Ledger
from posts import inbox
from posts.capture import Capture
from posts.errors import LineRefused
from posts.home import Home
from posts.segments import cut_torn_end, is_being_written, segments, whole

SWEPT = "swept:"  # key in the ledger's meta table: a segment that has nothing more to give


def sweep(home: Home, ledger: Ledger) -> int:
    """Put the lines of forgotten captures into the inbox; return how many captures there were.

    A segment that a process still writes is left alone; a torn end is cut off: nobody acknowledged it.
    """
    found = 0
    with PageReader() as reader:
        for name in _unswept(home, ledger):
            if is_being_written(home.archive / name):
                continue
            forgotten = list(_forgotten(home, ledger, name))
            box = inbox.Inbox(home.inbox, f"{Path(name).name.partition('.')[0]}-swept")
            for capture in forgotten:
                box.put(lines_of(home.archive, capture, reader))
            found += len(forgotten)
            _note(ledger, name)
    return found


def _unswept(home: Home, ledger: Ledger) -> list[str]:
    with ledger.reading() as connection:
        rows = connection.execute(select(meta.c.key).where(meta.c.key.startswith(SWEPT)))
        done = {row.key.removeprefix(SWEPT) for row in rows}
    return [name for name in segments(home.archive) if name not in done]


def _forgotten(home: Home, ledger: Ledger, name: str) -> Iterator[Capture]:
    cut_torn_end(home.archive, name)
    captures = whole(home.archive, name).captures
    waiting = set(_waiting(home))
    with ledger.reading() as connection:
        known = known_captures(connection, [capture.id for capture in captures])
    for capture in captures:
        if capture.id not in known and capture.id not in waiting:
            yield capture


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


def _note(ledger: Ledger, name: str) -> None:
    with ledger.writing() as connection:
        connection.execute(insert(meta).on_conflict_do_nothing(), {"key": f"{SWEPT}{name}", "value": "1"})
