"""Every engine under one name, and how the contract tests ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from index.embedded import EmbeddedEngine
from index.engine import Engine, Hit, Request, Sort
from index.query import parse
from tests.index.elastic.node import make_engine
from tests.index.memory_engine import MemoryEngine
from tests.index.search_corpus import LOOKUPS

Maker = Callable[[Path], Engine]
ENGINES: dict[str, Maker] = {
    "matcher": lambda _folder: MemoryEngine(),
    "embedded": lambda folder: EmbeddedEngine(folder / "index", folder / "lock"),
    "elasticsearch 8": lambda _folder: make_engine("elasticsearch 8"),
    "elasticsearch 9": lambda _folder: make_engine("elasticsearch 9"),
}
SORTS: tuple[Sort, ...] = ("relevance", "newest", "first_seen", "score")


def make_one(name: str, folder: Path) -> Engine:
    made: Engine = ENGINES[name](folder)
    return made


@contextmanager
def dropped(engine: Engine) -> Iterator[Engine]:
    """Give an engine and remove its index at the end: a test node holds a thousand shards at most."""
    yield engine
    engine.drop()


def found(engine: Engine, query: str, **fields: object) -> list[str]:
    request = Request(parse(query, LOOKUPS), limit=1000)
    return [hit.id for hit in engine.search(replace(request, **fields)).hits]  # type: ignore[arg-type]  # test values


def pages(engine: Engine, request: Request) -> Iterator[Hit]:
    """Yield all hits, page by page."""
    while (page := engine.search(request)).hits:
        yield from page.hits
        request = replace(request, after=page.hits[-1])
