"""messages.html: a chat as pages; senders that follow each other, forwards, media, times with and without zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.handins.found import Asked, Found
from crawlers.handins.telegram_desktop.export import read
from posts.errors import InputError, LurewatchError
from posts.identity import hand_in_id
from posts.post import Author, Media, Post, Repost
from tests.conftest import ROOT, START

PAGES = ROOT / "tests/pages/telegram_desktop"
SHA256 = "ef" * 32


def found(body: bytes, **options: str) -> Found:
    return read(body, Asked(kind="telegram", name="m.html", sha256=SHA256, received_at=START, options=options))


@pytest.fixture(scope="module")
def posts() -> list[Post]:
    answer = found((PAGES / "messages.html").read_bytes())
    assert (answer.refused, answer.notes) == ((), ())
    return list(answer.posts)


def test_every_message_is_a_post_and_the_line_of_the_day_is_none(posts: list[Post]) -> None:
    assert [post.id for post in posts] == [hand_in_id(SHA256, f"message{number}") for number in range(1, 10)]
    assert (posts[0].text, posts[0].labels) == ("Loker Contoh created group «Loker Contoh»", ("service",))


def test_sender_time_words_and_links(posts: list[Post]) -> None:
    post = posts[1]

    assert post.author == Author(name="Budi")
    assert post.posted_at == datetime(2026, 1, 3, 1, 5, tzinfo=UTC)
    assert (post.posted_raw, post.posted_zone) == ("03.01.2026 08:05:00 UTC+07:00", "stated")
    assert post.text == "Lowongan operator\nHubungi @loker__contoh atau sini"
    assert post.links == ("https://t.me/loker__contoh", "https://example.org/daftar")


def test_a_message_that_follows_another_has_its_sender(posts: list[Post]) -> None:
    assert posts[2].author == Author(name="Budi")
    assert posts[2].media == (Media(kind="image", url="photos/photo_1@03-01-2026_08-06-00.jpg", mime="image/jpeg"),)
    assert (posts[2].text, posts[2].signature) == ("高薪招聘客服，包机票", "Budi S.")


def test_replies_and_forwards(posts: list[Post]) -> None:
    assert posts[3].reply_to == posts[1].id
    assert posts[4].author == Author(name="Budi")
    assert posts[4].repost_of == posts[5].repost_of == Repost(name="Saluran Contoh")
    assert posts[4].text == "Gaji $900"


def test_videos_have_their_poster_and_what_was_left_out_says_so(posts: list[Post]) -> None:
    assert [(one.kind, one.role, one.url) for one in posts[4].media] == [
        ("video", "post", "video_files/promo.mp4"),
        ("image", "poster", "video_files/promo.mp4_thumb.jpg"),
    ]
    assert [(one.kind, one.url) for one in posts[5].media] == [("audio", None)]
    assert (posts[5].media[0].why_missing or "").startswith("left out when the chat was exported: Not included")


def test_what_is_shared_stands_in_the_words(posts: list[Post]) -> None:
    assert posts[6].text == "Agen Contoh +62 800-555-0100"
    assert posts[7].text == "Location 13.65, 102.56"
    assert posts[7].links == ("https://maps.google.com/maps?q=13.65,102.56&ll=13.65,102.56&z=16",)
    assert (posts[8].text, posts[8].labels) == ("Mau kerja?\n- Ya\n- Tidak", ("poll",))


def test_older_pages_and_those_of_macs_have_no_zone() -> None:
    body = (PAGES / "older.html").read_bytes()

    blind, placed = found(body), found(body, zone="+07:00")

    assert [post.posted_at for post in blind.posts] == [None, None, None]
    assert [post.posted_raw for post in blind.posts] == ["03.01.2019 08:05:00", "16 June 2026, 07:33:57", "lusa"]
    assert blind.notes
    assert [post.posted_at for post in placed.posts] == [
        datetime(2019, 1, 3, 1, 5, tzinfo=UTC),
        datetime(2026, 6, 16, 0, 33, 57, tzinfo=UTC),
        None,
    ]
    assert placed.posts[1].repost_of == Repost(name="Saluran Contoh")
    assert placed.posts[2].media == (Media(kind="document", url="files/surat.pdf", mime="application/pdf"),)


def test_text_that_no_parser_reaches_is_named() -> None:
    page = (PAGES / "older.html").read_bytes()

    answer = found(page + b"<div>" * 3000 + b"hidden")

    assert any("nested deeper" in refusal.what for refusal in answer.refused)


@pytest.mark.parametrize("body", [b"<html></html>", b"hello", b"", b"<a " + b"x=1 " * 40_000 + b">"])
def test_what_is_no_page_of_an_export_is_refused(body: bytes) -> None:
    with pytest.raises(LurewatchError):
        found(body)


def test_a_message_of_more_than_a_mebibyte_is_refused_and_the_rest_taken() -> None:
    page = (PAGES / "older.html").read_bytes().replace(b"Lama", b"x" * (1 << 21))

    answer = found(page)

    assert len(answer.posts) == 2
    assert [refusal.what.partition(":")[0] for refusal in answer.refused] == ["message11"]


def test_a_page_without_messages_says_what_to_hand_in() -> None:
    with pytest.raises(InputError) as refused:
        found(b"<html><body><p>x</p></body></html>")

    assert "messages.html" in refused.value.do
