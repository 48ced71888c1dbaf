"""Feeds: names, recordings of all dialects, renamed elements, hostile encodings and entities."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.platforms.feed import is_name, older, read, start
from posts.identity import sha256_hex
from tests.conftest import make_capture
from tests.crawlers.platforms.cases import Case
from tests.crawlers.platforms.mutations import outcome_of, renamed_elements, tells

CHANNEL = "youtube/UCcontohcontohcontoh_0-0"
RSS = Case("feed", "rss")


@pytest.mark.parametrize("name", ["loker.example.org/rss.xml", "a.example/", "a.example/feed?x=1&y=2", CHANNEL])
def test_a_name_is_an_address_without_its_scheme_or_a_channel(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "rss.xml", "https://a.example/rss", "a.example", "a.example/a b", "youtube/x"])
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_addresses_are_the_feed_s_own() -> None:
    assert start("loker.example.org/rss.xml?a=1", "") == "https://loker.example.org/rss.xml?a=1"
    assert start("loker.example.org/rss.xml", "http://127.0.0.1:1") == "http://127.0.0.1:1/rss.xml"
    assert start(CHANNEL, "") == f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL.partition('/')[2]}"
    assert older("loker.example.org/rss.xml", "", 5) is None


# (file, items, first id, beginning of the sha256 of all texts: without a word of them)
RECORDED = [
    ("feeds_rss/onethingwell.rss", 20, "http://onethingwell.org/post:127163643556", "3bb245e02d04e8db"),
    (
        "feeds_rss/cdata_rss.atom",
        10,
        "http://rainmeter.net/forum/viewtopic.php?t=21984&p=116390#p116390",
        "b8b2cc3127feceb2",
    ),
    (
        "feeds_rss/github_rss.atom",
        20,
        "tag:github.com,2008:Grit::Commit/d0a844662846cf3c83b94c637c1803f03db5a5b0",
        "2f0d24bfb4bbefc2",
    ),
    ("youtube/feed_2010s.xml", 15, "yt:video:OCs1E0vP7Oc", "b3e4e15dbb7a2b8a"),
]


@pytest.mark.parametrize(("name", "count", "first", "texts"), RECORDED)
def test_recordings_are_read_to_the_letter(
    shared: Callable[[str], Path], name: str, count: int, first: str, texts: str
) -> None:
    page = read(
        shared(f"pages/{name}").read_bytes(), make_capture(url="https://a.example/f", source="feed:a.example/f")
    )

    assert (len(page.posts), page.posts[0].native_id, page.outcome, page.gaps) == (count, first, None, ())
    assert sha256_hex("\0".join(post.text for post in page.posts).encode()).startswith(texts)
    assert all(post.posted_at and post.posted_zone == "stated" for post in page.posts)
    assert page.numbers is not None
    assert len(page.numbers) == count


@pytest.mark.parametrize("case", ["rss", "atom", "youtube"])
def test_a_renamed_element_never_changes_posts_silently(case: str) -> None:
    before = Case("feed", case).read()

    renamed = renamed_elements(Case("feed", case).body)
    silent = [name for name, body in renamed if not tells(outcome_of(Case("feed", case), body), before)]

    assert silent == []


def test_a_hostile_encoding_is_never_used() -> None:
    for name in ("punycode", "idna", "rot13", "undefined", "utf-7"):
        body = RSS.body.replace(b'encoding="UTF-8"', f'encoding="{name}"'.encode())

        assert [post.text for post in RSS.read(body).posts] == [post.text for post in RSS.read().posts]


@pytest.mark.parametrize(
    "entity",
    ['<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY a SYSTEM "http://127.0.0.1:1/x">', '<!ENTITY % p "x"> %p;'],
)
def test_outside_entities_are_never_fetched(entity: str) -> None:
    body = RSS.body.replace(b"<rss", f"<!DOCTYPE rss [{entity}]>\n<rss".encode(), 1).replace(b"Poipet", b"&a;")

    page = outcome_of(RSS, body)

    assert "root:" not in "".join(post.text for post in page.posts)


def test_what_podcasts_and_news_add_to_items_is_no_changed_shape() -> None:
    item = (
        "<item><guid>https://a.example/1</guid><title>Lowongan</title><itunes:subtitle>Kamboja</itunes:subtitle>"
        '<media:group><media:credit role="author">Kantor</media:credit></media:group></item>'
    )
    spaces = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"'
    body = f'<rss version="2.0" {spaces}><channel><title>x</title>{item}</channel></rss>'.encode()

    page = read(body, make_capture(source="feed:a.example/rss", url="https://a.example/rss"))

    assert ([post.text for post in page.posts], page.gaps) == (["Lowongan"], ())
