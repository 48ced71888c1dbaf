"""cluster_growth against the obvious way: look at every window of every newest member."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from lurewatch.alerts.patterns.cluster_growth import bucket, find
from lurewatch.alerts.patterns.member import Member
from tests.conftest import START


def member(name: str, day: float, source: str, is_new: bool = True) -> Member:
    return Member(name, source, START + timedelta(days=day), is_new)


def slow(members: list[Member], posts: int, sources: int, days: int) -> dict[str, tuple[str, ...]]:
    found = {}
    for newest in sorted(members, key=lambda one: (one.at, one.post)):
        window = sorted(
            (
                one
                for one in members
                if newest.at - timedelta(days=days) < one.at and (one.at, one.post) <= (newest.at, newest.post)
            ),
            key=lambda one: (one.at, one.post),
        )
        enough = len(window) >= posts and len({one.source for one in window}) >= sources
        if enough and any(one.is_new for one in window):
            found[bucket(newest.at, days)] = tuple(one.post for one in window)
    return found


MEMBERS = st.lists(
    st.builds(member, st.uuids().map(str), st.integers(0, 40), st.sampled_from("abc"), st.booleans()), max_size=15
)


@given(MEMBERS, st.integers(1, 4), st.integers(1, 3), st.integers(1, 14))
def test_it_agrees_with_the_obvious_way(members: list[Member], posts: int, sources: int, days: int) -> None:
    assert find(members, posts, sources, days) == slow(members, posts, sources, days)


@given(MEMBERS, st.randoms())
def test_the_order_of_members_does_not_matter(members: list[Member], chance: object) -> None:
    shuffled = members[:]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis types its Random as object here

    assert find(shuffled, 3, 2, 7) == find(members, 3, 2, 7)


def test_three_posts_in_two_sources_within_a_week_fire() -> None:
    members = [member("a", 0, "x"), member("b", 3, "y"), member("c", 6.9, "x")]

    assert list(find(members, 3, 2, 7).values()) == [("a", "b", "c")]
    assert find([*members[:2], member("c", 7, "x")], 3, 2, 7) == {}
    assert find([member(one, 1, "x") for one in "abc"], 3, 2, 7) == {}


def test_old_posts_alone_never_fire() -> None:
    assert (
        find([member(name, 1, source, is_new=False) for name, source in zip("abc", "xyz", strict=True)], 3, 2, 7) == {}
    )


def test_a_bucket_is_a_date_on_a_fixed_grid() -> None:
    assert bucket(START, 7) == "2026-01-01"
    assert bucket(START + timedelta(days=3), 7) == "2026-01-08"
    assert bucket(START, 1) == "2026-01-05"
