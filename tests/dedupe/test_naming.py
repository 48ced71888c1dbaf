"""Naming: ids stay with the posts, retired ids have heirs, no id is given twice."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from dedupe.naming import name
from posts.identity import named_id

partitions = st.lists(st.integers(0, 3), min_size=1, max_size=8)


def nothing(ids: Collection[str]) -> Collection[str]:
    return ()


def test_a_cluster_is_named_by_its_founding_post() -> None:
    names = name([("p2", "p1")], {}, nothing)

    assert names.ids == names.minted == (named_id("c1_", "p1"),)
    assert names.aliases == {}


def test_the_larger_part_inherits_and_the_merged_id_is_an_alias() -> None:
    old = {"p1": "c1_a", "p2": "c1_b", "p3": "c1_b", "p4": "c1_b"}

    names = name([("p1", "p2", "p3"), ("p4",)], old, nothing)

    assert names.ids == ("c1_b", names.minted[0])
    assert names.aliases == {"c1_a": "c1_b"}


def test_a_tie_goes_to_the_lower_id() -> None:
    assert name([("p1", "p2")], {"p1": "c1_b", "p2": "c1_a"}, nothing).ids == ("c1_a",)


def test_an_id_once_minted_is_never_minted_again() -> None:
    first = named_id("c1_", "p1")
    old = {"p1": first, "p2": first, "p3": first}

    names = name([("p1",), ("p2", "p3")], old, nothing)

    assert names.ids == (named_id("c1_", "p1", "2"), first)
    assert name([("p1",)], {}, lambda ids: [one for one in ids if one == first]).ids == names.ids[:1]


@given(partitions)
def test_every_cluster_has_its_own_id_and_no_retired_id_is_lost(numbers: list[int]) -> None:
    posts = [f"p{place}" for place in range(len(numbers))]
    old = {post: f"c1_{number}" for post, number in zip(posts, reversed(numbers), strict=True)}
    groups = [
        tuple(post for post, number in zip(posts, numbers, strict=True) if number == wanted) for wanted in set(numbers)
    ]

    names = name(groups, old, nothing)

    assert len(set(names.ids)) == len(groups)
    assert set(old.values()) - set(names.ids) == set(names.aliases)
    assert set(names.aliases.values()) <= set(names.ids)
