"""Any page, any data: posts, a plain page, or a refusal; never another error, whatever stands where."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.handins import ndjson_file
from crawlers.handins.found import Asked, Found, packed, unpacked
from crawlers.handins.saved import html_file
from crawlers.handins.tables import csv_file
from posts.errors import LurewatchError
from tests.conftest import START
from tests.crawlers.handins.handing import held

ASKED = Asked(kind="html", name="a.html", sha256="ab" * 32, received_at=START)
PIECES = st.sampled_from(
    [
        '<article data-testid="tweet">',
        "</article>",
        '<div data-testid="tweetText">',
        '<div data-testid="User-Name"><a href="/a__b/status/123456789">A @a__b</a>',
        '<time datetime="2026-13-99">x</time>',
        '<time datetime="99999999999">',
        '<div role="article">',
        '<div data-ad-preview="message">kata',
        '<a href="https://www.facebook.com/groups/1/posts/1234567/?x=1">',
        '<a href="http://[bad">',
        '<abbr data-utime="99999999999">',
        '<div data-urn="urn:li:activity:99999999999999999999">',
        '<span class="update-components-text">kata',
        '<div data-entity-urn="urn:li:jobPosting:4100000001">',
        '<div data-e2e="user-post-item"><a href="/@a__b/video/99999999999999999999"><img alt="kata">',
        '<main><h1>kata</h1><time datetime="x">',
        '<meta property="og:url" content="https://www.instagram.com/p/DContoh01ab/">',
        '<meta property="og:description" content="kata">',
        '<link rel="canonical" href="https://x.com/a__b">',
        '<img src="data:image/png;base64,' + "A" * 90 + '">',
        '<img src="data:image/png;base64,' + "A" * 81 + '">',
        '<button data-testid="like" aria-label="9,9,9.9.9K Likes">',
        '<script>{"rest_id":"1","legacy":{"full_text":["x"]}}</script>',
        '<script>window.a={"id":{},"desc":[],"createTime":{},"author":[{}]};</script>',
        "</div>",
        "kata",
        "\0",
        "\u202e",
    ]
)


@given(st.lists(PIECES, max_size=12), st.sampled_from(["https://x.com/a__b", "https://www.facebook.com/x", ""]))
@settings(max_examples=150)
def test_any_page_gives_posts_or_a_refusal(pieces: list[str], url: str) -> None:
    body = f"<!-- saved from url=(0001){url} --><html><body>{''.join(pieces)}</body></html>".encode()

    try:
        found = html_file.read(body, ASKED)
    except LurewatchError:
        return

    assert found.posts
    assert unpacked(packed(found)) == found


KEYS = st.sampled_from(
    [
        "id",
        "rest_id",
        "legacy",
        "full_text",
        "desc",
        "createTime",
        "author",
        "uniqueId",
        "code",
        "taken_at",
        "user",
        "caption",
        "text",
        "comet_sections",
        "content",
        "story",
        "actor",
        "name",
        "commentary",
        "source_platform",
        "data",
        "created_at",
        "id_str",
        "screen_name",
        "platform",
        "native_id",
        "aweme_id",
        "note_card",
        "shortcode",
        "post_url",
        "posted_at",
        "mid",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6)
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=8), min_size=1, max_size=3), st.booleans())
@settings(max_examples=150)
def test_any_json_gives_posts_or_reasons(rows: list[dict[str, Any]], is_document: bool) -> None:
    body = json.dumps(rows) if is_document else "\n".join(json.dumps(row) for row in rows)

    try:
        found: Found = ndjson_file.read(held(body.encode()), ASKED)
    except LurewatchError:
        return

    assert found.posts or found.refused
    assert unpacked(packed(found)) == found


@given(st.lists(st.lists(st.text(',;"\n\r\t a1', max_size=6), max_size=7), max_size=5))
@settings(max_examples=100)
def test_any_table_gives_posts_or_reasons(rows: list[list[str]]) -> None:
    body = "id,body,author,tiktok_url,unix_timestamp\n" + "\n".join(",".join(row) for row in rows)

    found = csv_file.read(held(body.encode()), ASKED)

    assert unpacked(packed(found)) == found
