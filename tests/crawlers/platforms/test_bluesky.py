"""Bluesky: names, addresses, times that order a feed, and lines of the stream."""

from __future__ import annotations

import pytest

from crawlers.bluesky.record import address, native_id
from crawlers.platforms.bluesky import is_name, older, start
from posts.errors import PageChanged
from tests.crawlers.platforms.cases import Case

DID = "did:plc:contohcontohcontohcontoh"


@pytest.mark.parametrize("name", [DID, "loker-contoh.example.org", "did:web:loker.example.org"])
def test_a_name_is_a_handle_or_a_did(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "loker", "did:plc:short", "@loker.example.org", "a b.example.org", "did:key:x"])
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_addresses_follow_the_api_and_its_cursor_is_a_time() -> None:
    first, before = (
        start("loker.example.org", "https://b.example"),
        older("loker.example.org", "https://b.example", 1500),
    )

    assert first.startswith("https://b.example/xrpc/app.bsky.feed.getAuthorFeed?actor=loker.example.org&limit=100")
    assert before == f"{first}&cursor=1970-01-01T00%3A00%3A01.500Z"


@pytest.mark.parametrize("uri", ["", "7", f"at://{DID}/app.bsky.feed.post", "at://x/app.bsky.feed.post/3k", None])
def test_what_is_no_address_of_a_record_is_no_id(uri: object) -> None:
    with pytest.raises(PageChanged):
        native_id(uri)


def test_only_posts_have_a_page_of_their_own() -> None:
    assert address(f"at://{DID}/app.bsky.feed.post/3k") == f"https://bsky.app/profile/{DID}/post/3k"
    assert address(f"at://{DID}/app.bsky.feed.generator/3k") is None


def test_a_post_has_one_id_in_stream_api_and_export() -> None:
    ids = [{post.native_id for post in Case("bluesky", name).read().posts} for name in ("author_feed", "jetstream")]
    ids.append({post.native_id for post in Case("bluesky", "stored_records").read().posts})

    assert f"{DID}/3lowongan" in ids[0] & ids[1] & ids[2]


def test_a_pinned_post_does_not_say_where_the_page_stands() -> None:
    page = Case("bluesky", "author_feed").read()

    assert page.numbers is not None
    assert (len(page.posts), len(page.numbers)) == (7, 6)
    assert list(page.numbers) == sorted(page.numbers, reverse=True)
