"""Engines held against the in-memory matcher, on posts, queries and orders of arrival that Hypothesis invents."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Document
from index.engine import FACETS, Answer, Change, Engine, Hit, Removal, Request, Sort
from index.query import parse
from index.query.tree import required_words
from tests.index.engines import ENGINES, SORTS, dropped, found, make_one, pages
from tests.index.memory_engine import MemoryEngine
from tests.index.search_corpus import LOOKUPS, id_of, make_document
from tests.index.strategies import documents, queries


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_answers_as_the_matcher_does(name: str, tmp_path: Path) -> None:
    make_one(name, tmp_path).drop()  # skips here, where this engine cannot be had

    @settings(max_examples=20 if name.startswith("elasticsearch") else 60)
    @given(st.lists(documents(), max_size=12), st.lists(queries(), min_size=1, max_size=8), st.sampled_from(SORTS))
    def compare(posts: list[Document], asked: list[str], sort: Sort) -> None:
        with TemporaryDirectory() as folder, dropped(make_one(name, Path(folder))) as engine:
            oracle = MemoryEngine()
            for one in (engine, oracle):
                one.apply(posts, 1)
            for query in asked:
                _compare(
                    engine, oracle, Request(parse(query, LOOKUPS), sort=sort, limit=4, facets=FACETS, facet_limit=2)
                )

    compare()


def _compare(engine: Engine, oracle: Engine, request: Request) -> None:
    expected = list(pages(oracle, request))
    assert _comparable(engine.search(request)) == _comparable(oracle.search(request)), request.query
    if request.sort == "relevance" and required_words(request.query) is None:
        assert _same_tiers(engine, request, expected), request.query
    else:
        assert [hit.id for hit in pages(engine, request)] == [hit.id for hit in expected], request.query


def _comparable(answer: Answer) -> object:
    return answer.total, len(answer.hits), answer.facets, answer.incomplete


def _same_tiers(engine: Engine, request: Request, expected: Sequence[Hit]) -> bool:
    """Say whether posts that hold the exact words stand before others; inside a tier statistics decide."""
    tier = {hit.id: hit.relevance for hit in expected}
    hits = list(pages(engine, request))
    tiers = [tier[hit.id] for hit in hits]
    return len(hits) == len(tier) and tiers == sorted(tiers, reverse=True)


@pytest.mark.parametrize("name", ENGINES)
def test_the_order_of_application_does_not_matter(name: str, tmp_path: Path) -> None:
    make_one(name, tmp_path).drop()

    @settings(max_examples=8 if name.startswith("elasticsearch") else 25)
    @given(st.randoms(use_true_random=False), st.lists(st.sampled_from("abc"), min_size=1, max_size=12))
    def compare(chance: random.Random, names: list[str]) -> None:
        changes: list[Change] = [
            Removal(id_of(one), seq) if seq % 4 == 0 else make_document(one, f"versi {seq}", seq=seq)
            for seq, one in enumerate(names, 1)
        ]
        mixed = chance.sample(changes * 2, len(changes) * 2)
        with TemporaryDirectory() as folder:
            shelf = Path(folder)
            with dropped(make_one(name, shelf / "1")) as ordered, dropped(make_one(name, shelf / "2")) as shuffled:
                ordered.apply(changes, len(changes))
                for start in range(0, len(mixed), 5):
                    shuffled.apply(mixed[start : start + 5], start)

                assert sorted(found(shuffled, "versi")) == sorted(found(ordered, "versi"))
                assert shuffled.checksums() == ordered.checksums()

    compare()
