"""What only a real cluster shows: posts that it refuses, an index lost, a rebuild that broke off, what doctor says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index.document import Document
from index.elastic import ElasticEngine, diagnose
from index.elastic.bulk import Bulk
from index.elastic.mapping import refusal
from index.engine import Request
from index.query import parse
from posts.errors import EngineError
from tests.index.elastic.node import make_engine, settings_of
from tests.index.memory_engine import MemoryEngine
from tests.index.search_corpus import golden_posts, id_of, make_document

NODE = "elasticsearch 8"
EVERYTHING = Request(parse("*"), limit=1000)


@pytest.fixture
def engine() -> Iterator[ElasticEngine]:
    made = make_engine(NODE)
    made.make()
    yield made
    made.drop()


def ids(one: ElasticEngine, query: str = "*") -> set[str]:
    return {hit.id for hit in one.search(replace(EVERYTHING, query=parse(query))).hits}


def test_a_post_that_the_cluster_refuses_is_named_with_the_reason_and_a_better_version_heals_it(
    engine: ElasticEngine,
) -> None:
    huge = make_document("huge", contacts=("x" * 40_000,), seq=2)

    engine.apply([make_document("a", seq=1), huge, make_document("b", seq=3)], 3)

    assert ids(engine) == {id_of("a"), id_of("b")}
    assert engine.cursor() == 3
    [sentence] = engine.sound()
    assert sentence.startswith(f"{huge.id} was refused by the cluster: ")
    assert "xxx" not in sentence
    assert engine.search(EVERYTHING).incomplete == ("1 posts were refused by the cluster: lurewatch check names them",)
    engine.apply([make_document("huge", seq=4)], 4)
    assert engine.sound() == []
    assert huge.id in ids(engine)


def test_an_index_that_is_lost_is_told_and_the_feed_starts_anew(engine: ElasticEngine) -> None:
    engine.apply(golden_posts(), 100)
    engine.drop()

    with pytest.raises(EngineError, match="run: lurewatch rebuild"):
        engine.search(EVERYTHING)
    assert engine.cursor() == 0
    engine.apply(golden_posts(), 100)
    assert len(ids(engine)) == len(golden_posts())


class BrokenOff(Exception):
    """What stops the rebuild of the test below."""


def broken(documents: list[Document], after: int) -> Iterator[Document]:
    yield from documents[:after]
    raise BrokenOff


def test_a_rebuild_that_breaks_off_leaves_the_old_index_and_goes_on_where_it_was(
    engine: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.apply([make_document("old")], 7)
    posts = [make_document(str(at), f"kerja {at}", seq=at) for at in range(1, 1201)]
    with pytest.raises(BrokenOff):
        engine.rebuild(broken(posts, 1000), 1200)
    assert ids(engine) == {id_of("old")}
    sent: list[int] = []
    send = Bulk.send

    def counted(self: Bulk, entries: Iterator[dict[str, object]]) -> object:
        listed = list(entries)
        sent.append(len(listed))
        return send(self, listed)

    monkeypatch.setattr(Bulk, "send", counted)

    engine.rebuild(posts, 1250)

    oracle = MemoryEngine()
    oracle.rebuild(posts, 1200)
    assert sum(sent) == 200
    assert engine.checksums() == oracle.checksums()
    assert engine.cursor() == 1200  # what the feed says since the first begin is applied again


def test_an_index_of_another_version_asks_for_a_rebuild(engine: ElasticEngine) -> None:
    cluster = engine._cluster
    cluster.ask("PUT", f"/{engine._alias}/_mapping", {"_meta": {"recipe": "other"}})

    with pytest.raises(EngineError, match=r"another version.*run: lurewatch rebuild"):
        engine.apply([make_document("x")], 1)
    engine.rebuild([make_document("x")], 1)
    assert ids(engine) == {id_of("x")}


def test_the_mapping_takes_nothing_that_it_does_not_know(engine: ElasticEngine) -> None:
    bulk = Bulk(engine._cluster, engine._alias, engine._waits)

    [refused] = bulk.send([refusal("p1_x", 1, "x") | {"surprise": 1}])

    assert refused.reason.startswith("strict_dynamic_mapping_exception")


def test_doctor_says_how_the_cluster_and_each_index_are() -> None:
    engine = make_engine(NODE, replicas=1)
    engine.make()

    findings = {sentence for _, sentence in diagnose(engine._cluster.settings)}
    engine.drop()

    said = " / ".join(findings)
    assert "Elasticsearch 8.19.4 on 1 nodes" in findings
    assert "the cluster is yellow: copies of the index are missing" in said
    assert "has the mapping of this version" in said
    assert "-restricted is not made yet" in said


def test_doctor_says_what_an_old_index_and_a_lost_cluster_need() -> None:
    engine = make_engine(NODE)
    engine.make()
    engine._cluster.ask("PUT", f"/{engine._alias}/_mapping", {"_meta": {"recipe": "other"}})
    old = list(diagnose(engine._cluster.settings))
    engine.drop()

    [lost] = diagnose(settings_of(NODE, url="http://127.0.0.1:1"))

    assert any(not is_good and "is old: run lurewatch rebuild" in sentence for is_good, sentence in old)
    assert not lost[0]
    assert "does not answer" in lost[1]
