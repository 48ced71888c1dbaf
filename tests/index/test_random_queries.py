"""Random texts as queries, on every engine: an answer equal to the matcher's, or the one declared error."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.engine import FACETS, Engine, Request
from index.query import Query, parse
from posts.errors import QueryError
from tests.index.engines import SORTS, dropped, make_one
from tests.index.memory_engine import MemoryEngine
from tests.index.query.test_parse import PIECES
from tests.index.search_corpus import LOOKUPS, golden_posts

HOSTILE = (
    *("~1", "~2", '"柬埔寨 工作"~3', "k?", "ปอย*", "[1 TO 2]", "now-7d", ":>", "𠀀", "\u0301", "kerja*gaji"),
    *(
        "a" * 300,
        "。",
        "1e308",
        "-1e308",
        "posted:>9999",
        "posted:0001",
        "contact:+",
        "contact:@",
        "author:*",
        "id:p1_*",
    ),
    "like:x",
)
ALL = [*PIECES, *HOSTILE]


def random_queries(count: int) -> Iterator[Query]:
    """Yield those of so many random texts that are queries; every other one must be refused as declared."""
    chance = random.Random(count)
    lookups = replace(LOOKUPS, text_of=lambda _post: "lowongan kerja kamboja gaji")
    for _ in range(count):
        text = chance.choice(("", "", " ")).join(chance.choices(ALL, k=chance.randint(1, 12)))
        try:
            yield parse(text, lookups)
        except QueryError:
            continue


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("embedded", 1500),
        pytest.param("embedded", 10_000, marks=pytest.mark.long),
        pytest.param("elasticsearch 8", 10_000, marks=pytest.mark.long),
        pytest.param("elasticsearch 9", 10_000, marks=pytest.mark.long),
    ],
)
def test_whatever_is_typed_an_engine_answers_as_the_matcher_does(name: str, count: int, tmp_path: Path) -> None:
    with dropped(make_one(name, tmp_path)) as engine:
        oracle = MemoryEngine()
        for one in (engine, oracle):
            one.apply(golden_posts(), 100)
        chance = random.Random(count)

        differing = [query for query in random_queries(count) if _differs(engine, oracle, query, chance)]

    assert not differing


def _differs(engine: Engine, oracle: Engine, query: Query, chance: random.Random) -> bool:
    facets = FACETS if chance.random() < 0.5 else ()
    request = Request(query, sort=chance.choice(SORTS), limit=chance.choice((0, 1, 5)), facets=facets)
    found, expected = engine.search(request), oracle.search(request)
    return (found.total, found.facets, found.incomplete) != (expected.total, expected.facets, expected.incomplete)
