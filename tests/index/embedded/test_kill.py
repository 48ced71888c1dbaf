"""Killed in the middle of writing: what was committed stands, cursor and posts agree, work goes on."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import tantivy

from index.document import Document
from index.embedded import EmbeddedEngine, engine
from index.embedded.schema import entry
from index.engine import Request
from index.query import parse
from tests.index.memory_engine import MemoryEngine
from tests.index.search_corpus import make_document

BATCH = 40
FRESH = multiprocessing.get_context("spawn")  # a fork would inherit the locks of tantivy's threads in this process


def write_for_ever(folder: Path, told: Connection) -> None:
    writer = EmbeddedEngine(folder / "index", folder / "lock")
    seq = writer.cursor()
    while True:
        changes = [make_document(str(at), f"kerja {at}", seq=at) for at in range(seq + 1, seq + BATCH + 1)]
        seq += BATCH
        writer.apply(changes, seq)
        told.send(seq)


def kill_at(folder: Path, wait_seconds: float) -> int:
    """Return the last cursor that the killed writer acknowledged."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = FRESH.Process(target=write_for_ever, args=(folder, theirs))
    process.start()
    theirs.close()
    acknowledged = int(ours.recv())
    while ours.poll(wait_seconds):
        acknowledged = int(ours.recv())
        if acknowledged % (5 * BATCH) == 0:
            break
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    while ours.poll():
        try:
            acknowledged = int(ours.recv())
        except EOFError:
            break
    return acknowledged


@pytest.mark.parametrize("kills", [3, pytest.param(30, marks=pytest.mark.long)])
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    for _ in range(kills):
        acknowledged = kill_at(tmp_path, chance.random() * 0.05)
        one = EmbeddedEngine(tmp_path / "index", tmp_path / "lock")

        assert one.cursor() >= acknowledged
        assert one.search(Request(parse("kerja"))).total == one.cursor()
        assert one.sound() == []


POSTS = [make_document(str(at), f"kerja {at}", seq=at) for at in range(1, 61)]


def rebuild_and_die(folder: Path, after: int, batch: int) -> None:
    engine.BATCH = batch

    def dying() -> Iterator[Document]:
        yield from POSTS[:after]
        os.kill(os.getpid(), signal.SIGKILL)

    EmbeddedEngine(folder / "index", folder / "lock").rebuild(dying(), 60)


@pytest.mark.parametrize("after", [0, 1, 19, 20, 45, 60])
def test_a_killed_rebuild_goes_on_where_it_was(tmp_path: Path, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BATCH", 20)
    one = EmbeddedEngine(tmp_path / "index", tmp_path / "lock")
    one.apply([make_document("old")], 7)
    process = FRESH.Process(target=rebuild_and_die, args=(tmp_path, after, 20))
    process.start()
    process.join()
    written: list[str] = []

    def noted(document: Document) -> tantivy.Document:
        written.append(document.id)
        return entry(document)

    monkeypatch.setattr(engine, "entry", noted)
    assert one.search(Request(parse("*"))).total == 1

    edited = [make_document("3", "gaji 3", seq=99) if post.seq == 3 else post for post in POSTS]
    one.rebuild(edited, 99)

    oracle = MemoryEngine()
    oracle.rebuild(edited, 60)
    assert one.checksums() == oracle.checksums()
    assert one.search(Request(parse("gaji"))).total == 1
    kept = after // 20 * 20
    assert len(written) == 60 - kept + (kept > 3)
    assert one.cursor() == 60  # what the feed says since the first begin is applied again
    assert len(list((tmp_path / "index").glob("g*"))) == 1
