"""result.json: every message of a chat or an account with sender, time, links and media, or named as refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.found import Asked, Found
from crawlers.handins.telegram_desktop.account import read_json
from crawlers.handins.telegram_desktop.export import mains, read
from crawlers.handins.telegram_desktop.message import NOT_EXPORTED
from posts.errors import InputError
from posts.identity import hand_in_id, named_id
from posts.post import Author, Count, Media, Post, Repost
from tests.conftest import ROOT, START

PAGES = ROOT / "tests/pages/telegram_desktop"
SHA256 = "cd" * 32


def asked(**options: str) -> Asked:
    return Asked(kind="telegram", name="result.json", sha256=SHA256, received_at=START, options=options)


def found(name: str, **options: str) -> Found:
    return read((PAGES / name).read_bytes(), asked(**options))


def one(message: dict[str, Any], **chat: Any) -> Found:
    whole = {"type": "personal_chat", "id": 5, "messages": [{"type": "message", **message}], **chat}
    return read_json(json.dumps(whole).encode(), asked())


@pytest.fixture(scope="module")
def posts() -> dict[str, Post]:
    return {(post.native_id or "").rpartition("/")[2]: post for post in found("chat.json").posts}


def test_every_message_is_a_post_or_named(posts: dict[str, Post]) -> None:
    refused = found("chat.json").refused

    assert list(posts) == [str(number) for number in range(1, 10)]
    assert [refusal.what for refusal in refused] == [
        "message 10: it is of a kind that Telegram Desktop did not export",
        "message eleven: expected `int | null`, got `str` - at `$.id`",
    ]


def test_a_message_of_a_numbered_chat_has_its_number_everywhere(posts: dict[str, Post]) -> None:
    post = posts["2"]

    assert (post.native_id, post.source) == ("1000000001/2", "telegram:1000000001")
    assert post.id == named_id("p1_", "telegram", "1000000001/2")


def test_sender_time_words_and_links(posts: dict[str, Post]) -> None:
    post = posts["2"]

    assert post.author == Author(name="Budi", native_id="user800555")
    assert (post.posted_at, post.posted_raw) == (datetime(2026, 1, 3, 1, 5, tzinfo=UTC), "2026-01-03T08:05:00")
    assert (post.posted_zone, post.posted_precision) == ("stated", "second")
    assert post.text == "Lowongan operator\nHubungi @loker__contoh atau sini example.org/gaji"
    assert post.links == ("https://t.me/loker__contoh", "https://example.org/daftar", "https://example.org/gaji")


def test_a_forward_an_edit_and_a_picture(posts: dict[str, Post]) -> None:
    post = posts["3"]

    assert post.repost_of == Repost(name="招聘频道", native_id="channel1000000009")
    assert (post.edited_at, post.labels) == (datetime(2026, 1, 3, 2, tzinfo=UTC), ("edited",))
    assert post.media == (Media(kind="image", url="photos/photo_1@03-01-2026_08-06-00.jpg", width=800, height=600),)
    assert post.signature == "Budi S."


def test_a_reply_and_its_reactions(posts: dict[str, Post]) -> None:
    assert posts["4"].reply_to == "1000000001/2"
    assert posts["4"].author == Author(native_id="user800556")
    assert posts["4"].counts == {"reaction:👍": Count(value=3, raw="3")}


def test_files_and_what_was_left_out(posts: dict[str, Post]) -> None:
    video, poster = posts["5"].media
    (voice,) = posts["6"].media

    assert (video.kind, video.url, video.mime, video.duration_seconds) == (
        "video",
        "video_files/promo.mp4",
        "video/mp4",
        12,
    )
    assert (poster.kind, poster.role, poster.order) == ("image", "poster", 1)
    assert (voice.kind, voice.url, voice.why_missing) == ("audio", None, NOT_EXPORTED)


def test_what_is_shared_stands_in_the_words(posts: dict[str, Post]) -> None:
    assert posts["1"].text == "create group Loker Contoh Budi"
    assert posts["1"].labels == ("service",)
    assert posts["7"].text == "Agen Contoh +62 800-555-0100"
    assert posts["8"].text == "Kantor\nPoipet\n13.65, 102.56"
    assert posts["9"].text == "Mau kerja?\n- Ya\n- Tidak"
    assert (posts["9"].labels, posts["9"].counts) == (("poll",), {"voters": Count(value=5, raw="5")})


def test_an_account_gives_all_its_chats() -> None:
    whole = found("account.json", zone="Asia/Jakarta")

    assert [(post.text, post.native_id, post.posted_zone) for post in whole.posts] == [
        ("Halo", None, "assumed"),
        ("Siapa ini?", None, "assumed"),
        ("Loker", "1000000002/7", "stated"),
        ("Loker lama", "1000000003/9", "stated"),
    ]
    assert [refusal.what.partition(":")[0] for refusal in whole.refused] == ["chat 2 cannot be read"]


def test_a_message_that_has_no_number_everywhere_is_known_by_its_file() -> None:
    first, answer, *_ = found("account.json").posts

    assert first.id == hand_in_id(SHA256, "0/501")
    assert answer.reply_to == first.id
    assert (first.posted_at, first.posted_raw, first.posted_zone) == (None, "2019-03-01T10:00:00", "none")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"text": "", "location_information": None}, ""),
        ({"text": [{"type": "spoiler", "text": "x"}, "y"]}, "xy"),
        ({"text": "a\0b"}, "a\ufffdb"),
        ({"text": "half \ud83d"}, "half \ufffd"),
        ({"text": "x", "game_title": "Main"}, "x\nMain"),
    ],
)
def test_words_in_all_their_forms(message: dict[str, Any], words: str) -> None:
    assert [post.text for post in one(message).posts] == [words]


@pytest.mark.parametrize(
    "message",
    [
        {"date": "yesterday"},
        {"date_unixtime": "99999999999999999999"},
        {"date_unixtime": "soon"},
        {"date": "0001-01-01T00:00:00+14:00"},
        {"edited_unixtime": 0},
        {"date_unixtime": -5},
    ],
)
def test_times_that_are_none_are_no_moment(message: dict[str, Any]) -> None:
    (post,) = one(message).posts

    assert post.posted_at is None
    assert post.edited_at is None


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b"[1]",
        b'{"chats": []}',
        b'{"messages": 7}',
        b'{"chats": {"list": {}}}',
        b"{",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        (PAGES / "chat.json").read_bytes()[:500],
    ],
)
def test_what_is_no_export_is_refused(body: bytes) -> None:
    try:
        answer = read(body, asked())
    except InputError:
        return
    assert answer.posts == ()
    assert answer.refused


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
FIELDS = ["id", "date", "date_unixtime", "from", "text", "photo", "file", "poll", "reactions", "members", "title"]


@given(st.lists(st.dictionaries(st.sampled_from([*FIELDS, "type", "location_information"]), VALUES), max_size=4))
def test_no_message_breaks_the_reader(messages: list[dict[str, Any]]) -> None:
    body = json.dumps({"messages": [{"type": "message", **message} for message in messages]}).encode()

    answer = read_json(body, asked())

    assert len(answer.posts) + len(answer.refused) == len(messages)


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["result.json", "photos/a.jpg"], ["result.json"]),
        (["x/result.json", "x/messages.html", "x/photos/a.jpg"], ["x/result.json"]),
        (
            ["messages2.html", "messages.html", "messages10.html"],
            ["messages.html", "messages2.html", "messages10.html"],
        ),
        (["chats/chat_1/messages.html", "export_results.html"], ["chats/chat_1/messages.html"]),
        (["ChatExport.json"], ["ChatExport.json"]),
        (["a.json", "b.json"], []),
    ],
)
def test_the_files_with_messages_are_told_by_their_names(names: list[str], wanted: list[str]) -> None:
    assert mains(names) == wanted


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("chatpack_telegram_export.json", 7),
        ("telegram_test_single_export.json", 2),
        ("telegram_test_batch_export.json", 2),
    ],
)
def test_recorded_exports_are_read_whole(shared: Callable[[str], Path], name: str, messages: int) -> None:
    body = shared(f"pages/chat_exports/{name}").read_bytes()

    answer = read(body, asked(zone="UTC"))

    assert answer.refused == ()
    assert len(answer.posts) == messages
    assert all(post.author.name and post.text and post.posted_at and post.posted_raw for post in answer.posts)
