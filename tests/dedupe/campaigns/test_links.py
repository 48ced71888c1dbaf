"""Links: what makes one, what is a hub, and how each is said."""

from __future__ import annotations

from dedupe.campaigns.links import MOST_CLUSTERS, Evidence, Link, hubs_of, links_of


def evidence(*clusters: str, kind: str = "contact", value: str = "telegram:hr__contoh", posted: str = "") -> Evidence:
    return Evidence("account" if posted else "contact", value, frozenset(clusters), frozenset(posted.split()))


def test_clusters_that_offer_one_contact_are_linked_pair_by_pair() -> None:
    found = list(links_of([evidence("c", "a", "b")]))

    assert [(link.a, link.b) for link in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert {link.reason for link in found} == {"both offer telegram:hr__contoh"}


def test_a_contact_of_one_cluster_links_nothing() -> None:
    assert list(links_of([evidence("a")])) == []


def test_who_names_an_account_is_linked_to_what_it_posts_and_not_among_themselves() -> None:
    found = sorted(links_of([evidence("a", "b", posted="p q")]))

    assert [(link.a, link.b) for link in found] == [("a", "p"), ("a", "q"), ("b", "p"), ("b", "q")]
    assert found[0].reason == "one names telegram:hr__contoh, the account that posts the other"


def test_an_account_that_names_itself_links_nothing() -> None:
    assert list(links_of([evidence("a", posted="a")])) == []


def test_a_hub_joins_nothing_and_is_told() -> None:
    hotline = evidence(*(f"c{number:02}" for number in range(MOST_CLUSTERS + 1)), value="tel:+000")
    footer = evidence("a", posted=" ".join(f"c{number:02}" for number in range(50)), value="telegram:kanal__contoh")
    plain = evidence("a", "b")

    assert list(links_of([hotline, footer])) == []
    assert hubs_of([plain, hotline, footer]) == [footer, hotline]


def test_as_many_as_one_hand_writes_are_no_hub() -> None:
    busy = evidence(*(f"c{number:02}" for number in range(MOST_CLUSTERS)))

    assert len(list(links_of([busy]))) == MOST_CLUSTERS * (MOST_CLUSTERS - 1) // 2


def test_a_picture_is_named_in_its_reason() -> None:
    assert Link("a", "b", "picture", "ab12").reason == "both show copies of the picture ab12"
