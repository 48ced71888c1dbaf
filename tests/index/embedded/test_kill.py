"""Killed in the middle of writing: what was committed stands, cursor and posts agree, work goes on."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from index.embedded import EmbeddedEngine
from index.engine import Request
from index.query import parse
from tests.index.search_corpus import make_document

BATCH = 40


def write_for_ever(folder: Path, told: Connection) -> None:
    engine = EmbeddedEngine(folder / "index", folder / "lock")
    seq = engine.cursor()
    while True:
        changes = [make_document(str(at), f"kerja {at}", seq=at) for at in range(seq + 1, seq + BATCH + 1)]
        seq += BATCH
        engine.apply(changes, seq)
        told.send(seq)


def kill_at(folder: Path, wait_seconds: float) -> int:
    """Return the last cursor that the killed writer acknowledged."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=write_for_ever, args=(folder, theirs))
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


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.long)])
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    for _ in range(kills):
        acknowledged = kill_at(tmp_path, chance.random() * 0.05)
        engine = EmbeddedEngine(tmp_path / "index", tmp_path / "lock")

        assert engine.cursor() >= acknowledged
        assert engine.search(Request(parse("kerja"))).total == engine.cursor()
        assert engine.sound() == []
