"""Decisions: what people split stays apart and what they merged stays one, whatever comes, changes or is regrouped."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.anew import anew
from dedupe.clusters import clusters
from dedupe.decisions import Decision, Ties, ties
from dedupe.group import group
from dedupe.incremental import place
from dedupe.keys import wordings
from dedupe.memory import Memory
from tests.dedupe.made import SENTENCES, make_pair, posts

ids = st.integers(0, 30).map("p{}".format)
some_ids = st.sets(ids, min_size=1, max_size=4).map(lambda found: tuple(sorted(found)))
decisions = st.builds(Decision, kind=st.sampled_from(["split", "merge"]), posts=some_ids, others=some_ids)
steps = st.lists(st.tuples(posts, st.sets(ids, max_size=3), st.lists(decisions, max_size=2)), max_size=4)

FIRST, SECOND = "\n".join(SENTENCES[:4]), "\n".join(SENTENCES[4:8])
LIKE_FIRST = "\n".join(SENTENCES[:3])


def split(posts: tuple[str, ...], others: tuple[str, ...]) -> Decision:
    return Decision(kind="split", posts=posts, others=others)


def merge(posts: tuple[str, ...], others: tuple[str, ...]) -> Decision:
    return Decision(kind="merge", posts=posts, others=others)


def parts(named: dict[str, str]) -> set[frozenset[str]]:
    members = defaultdict(set)
    for post, cluster in named.items():
        members[cluster].add(post)
    return {frozenset(one) for one in members.values()}


def whole(texts: dict[str, str], decided: list[Decision]) -> set[frozenset[str]]:
    return parts({line.id: line.cluster for line in group(texts, decided).lines})


def step(memory: Memory, texts: dict[str, str], leaving: set[str], decided: list[Decision]) -> None:
    memory.decided += decided
    again = {post for one in decided for post in (*one.posts, *one.others)}
    memory.keep(place(dict(zip(texts, wordings(list(texts.values())), strict=True)), leaving, memory, again))


@given(steps)
@settings(max_examples=200)
def test_any_history_with_decisions_ends_in_the_clusters_of_all_at_once(
    history: list[tuple[dict[str, str], set[str], list[Decision]]],
) -> None:
    memory = Memory()
    now: dict[str, str] = {}

    for arriving, leaving, decided in history:
        step(memory, arriving, leaving, decided)
        now = {post: text for post, text in now.items() if post not in leaving} | arriving

    assert parts(memory.clusters) == whole(now, memory.decided)
    again = anew(now, memory.decided, memory.clusters, memory.minted)
    assert parts(dict(again.clusters)) == parts(memory.clusters)


def test_what_was_split_stays_apart_and_new_posts_go_to_the_side_they_are_like() -> None:
    texts = {"a": FIRST, "b": LIKE_FIRST, "c": FIRST + SENTENCES[12], "d": LIKE_FIRST + SENTENCES[13]}

    found = whole(texts, [split(("b",), ("a",))])

    assert len(whole(texts, [])) == 1
    assert any({"a", "c"} <= one for one in found)
    assert not any({"a", "b"} <= one for one in found)


def test_what_was_merged_is_one_without_any_pair() -> None:
    texts = {"a": FIRST, "b": SECOND}

    assert whole(texts, [merge(("a",), ("b",))]) == {frozenset({"a", "b"})}


def test_a_later_decision_wins() -> None:
    texts = {"a": FIRST, "b": LIKE_FIRST}
    apart, one = split(("b",), ("a",)), merge(("a",), ("b",))

    assert len(whole(texts, [one, apart])) == 2
    assert len(whole(texts, [apart, one])) == 1


def test_merged_clusters_leave_an_alias() -> None:
    memory = Memory()
    step(memory, {"a": FIRST, "b": SECOND}, set(), [])
    before = dict(memory.clusters)

    step(memory, {}, set(), [merge(("a",), ("b",))])

    heir = memory.clusters["a"]
    assert memory.clusters["b"] == heir
    assert memory.aliases == {cluster: heir for cluster in before.values() if cluster != heir}


def test_a_decision_about_posts_that_are_gone_says_nothing() -> None:
    assert ties([split(("a",), ("b",)), merge(("a",), ("b",))], {"a": "w1"}) == Ties()


def test_one_text_on_both_sides_of_a_split_is_on_neither() -> None:
    written = {"a": "w1", "b": "w1", "c": "w2"}

    assert ties([split(("a",), ("b", "c"))], written) == Ties()


def test_a_stray_does_not_join_across_a_split() -> None:
    pairs = [make_pair(one, other, 0.9) for one, other in (("a", "b"), ("a", "c"), ("b", "c"))]
    weak = [make_pair("x", "a", 0.3), make_pair("x", "b", 0.3)]
    apart = Ties(apart=((frozenset("x"), frozenset("a")),))

    assert clusters("abcx", [*pairs, *weak]) == [("a", "b", "c", "x")]
    assert clusters("abcx", [*pairs, *weak], apart) == [("a", "b", "c"), ("x",)]
