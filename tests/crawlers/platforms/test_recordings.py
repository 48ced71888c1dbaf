"""Recordings of real platforms that nobody of this project wrote: each gives its counts, or says why it holds none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.platforms import PLATFORMS
from posts.identity import sha256_hex
from tests.conftest import make_capture

# platform, file, posts, pictures and videos, beginning of the sha256 of all texts: without a word of them
WHOLE = [
    ("bluesky", "capture_atprotocom.json", 20, 13, ""),
    ("bluesky", "dart_find_list_feed.json", 13, 6, ""),
    ("bluesky", "jetstream_expected_v1.jsonl", 17, 5, ""),
    ("bluesky", "thread_view_post_with_embed_media.json", 1, 1, ""),
    ("reddit", "asyncpraw_search_01.json", 31, 11, ""),
    ("reddit", "praw_sub_new_01.json", 100, 0, ""),
    ("vk", "wall_get_hackit_2020.json", 10, 18, ""),
]
WITHOUT = [
    ("bluesky", "firehose_commit_4621332152.json", "page_changed"),
]


@pytest.mark.parametrize(("platform", "name", "count", "media", "texts"), WHOLE)
def test_a_recording_is_read_to_the_letter(
    shared: Callable[[str], Path], platform: str, name: str, count: int, media: int, texts: str
) -> None:
    body = shared(f"pages/{platform}/{name}").read_bytes()

    page = PLATFORMS[platform].read(body, make_capture(url="https://a.example.org/x", source=None))

    assert (len(page.posts), page.outcome) == (count, None)
    assert {gap.kind for gap in page.gaps} <= {"withdrawn"}
    assert sum(len(post.media) for post in page.posts) == media
    assert sha256_hex("\0".join(post.text for post in page.posts).encode()).startswith(texts)
    assert all(post.posted_at and post.native_id and post.url and post.author.handle for post in page.posts)
    assert all(post.text or post.media or post.links or post.reply_to for post in page.posts)


@pytest.mark.parametrize(("platform", "name", "outcome"), WITHOUT)
def test_a_recording_without_posts_says_why(
    shared: Callable[[str], Path], platform: str, name: str, outcome: str
) -> None:
    page = PLATFORMS[platform].read(
        shared(f"pages/{platform}/{name}").read_bytes(), make_capture(url="https://a.example.org/x")
    )

    assert (page.posts, page.outcome) == ((), outcome)
    assert page.detail
