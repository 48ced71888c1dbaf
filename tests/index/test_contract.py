"""The engine contract: the same tests on every engine and on the in-memory one that each is compared with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from index.document import Document
from index.embedded import EmbeddedEngine, open_embedded
from index.engine import FACETS, Engine, Removal, Request, Sort, search_lanes
from index.query import parse
from posts.home import Home
from tests.index.engines import ENGINES, SORTS, found, pages
from tests.index.memory_engine import MemoryEngine
from tests.index.search_corpus import LOOKUPS, SEEN, Golden, golden_posts, golden_queries, id_of, make_document

LANGUAGES = sorted({golden.lang or "operators" for golden in golden_queries()})


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made: Engine = ENGINES[request.param](tmp_path)
    made.make()
    yield made
    made.drop()


@pytest.fixture(scope="module", params=ENGINES)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made: Engine = ENGINES[request.param](tmp_path_factory.mktemp("filled"))
    made.apply(golden_posts(), 100)
    yield made
    made.drop()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_golden_query_finds_its_posts_and_no_others(filled: Engine, lang: str) -> None:
    asked = [golden for golden in golden_queries() if (golden.lang or "operators") == lang]

    wrong = {golden.query: names for golden in asked if (names := _difference(filled, golden))}

    assert not wrong
    assert len(asked) >= 10


def _difference(engine: Engine, golden: Golden) -> set[str]:
    return set(found(engine, golden.query)) ^ {id_of(name) for name in golden.finds}


def test_the_exact_form_stands_before_the_bare_one(engine: Engine) -> None:
    twisted = [make_document(f"twisted {n}", "k3rj4 " * n, seq=n) for n in range(1, 6)]
    plain = make_document("plain", "ini sebuah tulisan yang cukup panjang tentang satu kerja saja " * 3, seq=9)
    engine.apply([*twisted, plain], 9)

    ids = found(engine, "kerja")

    assert ids[0] == plain.id
    assert len(ids) == 6


@pytest.mark.parametrize("sort", SORTS)
def test_pages_neither_repeat_nor_lose_a_post_also_where_everything_ties(engine: Engine, sort: Sort) -> None:
    chance = random.Random(3)
    posts = [
        make_document(str(n), "kerja", id=f"p1_aaaaaa{n:020}", seq=n + 1, posted_at=SEEN + timedelta(seconds=n // 9))
        for n in range(50)
    ]
    chance.shuffle(posts)
    for start in range(0, 50, 17):
        engine.apply(posts[start : start + 17], 50)

    hits = list(pages(engine, Request(parse("kerja"), sort=sort, limit=4)))

    by_time = sorted(posts, key=lambda post: (-(post.posted_at or SEEN).timestamp(), post.id))
    assert [hit.id for hit in hits] == [
        post.id for post in (by_time if sort != "first_seen" else sorted(posts, key=_id))
    ]
    assert [hit.rank for hit in hits] == list(range(50))


def _id(post: Document) -> str:
    return post.id


def test_newest_goes_by_the_time_of_posting_else_by_when_we_first_saw_it(engine: Engine) -> None:
    old = make_document("old", posted_at=SEEN - timedelta(days=9), first_seen_at=SEEN + timedelta(days=1))
    undated = make_document("undated", posted_at=None, first_seen_at=SEEN)
    engine.apply([old, undated], 1)

    assert found(engine, "*", sort="newest") == [undated.id, old.id]
    assert found(engine, "*", sort="first_seen") == [old.id, undated.id]
    assert found(engine, "lang:* OR kerja", sort="newest") == [undated.id, old.id]


def test_an_older_version_never_replaces_a_newer_one(engine: Engine) -> None:
    engine.apply([make_document("a", "baru", seq=5)], 5)

    engine.apply([make_document("a", "lama", seq=4)], 4)

    assert found(engine, "baru") == [id_of("a")]
    assert found(engine, "lama") == []
    assert engine.cursor() == 5


def test_a_removed_post_stays_away_until_a_newer_change_brings_it_back(engine: Engine) -> None:
    engine.apply([make_document("a", "satu", seq=1), make_document("b", "satu", seq=2)], 2)

    engine.apply([Removal(id_of("a"), 3)], 3)
    engine.apply([make_document("a", "satu", seq=1)], 3)

    assert found(engine, "*") == [id_of("b")]
    assert found(engine, "NOT satu") == []
    engine.apply([make_document("a", "satu", seq=4)], 4)
    assert len(found(engine, "satu")) == 2


def test_applying_twice_changes_nothing(engine: Engine) -> None:
    engine.apply(golden_posts(), 100)
    before = engine.checksums(), found(engine, "*"), engine.cursor()

    engine.apply(golden_posts(), 100)

    assert (engine.checksums(), found(engine, "*"), engine.cursor()) == before


def test_checksums_name_the_bucket_of_a_post_that_differs(engine: Engine) -> None:
    oracle = MemoryEngine()
    oracle.apply(golden_posts(), 100)
    engine.apply(golden_posts(), 100)
    assert engine.checksums() == oracle.checksums()

    changed = msgspec.structs.replace(golden_posts()[3], score=99, seq=200)
    engine.apply([changed], 200)

    ours, theirs = engine.checksums(), oracle.checksums()
    assert [at for at in theirs if ours[at] != theirs[at]] == [bucket_of(changed)]
    here, there = engine.held(bucket_of(changed)), oracle.held(bucket_of(changed))
    assert {post for post in there if here[post] != there[post]} == {changed.id}
    assert here.keys() == there.keys()


def bucket_of(post: Document) -> int:
    alone = MemoryEngine()
    alone.apply([post], 1)
    return next(iter(alone.checksums()))


def test_a_rebuild_gives_the_same_index(engine: Engine) -> None:
    engine.apply([make_document("to be gone", seq=1)], 1)

    engine.rebuild(golden_posts(), 100)

    fresh = MemoryEngine()
    fresh.apply(golden_posts(), 100)
    assert engine.checksums() == fresh.checksums()
    assert engine.cursor() == 100
    assert sorted(found(engine, "*")) == sorted(post.id for post in golden_posts())


def test_a_dropped_index_starts_at_the_beginning_of_the_feed(engine: Engine) -> None:
    engine.apply(golden_posts(), 100)

    engine.drop()

    assert engine.cursor() == 0
    engine.make()
    assert found(engine, "*") == []


def test_no_hits_are_asked_but_totals_and_facets_are_given(filled: Engine) -> None:
    answer = filled.search(Request(parse("lang:id"), limit=0, facets=FACETS, facet_limit=3))

    assert answer.total == 4
    assert answer.hits == ()
    assert [(one.value, one.count) for one in answer.facets["place"]] == [("kh", 3), ("kh-poipet", 2), ("kh-bavet", 1)]
    assert [one.value for one in answer.facets["contact"]] == ["tel:+628005550100", "telegram:loker__contoh"]


def test_a_restricted_post_changes_no_answer_of_the_public_lane(home: Home) -> None:
    public, restricted = open_embedded(home, "public"), open_embedded(home, "restricted")
    public.apply(golden_posts(), 100)
    restricted.make()
    asked = [
        Request(parse(golden.query, LOOKUPS), sort=sort, facets=FACETS)
        for golden in golden_queries()[::3]
        for sort in SORTS
    ]
    before = [search_lanes([public], request) for request in asked], public.checksums(), public.cursor()

    secret = make_document("secret", "lowongan kerja kamboja poipet", lane="restricted", protected=True, seq=101)
    restricted.apply([secret], 101)

    assert ([search_lanes([public], request) for request in asked], public.checksums(), public.cursor()) == before
    assert search_lanes([restricted], Request(parse("kerja"))).total == 1


@pytest.mark.parametrize("sort", SORTS)
def test_both_lanes_together_answer_like_one_index(tmp_path: Path, sort: Sort) -> None:
    lanes = [EmbeddedEngine(tmp_path / name, tmp_path / "lock") for name in "ab"]
    whole = MemoryEngine()
    whole.apply(golden_posts(), 1)
    for at, lane in enumerate(lanes):
        lane.apply(golden_posts()[at::2], 1)
    request = Request(parse("lang:id OR lang:en OR kerja"), sort=sort, limit=3, facets=FACETS, facet_limit=2)

    answer, expected = search_lanes(lanes, request), whole.search(request)
    hits = list(answer.hits)
    while len(hits) < answer.total:
        hits += search_lanes(lanes, replace(request, after=hits[-1])).hits

    assert (answer.total, answer.facets) == (expected.total, expected.facets)
    assert [hit.rank for hit in hits] == list(range(expected.total))
    assert len({hit.id for hit in hits}) == expected.total
    if sort != "relevance":
        assert [hit.id for hit in hits] == [hit.id for hit in pages(whole, request)]
