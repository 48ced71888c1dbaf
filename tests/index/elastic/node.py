"""The test node: its address comes from scripts/test; without one the tests that need it are skipped."""

from __future__ import annotations

import os
from itertools import count
from uuid import uuid4

import pytest

from index.document import LaneName
from index.elastic import ClusterSettings, ElasticEngine, connect
from index.elastic.bulk import Waits

VARIABLE = "LUREWATCH_ELASTICSEARCH"  # addresses by version: "8=http://127.0.0.1:9280 9=http://127.0.0.1:9290"
RUN = uuid4().hex[:8]
NUMBERS = count()


def nodes() -> dict[str, str]:
    pairs = (pair.partition("=") for pair in os.environ.get(VARIABLE, "").split())
    return {f"elasticsearch {version}": address for version, _, address in pairs}


def settings_of(name: str, **given: object) -> ClusterSettings:
    """Return the settings for an index of its own on a node that runs."""
    address = nodes().get(name)
    if address is None:
        pytest.skip(f"needs a running node: scripts/elasticsearch start, then set {VARIABLE}")
    base: dict[str, object] = {"url": address, "prefix": f"t-{RUN}-{next(NUMBERS)}", "replicas": 0}
    return ClusterSettings(**(base | given))  # type: ignore[arg-type]  # test values


def make_engine(name: str, lane: LaneName = "public", **given: object) -> ElasticEngine:
    """Return an engine that does not really wait between tries."""
    return ElasticEngine(connect(settings_of(name, **given)), lane, Waits(sleep=lambda _seconds: None))
