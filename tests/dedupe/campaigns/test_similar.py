"""Similar: what makes adverts of different languages similar, and what does not."""

from __future__ import annotations

from dataclasses import replace

from dedupe.campaigns.links import Link
from dedupe.campaigns.similar import MOST_CLUSTERS, Offer, similar

TERMS = Offer(frozenset({"id"}), (800.0, 1200.0), frozenset({"kh-poipet"}), frozenset({"ben_flight", "ben_room_board"}))
VIETNAMESE = replace(TERMS, languages=frozenset({"vi"}))
LINK = Link("a", "b", "contact", "telegram:hr__contoh")


def test_the_same_terms_in_another_language_are_similar() -> None:
    (found,) = similar({"a": TERMS, "b": VIETNAMESE}, [], [])

    assert (found.a, found.b) == ("a", "b")
    assert found.reasons == ("both offer the same pay, place and benefits",)


def test_a_shared_contact_and_a_flyer_of_one_design_are_reasons_too() -> None:
    other = Offer(frozenset({"zh"}), None, frozenset(), frozenset())

    (found,) = similar({"a": TERMS, "b": other}, [LINK], [("a", "b")])

    assert found.reasons == ("both offer telegram:hr__contoh", "both show a picture of one design")


def test_adverts_of_one_language_are_left_to_their_text() -> None:
    assert similar({"a": TERMS, "b": TERMS}, [LINK], [("a", "b")]) == []


def test_terms_that_say_too_little_are_not_compared() -> None:
    for vague in (
        replace(TERMS, pay=None),
        replace(TERMS, places=frozenset()),
        replace(TERMS, benefits=frozenset({"ben_flight"})),
    ):
        other = replace(vague, languages=frozenset({"vi"}))
        assert similar({"a": vague, "b": other}, [], []) == []


def test_terms_of_many_adverts_tell_nothing() -> None:
    offers = {f"c{number}": replace(TERMS, languages=frozenset({str(number)})) for number in range(MOST_CLUSTERS + 1)}

    assert similar(offers, [], []) == []


def test_a_cluster_whose_language_is_not_known_is_not_called_similar() -> None:
    assert similar({"a": TERMS}, [LINK], []) == []
    assert similar({"a": TERMS, "b": replace(TERMS, languages=frozenset())}, [LINK], []) == []
