"""Mastodon: names, addresses, recordings, and ids that are the same on all servers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawlers.fediverse.status import native_id
from crawlers.platforms.mastodon import is_name, older, read, start
from posts.errors import PageChanged
from tests.conftest import make_capture


@pytest.mark.parametrize("name", ["fedi.example.org/tags/loker", "fedi.example.org/@a__b", "a.example/@a__b@b.example"])
def test_a_name_is_a_server_and_a_hashtag_or_an_account(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "loker", "fedi.example.org", "fedi.example.org/loker", "https://fedi.example.org/@a", "a.example/@a b"]
)
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_addresses_follow_the_api() -> None:
    tag, user = "fedi.example.org/tags/kerja", "fedi.example.org/@a__b"

    assert start(tag, "") == "https://fedi.example.org/api/v1/timelines/tag/kerja?limit=40"
    assert start(user, "http://127.0.0.1:1") == "http://127.0.0.1:1/api/v1/accounts/lookup?acct=a__b"
    assert older(tag, "", 2).endswith("limit=40&max_id=131072")
    assert older(user, "", 2).endswith("acct=a__b&max_id=131072")
    assert older(tag, "", 115_200_000_000_000_058).endswith("limit=40&max_id=115200000000000058")


@pytest.mark.parametrize(
    ("name", "count", "pictures"),
    [
        ("v1_lookup_timelines", 20, 7),
        ("mpy_test_hashtag_tl_02", 1, 0),
        ("mpy_test_status_card_01", 1, 0),
    ],
)
def test_recordings_are_read_whole(shared: Callable[[str], Path], name: str, count: int, pictures: int) -> None:
    body = shared(f"pages/mastodon/{name}.json").read_bytes()
    raw = json.loads(body)

    page = read(body, make_capture(url="https://fedi.example.org/api/v1/timelines/public"))

    assert (len(page.posts), page.outcome) == (count, None)
    assert [post.posted_raw for post in page.posts] == [one["created_at"] for one in (raw if count > 1 else _one(raw))]
    assert sum(media.kind == "image" for post in page.posts for media in post.media) == pictures
    assert all(post.text or post.media for post in page.posts)
    assert page.gaps == ()


def _one(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]


def test_a_search_without_statuses_is_told(shared: Callable[[str], Path]) -> None:
    page = read(shared("pages/mastodon/v2_search_contents.json").read_bytes(), make_capture(url="https://a.example/x"))

    assert (page.posts, page.outcome, page.next) == ((), "no_preview", None)


def test_one_status_has_one_id_on_all_servers() -> None:
    uri = "https://fedi.example.org/users/a__b/statuses/115200000000000058"

    assert native_id(uri) == native_id(f"{uri}/activity") == "fedi.example.org/users/a__b/statuses/115200000000000058"


@pytest.mark.parametrize("uri", ["https://a.example/post/12345", "https://a.example/users/x/statuses/77"])
def test_numbers_that_are_no_times_end_no_id(uri: str) -> None:
    assert not native_id(uri).rpartition("/")[2].isdigit()


def test_what_is_no_address_is_no_id() -> None:
    with pytest.raises(PageChanged):
        native_id("7")
