"""Ids are the same for ever, and a revision is new only when what was published changed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.identity import hand_in_id, is_new_revision, named_id, post_id, record_id, run_id
from posts.post import Author, Count, Media, Post, Repost
from tests.conftest import make_post

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def slow_base32(digest: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in digest)
    return "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, 130, 5))


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_an_id_is_the_recipe_and_130_bits_of_the_hash(parts: list[str]) -> None:
    parts = [part.encode("utf-8", "replace").decode() for part in parts]

    made = named_id("p1_", *parts)

    assert made == "p1_" + slow_base32(hashlib.sha256("\0".join(parts).encode()).digest())


def test_a_native_id_decides_alone() -> None:
    first = Post(platform="telegram_web", text="a", native_id="some__channel/7", url="https://example.org/a")
    second = Post(platform="telegram_web", text="b", native_id="some__channel/7", url="https://example.org/b")

    assert post_id(first) == post_id(second)
    assert post_id(first) == "p1_" + slow_base32(hashlib.sha256(b"telegram_web\0some__channel/7").digest())


def test_without_a_native_id_url_author_and_time_decide() -> None:
    post = Post(
        platform="web",
        text="",
        url="https://example.org/a",
        author=Author(handle="some__one"),
        posted_at=datetime(2026, 1, 5, 3, 0, tzinfo=UTC),
    )

    wanted = b"web\0https://example.org/a\0some__one\x002026-01-05T03:00:00Z"

    assert post_id(post) == "p1_" + slow_base32(hashlib.sha256(wanted).digest())


def test_missing_parts_are_empty_strings() -> None:
    post = Post(platform="web", text="", url="https://example.org/a")

    assert post_id(post) == named_id("p1_", "web", "https://example.org/a", "", "")


def test_a_post_in_a_file_is_named_by_file_and_position() -> None:
    assert hand_in_id("ab" * 32, "3") == named_id("p1_", "ab" * 32, "3")


def test_records_and_runs_are_named_so_that_names_sort_by_time() -> None:
    early = run_id(datetime(2026, 1, 5, tzinfo=UTC), b"\xff\xff\xff")
    late = run_id(datetime(2026, 1, 6, tzinfo=UTC), b"\x00\x00\x00")

    assert early == "20260105T000000Z-ffffff"
    assert early < late
    assert record_id(early, 1) == record_id(early, 1) != record_id(early, 2)


BASE = make_post(media=(Media(kind="image", url="https://example.org/1.jpg"),))

SAME = {
    "other counts": {"counts": {"views": Count(value=9, raw="9")}},
    "other address of the media": {"media": (Media(kind="image", url="https://example.org/2.jpg"),)},
    "a hash that was not known before": {"media": (Media(kind="image", sha256="aa" * 32),)},
    "another capture": {"capture": "<urn:uuid:1>"},
    "another name of the author": {"author": Author(handle="loker__contoh", name="Loker Baru")},
}
OTHER = {
    "text": {"text": "Lowongan kerja baru"},
    "edited_at": {"edited_at": datetime(2026, 1, 6, tzinfo=UTC)},
    "links": {"links": ("https://example.org",)},
    "reply_to": {"reply_to": "loker__contoh/1"},
    "repost_of": {"repost_of": Repost(name="Loker Lain")},
    "author handle": {"author": Author(handle="loker__baru")},
    "media kinds": {"media": (Media(kind="video"),)},
    "number of media": {"media": ()},
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_no_new_revision_for(change: dict[str, object]) -> None:
    assert not is_new_revision(BASE, msgspec.structs.replace(BASE, **change))


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_a_new_revision_for_a_change_of(change: dict[str, object]) -> None:
    assert is_new_revision(BASE, msgspec.structs.replace(BASE, **change))


def test_a_new_revision_when_known_bytes_of_media_change() -> None:
    old = msgspec.structs.replace(BASE, media=(Media(sha256="aa" * 32),))
    new = msgspec.structs.replace(BASE, media=(Media(sha256="bb" * 32),))

    assert is_new_revision(old, new)
