"""A document as queries see it: keys, numbers, words of the text and of text in images."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from index.document import PayRange
from index.query.match import matches
from index.query.parse import parse
from index.query.searchable import MAX_KEY, OPEN_PAY, bounds, key, searchable, seconds
from index.query.tree import Between
from tests.index.search_corpus import make_document


def test_keys_hold_what_people_may_type() -> None:
    post = make_document(
        author_handle="A__b",
        author_name="Loker Contoh",
        langs=("hi-Latn",),
        places=("kh-poipet",),
        contacts=("tel:0800",),
        contact_candidates=("tel:+62800",),
        alertable=True,
    )

    assert searchable(post).keys == {
        f"id={post.id}",
        "platform=telegram_web",
        "source=telegram_web:loker__contoh",
        "source=loker__contoh",
        "via=crawl",
        "author=a__b",
        "author=loker contoh",
        "author=loker",
        "author=contoh",
        "lang=hi-latn",
        "lang=hi",
        "place=kh-poipet",
        "place=kh",
        "contact=tel:0800",
        "contact=tel:+62800",
        "alertable=true",
    }


def test_open_pay_and_missing_times() -> None:
    post = make_document(pay=PayRange(low=800.0, high=None), posted_at=None)

    numbers = searchable(post).numbers

    assert (numbers["pay_low"], numbers["pay_high"]) == (800, OPEN_PAY)
    assert {"posted", "gone"}.isdisjoint(numbers)


def test_a_phrase_never_reaches_from_the_text_into_an_image() -> None:
    post = make_document(text="gaji", image_text=("tinggi", "ปอยเปต"))

    assert matches(parse("gaji tinggi ปอยเปต"), post)
    assert not matches(parse('"gaji tinggi"'), post)


@given(st.text(max_size=2000))
def test_a_key_is_never_too_long_for_an_engine_and_ignores_case(value: str) -> None:
    made = key("contact", value)

    assert len(made) <= MAX_KEY + len("contact=")
    assert made == key("contact", value.strip())
    assert made.startswith("contact=")


def test_two_huge_values_with_one_beginning_have_two_keys() -> None:
    assert key("contact", "x" * 999 + "a") != key("contact", "x" * 999 + "b")


def test_offered_pay_matches_when_the_ranges_overlap() -> None:
    assert bounds(Between("pay", 800, 900, "")) == (("pay_high", 800, None), ("pay_low", None, 900))
    assert bounds(Between("score", 1, 2, "")) == (("score", 1, 2),)


def test_seconds_are_whole_ones() -> None:
    assert seconds(datetime(1970, 1, 1, 0, 0, 1, 999_999, tzinfo=UTC)) == 1
    assert seconds(datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC)) == -1
