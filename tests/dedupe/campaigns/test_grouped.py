"""Grouped: campaigns are what links connect, and every two clusters of one have a shortest path."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from dedupe.campaigns.grouped import campaigns
from dedupe.campaigns.links import Link

CLUSTERS = "abcdefg"


def link(a: str, b: str, value: str = "telegram:hr__contoh") -> Link:
    return Link(min(a, b), max(a, b), "contact", value)


LINKS = st.lists(st.sampled_from([link(a, b) for a, b in product(CLUSTERS, CLUSTERS) if a < b]), max_size=10)


def distance(links: list[Link], start: str, end: str) -> int:
    """Return how many links lie between two clusters, by widening a circle."""
    circle, steps = {start}, 0
    while end not in circle:
        circle |= {there for one in links for there in (one.a, one.b) if {one.a, one.b} & circle}
        steps += 1
    return steps


def test_campaigns_are_what_links_connect_the_largest_first() -> None:
    found = campaigns([link("e", "f"), link("a", "b"), link("b", "c")])

    assert [one.clusters for one in found] == [("a", "b", "c"), ("e", "f")]
    assert found[1].links == (link("e", "f"),)


def test_a_path_names_every_link_on_the_way() -> None:
    (one,) = campaigns([link("a", "b", "x"), link("b", "c", "y"), link("c", "d", "z")])

    assert [step.value for step in one.path("a", "d")] == ["x", "y", "z"]
    assert [step.value for step in one.path("d", "b")] == ["z", "y"]
    assert one.path("a", "a") == ()


def test_two_reasons_for_one_pair_are_both_kept() -> None:
    (one,) = campaigns([link("a", "b", "x"), link("a", "b", "y"), link("a", "b", "y")])

    assert [each.value for each in one.links] == ["x", "y"]


@given(LINKS)
def test_every_two_clusters_of_a_campaign_have_a_shortest_path(links: list[Link]) -> None:
    for campaign in campaigns(links):
        for start, end in product(campaign.clusters, repeat=2):
            path = campaign.path(start, end)
            assert len(path) == distance(links, start, end)
            here = start
            for step in path:
                here = step.b if step.a == here else step.a
            assert here == end


@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_of_links_does_not_count(links: list[Link], chance: object) -> None:
    assert campaigns(reversed(links)) == campaigns(links)
