"""Engines follow each batch of an ingest; one that fails never holds up the ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.embedded import EmbeddedEngine
from index.ledger.known import extent
from index.ledger.schema import LANES, PUBLIC
from index.ledger.store import Ledger
from lurewatch import batch, pipeline
from lurewatch.feeding import lag
from lurewatch.installation import Installation
from lurewatch.settings import Settings
from posts.errors import EngineError
from posts.home import Home
from tests.conftest import Clock
from tests.lurewatch.calling import call

POSTS = 6


class Broken(EmbeddedEngine):
    """An engine that can be reached once and then no more."""

    asked = 0

    def make(self) -> None:
        Broken.asked += 1
        raise EngineError("the cluster is gone", "start it")


@pytest.fixture
def here(home: Home, ledger: Ledger, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Return a home in whose inbox posts wait, one to a batch."""
    monkeypatch.setattr(batch, "BATCH_POSTS", 1)
    for at in range(POSTS):
        path = tmp_path / f"{at}.jsonl"
        post = {"platform": "vk", "native_id": f"kanal__contoh_{at}", "text": f"lowongan kerja {at}"}
        path.write_text(json.dumps(post), encoding="utf-8")
        assert call("import", "jsonl", path, "--home", home.path).code == 0
    return Installation(home, Settings(), ledger, clock)


def test_a_lost_engine_is_asked_once_and_told_when_the_ledger_has_everything(here: Installation) -> None:
    sound = here.engines
    here.engines = {lane: Broken(here.home.index / "x", here.home.locks / "x") for lane in sound}
    Broken.asked = 0

    with pytest.raises(EngineError, match="the cluster is gone"):
        pipeline.ingest(here)

    assert Broken.asked == 1
    with here.ledger.reading() as connection:
        assert extent(connection, PUBLIC)[0] == POSTS
    here.engines = sound
    pipeline.ingest(here)
    assert [lag(here.ledger, lane, here.engine(lane)) for lane in LANES] == [0, 0]


def test_engines_follow_while_the_ingest_goes_on(here: Installation) -> None:
    cursors: list[int] = []

    def taken(said: str) -> None:
        if said.endswith("taken"):
            cursors.append(here.engine(PUBLIC).cursor())

    pipeline.ingest(here, taken)

    assert cursors == sorted(set(cursors))
    assert len(cursors) == POSTS
