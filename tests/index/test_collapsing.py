"""One hit for each cluster, with true counts, in every order; held against the obvious way to do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from index.collapsing import by_size, collapsed
from index.document import Document
from index.embedded import EmbeddedEngine
from index.engine import Engine, Request
from index.query import parse
from tests.index.engines import SORTS
from tests.index.memory_engine import MemoryEngine
from tests.index.search_corpus import SEEN, make_document

CLUSTERS = st.lists(st.sampled_from([None, "c1_a", "c1_b", "c1_c"]), max_size=25)


def posts_in(clusters: list[str | None]) -> list[Document]:
    return [
        make_document(str(at), "kerja", cluster=name, seq=at, posted_at=SEEN + timedelta(hours=at * 7 % 11))
        for at, name in enumerate(clusters)
    ]


def filled(engine: Engine, posts: list[Document]) -> Engine:
    engine.rebuild(posts, 1)
    return engine


@settings(max_examples=40)
@given(CLUSTERS, st.sampled_from(SORTS), st.integers(1, 6))
def test_the_best_hit_of_each_cluster_in_order(clusters: list[str | None], sort: str, limit: int) -> None:
    posts = posts_in(clusters)
    name_of = {post.id: post.cluster for post in posts}

    def names(ids: Collection[str]) -> Mapping[str, str]:
        return {post: name for post in ids if (name := name_of[post])}

    request = Request(parse("kerja"), sort=sort, limit=limit)  # type: ignore[arg-type]  # one of SORTS
    engine = filled(MemoryEngine(), posts)

    groups = collapsed([engine], request, names)

    everyone = engine.search(Request(parse("kerja"), sort=sort, limit=100)).hits  # type: ignore[arg-type]  # idem
    best = {name_of[hit.id] or hit.id: hit for hit in reversed(everyone)}
    order = sorted(best.values(), key=everyone.index)[:limit]
    counts = Counter(clusters)
    assert [group.hit.id for group in groups.groups] == [hit.id for hit in order]
    assert all(group.answering == (counts[group.cluster] if group.cluster else 1) for group in groups.groups)
    assert groups.answer.total == len(posts)


@settings(max_examples=15)
@given(CLUSTERS)
def test_the_largest_clusters_stand_first_by_their_true_size(clusters: list[str | None]) -> None:
    posts = posts_in(clusters)
    true = {"c1_a": 5, "c1_b": 900, "c1_c": 40}
    with TemporaryDirectory() as folder:
        engine = filled(EmbeddedEngine(Path(folder) / "i", Path(folder) / "l"), posts)

        groups = by_size([engine], Request(parse("kerja"), limit=50, facets=("cluster",)), lambda _names: true).groups

    held = [name for name in ("c1_b", "c1_c", "c1_a") if name in clusters]
    assert [group.cluster for group in groups] == [*held, *[None] * clusters.count(None)]
    assert [group.answering for group in groups] == [clusters.count(name) for name in held] + [1] * clusters.count(None)
