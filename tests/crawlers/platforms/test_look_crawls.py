"""Looking again on loopback: each platform asked for single posts, each kind of answer by what it proves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.job import Look
from posts.home import Home
from posts.identity import named_id
from tests.crawlers.loopback import Route, Site, answer
from tests.crawlers.platforms.cases import Case
from tests.crawlers.platforms.sites import Crawls, feed_of

DID = "did:plc:contohcontohcontohcontoh"
ENTRIES: dict[str, Route] = {
    "stands": answer("<html><h1>Kerja</h1><p>di Kamboja</p></html>"),
    "gone": answer(status=410),
    "missing": answer(status=404),
    "wall": answer(Case("feed", "wall_captcha").body),
    "error": answer(status=500),
    "moved": answer(status=302, location="/"),
    "forbidden": answer(status=403),
    "after": answer(status=404),  # never asked: a wall stood before it
}


def look(platform: str, native: str, url: str | None = None) -> Look:
    return Look(post=named_id("p1_", platform, native), native_id=native, url=url)


def entry(name: str) -> Look:
    return look("feed", name, f"https://loker.example.org/{name}")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    home = Home(tmp_path_factory.mktemp("looks") / "home")
    home.make()
    key = Path(home.path) / "key"
    key.write_text("kunci")
    key.chmod(0o600)
    crawls = Crawls()
    routes = {f"/{name}": said for name, said in ENTRIES.items()} | {"/feed.xml": feed_of(1), "/": answer("<p>x</p>")}
    crawls.add("feed", "feed", "loker.example.org/feed.xml", routes, looks=tuple(map(entry, ENTRIES)))
    capped = {"/capped.xml": feed_of(1)}
    crawls.add("capped", "feed", "loker.example.org/capped.xml", capped, looks=(entry("stands"),), pages_per_day=2)
    walled = {"/walled.xml": answer(Case("feed", "wall_captcha").body)}
    crawls.add("walled", "feed", "loker.example.org/walled.xml", walled, looks=(entry("gone"),))
    reddit: dict[str, Route] = {
        "/r/lokercontoh/new": answer(Case("reddit", "subreddit_new").body),
        "/api/info": answer(Case("reddit", "subreddit_new").body),
    }
    crawls.add("reddit", "reddit", "r/lokercontoh", reddit, key_file=str(key), looks=(look("reddit", "t3_zz"),))
    sky: dict[str, Route] = {
        "/xrpc/app.bsky.feed.getAuthorFeed": answer(Case("bluesky", "author_feed").body),
        "/xrpc/app.bsky.feed.getPosts": answer(Case("bluesky", "search").body),
    }
    crawls.add("bluesky", "bluesky", "loker-contoh.example.org", sky, looks=(look("bluesky", f"{DID}/3gone"),))
    forum: dict[str, Route] = {
        "/posts.json": answer(Case("discourse", "newest_posts").body),
        "/posts/by_number/72/9.json": answer(Case("discourse", "unknown").body, status=404),
    }
    gone = look("discourse", "forum.example.org/t/72:9")
    crawls.add("discourse", "discourse", "forum.example.org", forum, looks=(gone,))
    with Site(crawls.routes) as site:
        crawls.run(home, site.base_url)
        yield crawls


def found(done: Crawls, word: str) -> dict[str, Any]:
    return {one.post: one.is_shown for one in done.visit(word).looked}


def test_only_what_says_so_is_an_absence(done: Crawls) -> None:
    by_id = found(done, "feed")

    named = {name: by_id.get(entry(name).post, "not asked") for name in ENTRIES}
    assert named == {
        "stands": True,
        "gone": False,
        "missing": False,
        "wall": None,
        "error": None,
        "moved": None,
        "forbidden": None,
        "after": "not asked",
    }
    assert done.visit("feed").outcome == "posts"


def test_looks_stand_in_the_archive_with_what_they_looked_for(done: Crawls) -> None:
    captures = done.done.captures["loker.example.org/feed.xml"] if done.done else []

    looked = {capture.id: capture.looked_for for capture in captures if capture.looked_for}
    assert {(one.post, one.capture) for one in done.visit("feed").looked} <= {
        (post, capture) for capture, posts in looked.items() for post in posts
    }


def test_looks_end_with_the_share_of_history_and_begin_only_where_the_source_can_be_read(done: Crawls) -> None:
    assert (found(done, "capped"), done.visit("capped").page_requests) == ({}, 1)
    assert (found(done, "walled"), done.visit("walled").outcome) == ({}, "blocked")


@pytest.mark.parametrize(
    ("word", "post"),
    [
        ("reddit", look("reddit", "t3_zz")),
        ("bluesky", look("bluesky", f"{DID}/3gone")),
        ("discourse", look("discourse", "forum.example.org/t/72:9")),
    ],
)
def test_official_interfaces_are_asked_for_the_post_itself(done: Crawls, word: str, post: Look) -> None:
    assert found(done, word) == {post.post: False}
    assert done.visit(word).outcome in {"posts", "nothing_new"}
