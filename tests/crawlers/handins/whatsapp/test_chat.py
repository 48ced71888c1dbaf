"""Chats: every message comes out with its sender, time, words and media, or is named as refused."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins import pieces
from crawlers.handins.found import Asked, Found
from crawlers.handins.whatsapp import chat
from crawlers.handins.whatsapp.chat import mains
from crawlers.handins.whatsapp.chat_lines import chat_lines
from crawlers.handins.whatsapp.message import NOT_EXPORTED
from posts.errors import InputError
from posts.identity import hand_in_id
from posts.post import Author, Media, Post
from tests.conftest import ROOT, START
from tests.crawlers.handins.handing import held

CHATS: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/pages/whatsapp/chats.toml").read_text("utf-8"))["chat"]
SHA256 = "ab" * 32


def asked(options: dict[str, str] | None = None, beside: tuple[str, ...] = (), received: datetime = START) -> Asked:
    return Asked(
        kind="whatsapp", name="_chat.txt", sha256=SHA256, received_at=received, options=options or {}, beside=beside
    )


def read(body: bytes, asked_of: Asked) -> Found:
    """Return all pieces of a chat together."""
    parts = list(chat.read(held(body), asked_of))
    return Found(
        posts=tuple(post for part in parts for post in part.posts),
        refused=tuple(refusal for part in parts for refusal in part.refused),
        notes=tuple(note for part in parts for note in part.notes),
    )


def read_lines(*lines: str, **options: str) -> Found:
    return read("\n".join(lines).encode(), asked(options))


def expected(message: dict[str, Any]) -> dict[str, Any]:
    media = [
        Media(kind=kind, order=order, url=name or None, why_missing=None if name else NOT_EXPORTED)
        for order, (kind, name) in enumerate(message.get("media", []))
    ]
    return {
        "id": hand_in_id(SHA256, str(message["line"])),
        "text": message["text"],
        "author": Author(name=message.get("sender"), handle=message.get("handle")),
        "posted_at": datetime.fromisoformat(message["at"]).replace(tzinfo=UTC),
        "posted_zone": "assumed",
        "posted_precision": "second" if message["at"].count(":") == 2 else "minute",
        "media": tuple(media),
        "links": tuple(message.get("links", ())),
        "labels": tuple(message.get("labels", ())),
    }


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("case", CHATS, ids=[case["says"] for case in CHATS])
def test_every_message_comes_out_with_sender_time_words_and_media(case: dict[str, Any], ends: str) -> None:
    body = case["text"].replace("\n", ends).encode()
    received = datetime.fromisoformat(case["received"]).replace(tzinfo=UTC)

    found = read(body, asked({"zone": case["zone"]}, tuple(case["files"]), received))

    assert found.refused == ()
    for post, message in zip(found.posts, case["messages"], strict=True):
        wanted = expected(message)
        assert {name: getattr(post, name) for name in wanted} == wanted
        assert post.posted_raw
        assert post.posted_raw in case["text"]


def test_without_a_zone_the_words_are_kept_and_no_moment_is_claimed() -> None:
    found = read_lines("15/01/2024, 10:30 - Budi: x")

    (post,) = found.posts
    assert (post.posted_at, post.posted_raw, post.posted_zone) == (None, "15/01/2024, 10:30", "none")
    assert post.posted_precision == "minute"
    assert any("--zone" in note for note in found.notes)


def test_a_word_of_the_clock_that_we_do_not_know_leaves_only_the_day() -> None:
    (post,) = read_lines("15/01/2024, 10:30 zzz - Budi: x", zone="Asia/Jakarta").posts

    assert (post.posted_at, post.posted_raw, post.posted_precision) == (None, "15/01/2024, 10:30 zzz", "day")


def test_an_open_order_of_day_and_month_is_refused_with_the_option_that_answers_it() -> None:
    with pytest.raises(InputError) as refused:
        read_lines("03/04/2024, 10:30 - Budi: x")

    assert "--dates dmy" in refused.value.do
    assert read_lines("03/04/2024, 10:30 - Budi: x", dates="mdy").posts


def test_a_chat_pasted_into_a_message_stays_in_it_and_is_named() -> None:
    lines = [f"15/01/2024, 10:{minute} - Budi: x" for minute in range(10, 30)]

    found = read_lines(*lines, "[14/01/2024, 09:00:00] Agen: gaji $900", "15/01/2024, 11:00 - Budi: y")

    assert len(found.posts) == 21
    assert found.posts[19].text == "x\n[14/01/2024, 09:00:00] Agen: gaji $900"
    assert any("21" in note for note in found.notes)


def test_two_chats_in_one_file_are_refused() -> None:
    first = [f"15/01/2024, 10:{minute} - Budi: x" for minute in range(10, 30)]
    second = [f"[15/01/2024, 10:{minute}:00] Budi: x" for minute in range(10, 30)]

    with pytest.raises(InputError, match="two forms"):
        read_lines(*first, *second)


def test_a_line_with_a_date_that_does_not_exist_is_named_and_kept_as_words() -> None:
    lines = [f"15/01/2024, 10:{minute % 60:02} - Budi: x" for minute in range(150)]

    found = read_lines(*lines, "31/02/2024, 10:30 - Budi: y")

    assert [refusal.line for refusal in found.refused] == [151]
    assert found.posts[-1].text == "x\n31/02/2024, 10:30 - Budi: y"


def test_words_before_the_first_message_are_named() -> None:
    found = read_lines("forwarded as received", "", "15/01/2024, 10:30 - Budi: x")

    assert [(refusal.line, refusal.what) for refusal in found.refused] == [
        (1, "the first 2 lines belong to no message")
    ]
    assert [post.text for post in found.posts] == ["x"]


def test_a_message_of_more_than_a_mebibyte_is_refused_and_the_rest_taken() -> None:
    found = read_lines("15/01/2024, 10:30 - Budi: " + "x" * (1 << 20) + "y", "15/01/2024, 10:31 - Budi: z")

    assert [refusal.line for refusal in found.refused] == [1]
    assert [post.text for post in found.posts] == ["z"]


def test_a_chat_of_too_many_messages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "MAX_MESSAGES", 2)

    with pytest.raises(InputError, match="more than 2 messages"):
        read_lines(*["15/01/2024, 10:30 - Budi: x"] * 3)


@pytest.mark.parametrize("body", [b"", b"hello\nthere", b"\xff\xd8\xff picture", b"[" * 100_000])
def test_what_is_no_chat_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        read(body, asked())


@pytest.mark.parametrize(
    ("encoding", "option"), [("utf-16", None), ("utf-8-sig", None), ("cp1252", "cp1252"), ("cp874", None)]
)
def test_encodings_are_told_by_their_mark_or_declared(encoding: str, option: str | None) -> None:
    words = "ส้ม" if encoding == "cp874" else "años"
    body = f"15/01/2024, 10:30 - Ana: {words}".encode(encoding)

    if encoding == "cp874":
        with pytest.raises(InputError) as refused:
            read(body, asked())
        assert "--encoding" in refused.value.do
        return
    found = read(body, asked({"encoding": option} if option else {}))
    assert [post.text for post in found.posts] == [words]


def test_what_no_database_keeps_stands_as_a_sign_for_it() -> None:
    (post,) = read_lines("15/01/2024, 10:30 - Ana: a\0b").posts

    assert post.text == "a\ufffdb"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["_chat.txt", "notes.txt", "a.jpg"], ["_chat.txt"]),
        (["Chat WhatsApp dengan \u202a+62 800\u202c.txt", "a.txt"], ["Chat WhatsApp dengan \u202a+62 800\u202c.txt"]),
        (["chat/دردشة.txt", "a.jpg"], ["chat/دردشة.txt"]),
        (["a.txt", "b.txt"], []),
        (["a.jpg"], []),
    ],
)
def test_the_file_that_holds_the_chat_is_told_by_its_name(names: list[str], found: list[str]) -> None:
    assert mains(names) == found


LINES = st.lists(
    st.sampled_from(
        [
            "15/01/2024, 10:30 - Budi: x",
            "16/01/2024, 10:30 - Budi keluar",
            "more",
            "",
            "16/01/2024, 10:31 - A: <Media omitted>",
        ]
    ),
    max_size=30,
)


@given(lines=LINES, posts=st.integers(1, 5), step=st.integers(1, 40), encoding=st.sampled_from(["utf-8", "utf-16"]))
def test_pieces_of_any_size_hold_what_the_whole_chat_holds(
    lines: list[str], posts: int, step: int, encoding: str
) -> None:
    body = "\r\n".join(["\U0001f600", "15/01/2024, 10:30 - Budi: \U0001f600", *lines]).encode(encoding)
    whole = read(body, asked())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PIECE_POSTS", posts)
        patch.setattr(chat, "chat_lines", partial(chat_lines, step=step))
        told, *parts = chat.read(held(body), asked())

    assert (told.posts, told.refused, told.notes) == ((), whole.refused, whole.notes)
    assert all(0 < len(part.posts) <= posts for part in parts)
    assert tuple(post for part in parts for post in part.posts) == whole.posts


def test_a_message_that_is_mostly_blank_and_has_two_mebibytes_is_refused_and_the_rest_taken() -> None:
    found = read_lines("15/01/2024, 10:30 - Budi: x", *[" " * 1000] * 2100, "y", "15/01/2024, 10:31 - Budi: z")

    assert [refusal.line for refusal in found.refused] == [1]
    assert [post.text for post in found.posts] == ["z"]


def test_a_file_of_more_dates_than_there_are_days_is_no_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "MAX_DATES", 2)

    with pytest.raises(InputError, match="more than 2 different dates"):
        read_lines(*[f"{day}/01/2024, 10:30 - Budi: x" for day in range(13, 17)])


@given(LINES)
def test_no_line_is_lost_and_none_is_doubled(lines: list[str]) -> None:
    text = "\n".join(["15/01/2024, 10:30 - Budi: first", *lines])

    posts: tuple[Post, ...] = read(text.encode(), asked()).posts

    assert len(posts) == 1 + sum(line.startswith("1") for line in lines)
    assert sum(post.text.count("more") for post in posts) == lines.count("more")
    assert len({post.id for post in posts}) == len(posts)


@pytest.mark.parametrize(
    ("name", "messages", "senders"),
    [
        ("chatpack_whatsapp_export.txt", 7, 7),
        ("whatsapp_mmddyyyy_12hrs.txt", 9, 7),
        ("whatsapp_yyyymmdd_24hrs.txt", 9, 7),
    ],
)
def test_recorded_exports_are_read_whole(shared: Callable[[str], Path], name: str, messages: int, senders: int) -> None:
    body = shared(f"pages/chat_exports/{name}").read_bytes()

    found = read(body, asked({"zone": "UTC"}, received=datetime(2026, 11, 1, tzinfo=UTC)))

    assert found.refused == ()
    assert len(found.posts) == messages
    assert sum(post.author.name is not None for post in found.posts) == senders
    assert all(post.posted_at and post.posted_raw and post.posted_precision == "minute" for post in found.posts)
