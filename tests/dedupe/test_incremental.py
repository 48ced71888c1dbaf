"""Incremental: whatever comes and goes, in whatever batches, the clusters are those of grouping all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.anew import anew
from dedupe.group import group
from dedupe.incremental import Changes, place
from dedupe.keys import wordings
from dedupe.memory import Memory
from tests.dedupe.made import SENTENCES, posts, texts

ids = st.integers(0, 30).map("p{}".format)
steps = st.lists(st.tuples(posts, st.sets(ids, max_size=5)), max_size=4)
FIRST, SECOND = "\n".join(SENTENCES[:4]), "\n".join(SENTENCES[4:8])


def feed(memory: Memory, texts: Mapping[str, str], leaving: frozenset[str] | set[str] = frozenset()) -> Changes:
    changes = place(dict(zip(texts, wordings(list(texts.values())), strict=True)), leaving, memory)
    memory.keep(changes)
    return changes


def partition(memory: Memory) -> set[frozenset[str]]:
    members = defaultdict(set)
    for post, cluster in memory.clusters.items():
        members[cluster].add(post)
    return {frozenset(group) for group in members.values()}


def wanted(texts: Mapping[str, str]) -> set[frozenset[str]]:
    members = defaultdict(set)
    for line in group(texts).lines:
        members[line.cluster].add(line.id)
    return {frozenset(group) for group in members.values()}


def linked(memory: Memory) -> dict[str, set[frozenset[str]]]:
    """Return the clusters, by their posts, that each post links to beside its own."""
    members = defaultdict(set)
    for post, cluster in memory.clusters.items():
        members[cluster].add(post)
    written = memory.wordings_of(memory.clusters)
    also = {post: memory.composites.get(written[post], ()) for post in written}
    return {post: {frozenset(members[cluster]) for cluster in clusters} for post, clusters in also.items() if clusters}


def wanted_links(texts: Mapping[str, str]) -> dict[str, set[frozenset[str]]]:
    lines = group(texts).lines
    members = defaultdict(set)
    for line in lines:
        members[line.cluster].add(line.id)
    return {line.id: {frozenset(members[head]) for head in line.also} for line in lines if line.also}


@given(steps)
@settings(max_examples=200)
def test_any_history_ends_in_the_clusters_of_all_at_once(history: list[tuple[dict[str, str], set[str]]]) -> None:
    memory = Memory()
    now: dict[str, str] = {}

    for arriving, leaving in history:
        feed(memory, arriving, leaving)
        now = {post: text for post, text in now.items() if post not in leaving} | arriving

    assert set(memory.clusters) == set(now)
    assert partition(memory) == wanted(now)
    assert linked(memory) == wanted_links(now)


@given(steps)
def test_placing_everything_anew_keeps_the_names(history: list[tuple[dict[str, str], set[str]]]) -> None:
    memory = Memory()
    now: dict[str, str] = {}
    for arriving, leaving in history:
        feed(memory, arriving, leaving)
        now = {post: text for post, text in now.items() if post not in leaving} | arriving

    kept = anew(now, (), memory.clusters, memory.minted)

    assert kept.clusters == memory.clusters
    assert (kept.minted, kept.aliases) == ((), {})
    assert kept.composites == memory.composites


@given(posts)
def test_one_by_one_in_any_order_is_the_same(batch: dict[str, str]) -> None:
    memory = Memory()

    for post in sorted(batch, key=lambda post: (len(batch[post]), post)):
        feed(memory, {post: batch[post]})

    assert partition(memory) == wanted(batch)


@given(posts)
def test_the_same_posts_again_change_nothing(batch: dict[str, str]) -> None:
    memory = Memory()
    feed(memory, batch)

    assert feed(memory, batch) == Changes()


@given(posts, ids, texts)
def test_an_id_is_minted_once(batch: dict[str, str], post: str, text: str) -> None:
    memory = Memory()
    minted = [*feed(memory, batch).minted, *feed(memory, {post: text}).minted, *feed(memory, {}, {post}).minted]

    assert len(set(minted)) == len(minted)
    assert set(memory.clusters.values()) <= set(minted)


def test_a_copy_joins_its_cluster_and_looks_at_nothing_else() -> None:
    memory = Memory()
    feed(memory, {"p1": FIRST, "p2": FIRST + SENTENCES[12]})

    changes = feed(memory, {"p3": FIRST.upper() + " 🔥"})

    assert changes.clusters == {"p3": memory.clusters["p1"]}
    assert (changes.wordings, changes.pairs, changes.minted, changes.composites) == ((), (), (), {})


def test_a_bridge_that_leaves_lets_its_clusters_be() -> None:
    memory = Memory()
    feed(memory, {"p1": FIRST, "p2": SECOND})
    before = dict(memory.clusters)

    feed(memory, {"p3": f"{FIRST}\n{SECOND}"})
    feed(memory, {}, {"p3"})

    assert memory.clusters["p1"] != memory.clusters["p2"]
    assert set(before) == set(memory.clusters)


def test_two_clusters_that_merge_leave_an_alias() -> None:
    memory = Memory()
    feed(memory, {"p1": SENTENCES[0] + SENTENCES[1], "p2": SENTENCES[0] + SENTENCES[1] + SENTENCES[2]})
    first = memory.clusters["p1"]
    feed(memory, {"p3": SECOND})
    lone = memory.clusters["p3"]

    changes = feed(memory, {"p3": SENTENCES[1] + SENTENCES[0]})

    assert memory.clusters["p3"] == first
    assert changes.aliases == {lone: first}


def test_a_post_that_loses_its_letters_stands_alone() -> None:
    memory = Memory()
    feed(memory, {"p1": FIRST, "p2": FIRST})
    together = memory.clusters["p1"]

    changes = feed(memory, {"p1": "🔥"})

    assert changes.posts == {"p1": None}
    assert memory.clusters["p2"] == together != memory.clusters["p1"]


def test_posts_that_leave_are_forgotten() -> None:
    memory = Memory()
    feed(memory, {"p1": FIRST, "p2": FIRST + SENTENCES[12]})

    changes = feed(memory, {}, {"p1", "p2", "unknown"})

    assert memory.clusters == {}
    assert len(changes.gone) == 2
    assert not memory.holders(range(10))
