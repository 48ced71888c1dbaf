"""A cluster of three loses a node in the middle of a feed: what was acknowledged is found, once."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.document import Document
from index.elastic import ClusterSettings, ElasticEngine, connect
from index.engine import Request
from index.query import parse
from tests.conftest import ROOT
from tests.index.memory_engine import MemoryEngine
from tests.index.search_corpus import make_document

PORT = 9780
COUNT = 50_000
CHUNK = 1000
KILLED_AFTER = 20  # chunks

pytestmark = [pytest.mark.long, pytest.mark.elasticsearch]


def script(action: str) -> None:
    environment = os.environ | {"LUREWATCH_ELASTICSEARCH_PORT": str(PORT)}
    subprocess.run([ROOT / "scripts/elasticsearch", action, "8", "3"], env=environment, check=True)


@pytest.fixture
def cluster() -> Iterator[Path]:
    """Start three nodes; return the folder that holds each one's pid."""
    script("start")
    yield Path(os.environ.get("LUREWATCH_CACHE", ROOT / ".cache")) / "elasticsearch"
    script("stop")


def chunk(number: int) -> list[Document]:
    first = number * CHUNK
    return [make_document(str(at), f"kerja {at}", seq=at + 1) for at in range(first, first + CHUNK)]


def test_a_killed_node_loses_nothing_that_was_acknowledged(cluster: Path) -> None:
    settings = ClusterSettings(url=f"http://127.0.0.1:{PORT}", prefix="kill", shards=3, replicas=1)
    engine = ElasticEngine(connect(settings), "public")
    oracle = MemoryEngine()

    for number in range(COUNT // CHUNK):
        if number == KILLED_AFTER:
            victim = int((cluster / f"run-{PORT}-2/pid").read_text(encoding="ascii"))
            os.kill(victim, signal.SIGKILL)
        engine.apply(chunk(number), (number + 1) * CHUNK)
        oracle.apply(chunk(number), (number + 1) * CHUNK)

    assert engine.cursor() == COUNT
    answer = engine.search(Request(parse("kerja")))
    assert (answer.total, answer.incomplete) == (COUNT, ())
    assert engine.checksums() == oracle.checksums()
    assert engine.sound() == []
