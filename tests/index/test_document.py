"""Documents: what an engine holds of a post, and the checksum that both sides of a comparison must give."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given

from index.document import BUCKETS, Document, Facts, PayRange, bucket, checksum, document
from posts import jsonl
from posts.post import Author, Media, Repost
from posts.reading import ContextHit, IndicatorHit, LanguageSpan, Pay, Place, Reading, Score
from tests.conftest import START, make_contact, make_post, make_reading
from tests.index.search_corpus import make_document
from tests.index.strategies import documents

FACTS = Facts(seq=7, rev=2, lane="public", first_seen_at=START, collected_at=START + timedelta(days=1))


def pay(low: float | None, high: float | None) -> Pay:
    return Pay(
        min=low,
        max=high,
        currency="USD",
        period="month",
        usd_month_min=low,
        usd_month_max=high,
        raw="x",
        start=0,
        end=1,
    )


def test_a_document_takes_everything_from_post_reading_and_ledger() -> None:
    post = make_post(
        1,
        "kerja",
        author=Author(handle="a__b", name="A B"),
        media=(Media(kind="image"), Media(kind="image", role="avatar"), Media(kind="document")),
        links=("https://example.org",),
        repost_of=Repost(name="x"),
    )
    reading = make_reading(
        languages=(LanguageSpan(lang="id", start=0, end=3), LanguageSpan(lang="id", start=4, end=5)),
        contacts=(make_contact("tel:0800", candidates=("tel:+62800",)), make_contact("telegram:a__b")),
        places=(Place(id="kh-poipet", raw="x", start=0, end=1),),
        indicators=(IndicatorHit(id="ben_flight", phrase="x", start=0, end=1, weight=1, source="S1"),) * 2,
        context=(ContextHit(kind="news", phrase="x", start=0, end=1),),
        score=Score(total=6, parts=()),
        pay=(pay(800, 900),),
        image_text=("FREE",),
        alertable=True,
    )

    made = document(post, reading, msgspec.structs.replace(FACTS, cluster="c1_x", marks=("note", "lead", "note")))

    assert (made.id, made.seq, made.rev, made.source, made.via) == (post.id, 7, 2, post.source, "crawl")
    assert (made.author_handle, made.author_name) == ("a__b", "A B")
    assert (made.langs, made.places, made.indicators, made.contexts) == (
        ("id",),
        ("kh-poipet",),
        ("ben_flight",),
        ("news",),
    )
    assert (made.contacts, made.contact_candidates) == (("tel:0800", "telegram:a__b"), ("tel:+62800",))
    assert (made.pay, made.score, made.alertable) == (PayRange(low=800, high=900), 6, True)
    assert (made.cluster, made.marks) == ("c1_x", ("lead", "note"))
    assert made.has == (
        "contact", "file", "image", "image_text", "indicator", "link", "pay", "place", "repost",
    )  # fmt: skip


PAYS = {
    "none": ((), None),
    "unknown period": ((pay(None, None),), None),
    "one amount": ((pay(900, 900),), PayRange(low=900, high=900)),
    "lowest to highest of all": ((pay(900, 1000), pay(500, 600)), PayRange(low=500, high=1000)),
    "from": ((pay(900, None), pay(500, 600)), PayRange(low=500, high=None)),
    "up to": ((pay(None, 700),), PayRange(low=0, high=700)),
}


@pytest.mark.parametrize(("pays", "expected"), PAYS.values(), ids=PAYS)
def test_pay_is_the_range_of_all_offers(pays: tuple[Pay, ...], expected: PayRange | None) -> None:
    reading: Reading = make_reading(pay=pays)

    assert document(make_post(), reading, FACTS).pay == expected


def test_newest_goes_by_posting_else_by_first_sight() -> None:
    assert make_document(posted_at=START).newest_at == START
    assert make_document(posted_at=None, first_seen_at=START).newest_at == START


@given(documents())
def test_the_checksum_is_that_of_the_content_not_of_the_feed_number(one: Document) -> None:
    again = jsonl.load(jsonl.line(one), Document)

    assert checksum(again) == checksum(one)
    assert checksum(msgspec.structs.replace(one, seq=one.seq + 1)) == checksum(one)
    assert checksum(msgspec.structs.replace(one, text=one.text + ".")) != checksum(one)
    assert 0 <= checksum(one) < 1 << 32
    assert 0 <= bucket(one.id) < BUCKETS
