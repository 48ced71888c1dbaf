"""Faults of a cluster (reliability §5, cases 13 to 20): nothing is lost, nothing marked done wrongly, gaps are told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.elastic import ClusterSettings, ElasticEngine, connect
from index.elastic.bulk import FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, TRIES, Waits
from index.elastic.cluster import reason
from index.engine import Request
from index.query import parse
from posts.errors import EngineError, QueryError
from tests.index.elastic.fault_server import Faults, serving
from tests.index.search_corpus import id_of, make_document

POSTS = [make_document(str(at), f"kerja {at}", seq=at) for at in range(1, 21)]


@pytest.fixture
def faults() -> Iterator[Faults]:
    with serving() as server:
        yield server


def make(faults: Faults, slept: list[float] | None = None) -> ElasticEngine:
    waits = Waits(sleep=(slept if slept is not None else []).append, chance=lambda: 1.0)
    return ElasticEngine(connect(ClusterSettings(url=faults.url, prefix="x")), "public", waits)


@pytest.mark.parametrize(
    "fault", ["lost reply", "cut", "short", "wrong order", "busy items", "429", "500", "502", "503", "504"]
)
def test_after_any_passing_fault_each_post_stands_once(faults: Faults, fault: str) -> None:
    faults.bulk = [fault, fault]
    slept: list[float] = []

    make(faults, slept).apply(POSTS, 20)

    assert set(faults.entries) == {post.id for post in POSTS} | {"cursor"}
    assert faults.entries["cursor"]["seq"] == 20
    assert faults.requests == 4
    assert slept == [FIRST_WAIT_SECONDS, 2 * FIRST_WAIT_SECONDS]


def test_a_storm_of_refusals_ends_in_an_error_and_the_cursor_stays(faults: Faults) -> None:
    faults.bulk = ["429"] * TRIES
    slept: list[float] = []
    engine = make(faults, slept)

    with pytest.raises(EngineError, match="the feed waits"):
        engine.apply(POSTS, 20)

    assert engine.cursor() == 0
    assert faults.requests == TRIES
    assert slept == sorted(slept)
    assert max(slept) == LONGEST_WAIT_SECONDS
    engine.apply(POSTS, 20)
    assert engine.cursor() == 20


def test_waits_are_scattered_but_never_longer_than_the_longest() -> None:
    slept: list[float] = []

    Waits(slept.append, lambda: 0.0).before(0)
    Waits(slept.append, lambda: 1.0).before(20)

    assert slept == [FIRST_WAIT_SECONDS / 2, LONGEST_WAIT_SECONDS]


def test_a_batch_that_is_too_large_is_halved_until_it_fits(faults: Faults) -> None:
    faults.most_items = 6

    make(faults).apply(POSTS, 20)

    assert set(faults.entries) == {post.id for post in POSTS} | {"cursor"}
    assert max(size for size in faults.sizes if size <= 6) == 5


def test_a_single_post_that_is_too_large_is_refused_with_its_reason(faults: Faults) -> None:
    faults.bulk = ["413"]

    make(faults).apply(POSTS[:1], 20)

    assert faults.entries[POSTS[0].id] == {"id": POSTS[0].id, "seq": 1, "reason": "larger than the cluster takes"}
    assert faults.entries["cursor"]["seq"] == 20


def test_one_poison_post_is_set_aside_with_its_reason_and_the_others_stand(faults: Faults) -> None:
    faults.poison = {id_of("7")}

    make(faults).apply(POSTS, 20)

    mark = faults.entries.pop(id_of("7"))
    assert mark["reason"] == "document_parsing_exception: failed to parse field [exact]"
    assert sum("keys" in entry for entry in faults.entries.values()) == 19
    assert faults.entries["cursor"]["seq"] == 20


def test_a_stale_writer_changes_nothing(faults: Faults) -> None:
    engine = make(faults)
    engine.apply([make_document("a", "baru", seq=9)], 9)

    engine.apply([make_document("a", "lama", seq=3)], 3)

    assert faults.entries[id_of("a")]["exact"] == "baru"
    assert engine.cursor() == 9


INCOMPLETE = {
    "a failed shard": ({"_shards": {"failed": 1, "total": 3}}, "1 of 3 parts of the index did not answer"),
    "time": ({"timed_out": True}, "the search ran out of time before all posts were looked at"),
    "an early end": ({"terminated_early": True}, "the search was ended before all posts were looked at"),
    "a late refresh": (
        {"aggregations": {"entries": {"cursor": {"value": 5}, "refused": {"doc_count": 0}}}},
        "the newest changes cannot be searched yet: ask again in a minute",
    ),
    "refused posts": (
        {"aggregations": {"entries": {"cursor": {"value": 20}, "refused": {"doc_count": 2}}}},
        "2 posts were refused by the cluster: lurewatch check names them",
    ),
}


@pytest.mark.parametrize(("fault", "sentence"), INCOMPLETE.values(), ids=INCOMPLETE)
def test_an_answer_with_something_missing_says_so(faults: Faults, fault: dict[str, object], sentence: str) -> None:
    engine = make(faults)
    engine.apply(POSTS, 20)
    faults.search = [dict(fault)]

    incomplete = engine.search(Request(parse("kerja"))).incomplete

    assert incomplete == (sentence,)
    assert engine.search(Request(parse("kerja"))).incomplete == ()


def test_sums_over_a_part_of_the_index_are_no_sums(faults: Faults) -> None:
    faults.search = [{"_shards": {"failed": 1, "total": 3}}]

    with pytest.raises(EngineError, match="cannot be compared"):
        make(faults).checksums()


REFUSALS = {
    "an index that is lost": (404, {}, EngineError, "run: lurewatch rebuild"),
    "a cluster in trouble": (503, {}, EngineError, "run: lurewatch doctor"),
    "a beginning too wide": (400, {"error": {"type": "too_many_clauses"}}, QueryError, "write more of its letters"),
}


@pytest.mark.parametrize(("status", "body", "error", "do"), REFUSALS.values(), ids=REFUSALS)
def test_a_search_that_is_refused_says_what_to_do(
    faults: Faults, status: int, body: dict[str, object], error: type[EngineError], do: str
) -> None:
    faults.search = [{"status": status} | body]

    with pytest.raises(error) as caught:
        make(faults).search(Request(parse("kerja")))

    assert do in caught.value.do


def test_a_cluster_that_is_gone_is_told(faults: Faults) -> None:
    engine = ElasticEngine(connect(ClusterSettings(url="http://127.0.0.1:1", prefix="x")), "public")

    with pytest.raises(EngineError, match="does not answer: ConnectionError"):
        engine.cursor()


def test_the_reason_of_a_refusal_never_quotes_a_post() -> None:
    quoted = {"type": "x", "reason": "failed. Preview of field's value: 'a secret'"}

    assert reason({"error": {"type": "outer", "caused_by": quoted}}) == "x: failed."
    assert reason("plain words\nmore") == "plain words"
