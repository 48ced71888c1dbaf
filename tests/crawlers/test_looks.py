"""Looks: how single posts are asked for on each platform, and what an answer proves of those it does not show."""

from __future__ import annotations

import pytest

from crawlers.job import Look
from crawlers.looks import BY_ADDRESS, BY_ID, askings, is_asked_for
from crawlers.page import Page
from crawlers.platforms import PLATFORMS
from crawlers.reading import read_page
from crawlers.watchlist import Source
from posts import jsonl
from posts.identity import named_id
from posts.post import with_fields
from tests.crawlers.platforms.cases import Case

DID = "did:plc:contohcontohcontohcontoh"
NOWHERE = "p1_" + "a" * 26  # a post that no page shows


def look(native: str, url: str | None = None) -> Look:
    return Look(post=f"p1_{native}", native_id=native, url=url)


@pytest.mark.parametrize(
    ("platform", "name", "looks", "urls"),
    [
        (
            "bluesky",
            "loker-contoh.example.org",
            [look(f"{DID}/3a"), look(f"{DID}/repost of {DID}/3b"), look(f"{DID}/app.bsky.feed.repost/3c")],
            [f"/xrpc/app.bsky.feed.getPosts?uris=at%3A%2F%2F{DID.replace(':', '%3A')}%2Fapp.bsky.feed.post%2F3a"],
        ),
        ("reddit", "r/loker", [look("t3_1a"), look("t1_b"), look("x")], ["/api/info?id=t3_1a%2Ct1_b&raw_json=1"]),
        ("vk", "loker", [look("-1_2"), look("3_4")], ["/method/wall.getById?posts=-1_2%2C3_4&extended=1&v=5.199"]),
        (
            "discourse",
            "forum.example.org",
            [look("forum.example.org/t/72:3"), look("forum.example.org/u/x")],
            ["/posts/by_number/72/3.json"],
        ),
        (
            "jobpage",
            "jobs.example.org/kamboja",
            [look("a", "https://jobs.example.org/job/a b?id=7#top"), look("b", None), look("c", "mailto:x")],
            ["/job/a%20b?id=7"],
        ),
        (
            "board",
            "forum.example.org/f",
            [look("p1", "https://forum.example.org/t?t=1#p1"), look("p2", "https://forum.example.org/t?t=1#p2")],
            ["/t?t=1"],
        ),
        ("telegram_web", "loker__contoh", [look("loker__contoh/4")], []),
    ],
)
def test_each_platform_is_asked_in_its_own_way(platform: str, name: str, looks: list[Look], urls: list[str]) -> None:
    source = Source(platform=platform, name=name, base_url="http://127.0.0.1:9")

    asked = askings(source, "http://127.0.0.1:9", looks)

    assert [one.url.removeprefix("http://127.0.0.1:9") for one in asked] == urls


def test_many_are_asked_for_at_once_as_far_as_an_answer_goes() -> None:
    looks = [look(f"{DID}/3{number:03d}") for number in range(60)]

    asked = askings(Source(platform="bluesky", name="jetstream/x"), "https://jetstream.example.org", looks)

    assert [len(one.posts) for one in asked] == [25, 25, 10]
    assert all(one.url.startswith("https://public.api.bsky.app/") for one in asked)


def test_posts_at_one_address_are_one_request_on_the_posts_own_host() -> None:
    looks = [look("a", "https://other.example.org/x#1"), look("b", "https://other.example.org/x#2")]

    (asked,) = askings(Source(platform="feed", name="loker.example.org/feed"), "https://loker.example.org", looks)

    assert (asked.url, asked.posts) == ("https://other.example.org/x", ("p1_a", "p1_b"))


def test_every_platform_is_looked_at_again_in_one_way() -> None:
    by_page = {"telegram_web", "mastodon"}  # index.ledger.revisits: their older pages are read again

    assert {*BY_ID, *BY_ADDRESS} | by_page == set(PLATFORMS)
    assert not by_page & {name for name in PLATFORMS if is_asked_for(name)}


def read(case: Case, *looked_for: str, url: str | None = None, final: str | None = None) -> Page:
    capture = with_fields(case.capture, looked_for=looked_for)
    capture = with_fields(capture, url=url or capture.url, final_url=final or url or capture.final_url)
    return jsonl.load(read_page(jsonl.line(capture) + b"\n" + case.body), Page)


@pytest.mark.parametrize(
    ("platform", "case", "native"),
    [
        ("reddit", "subreddit_new", "t3_1k0e"),
        ("vk", "by_id", "-800555010_9"),
        ("bluesky", "search", f"{DID}/3lowongan"),
    ],
)
def test_what_an_answer_by_ids_leaves_out_is_gone_and_what_it_shows_is_read(
    platform: str, case: str, native: str
) -> None:
    shown = named_id("p1_", platform, native)

    page = read(Case(platform, case), shown, NOWHERE)

    assert (shown in {post.id for post in page.posts}, page.gone, page.outcome) == (True, (NOWHERE,), None)


def test_a_post_in_whose_place_the_platform_says_that_it_was_removed_is_gone() -> None:
    removed = named_id("p1_", "reddit", "t3_1k07")

    page = read(Case("reddit", "subreddit_new"), removed)

    assert page.gone == (removed,)
    assert removed not in {post.id for post in page.posts}  # its words are no edit of its author's


def test_a_stub_that_only_says_that_a_post_was_taken_away_is_an_absence() -> None:
    gone = named_id("p1_", "vk", "-800555010_2")
    body = b'{"response": {"items": [{"id": 2, "owner_id": -800555010, "is_deleted": true}]}}'
    capture = with_fields(Case("vk", "by_id").capture, looked_for=(gone,))

    page = jsonl.load(read_page(jsonl.line(capture) + b"\n" + body), Page)

    assert (page.gone, page.posts, page.outcome) == ((gone,), (), None)


@pytest.mark.parametrize(("platform", "case"), [("reddit", "newest_empty"), ("vk", "newest_empty")])
def test_an_empty_answer_by_ids_shows_none_of_them(platform: str, case: str) -> None:
    page = read(Case(platform, case), NOWHERE)

    assert (page.gone, page.outcome) == ((NOWHERE,), None)


@pytest.mark.parametrize(
    ("platform", "case"),
    [
        ("reddit", "private"),
        ("reddit", "blocked"),
        ("reddit", "refused"),
        ("reddit", "changed_listing"),
        ("vk", "closed"),
        ("vk", "too_often"),
        ("vk", "key_refused"),
        ("vk", "wall_captcha"),
        ("bluesky", "wall_login"),
        ("bluesky", "refused"),
        ("discourse", "members_only"),
        ("discourse", "too_often"),
        ("discourse", "wall_login"),
        ("jobpage", "wall_login"),
        ("jobpage", "wall_captcha"),
        ("jobpage", "guessed_list"),
        ("jobpage", "json_ld"),
        ("board", "wall_captcha"),
        ("board", "tieba_closed"),
        ("board", "declared_thread"),
        ("jobstreet", "wall_captcha"),
        ("cambodia_jobs", "login_alone"),
        ("feed", "wall_captcha"),
    ],
)
def test_a_wall_a_login_an_error_or_other_posts_prove_nothing(platform: str, case: str) -> None:
    page = read(Case(platform, case), NOWHERE)

    assert (page.gone, page.shown) == ((), ())


@pytest.mark.parametrize(
    ("platform", "case"),
    [
        ("jobpage", "expired"),
        ("jobstreet", "job_expired"),
        ("cambodia_jobs", "bongthom_job_gone"),
        ("board", "thread_gone"),
        ("discourse", "unknown"),
    ],
)
def test_a_page_that_says_that_nothing_is_here_is_an_absence(platform: str, case: str) -> None:
    assert read(Case(platform, case), NOWHERE).gone == (NOWHERE,)


ENTRY = "https://loker.example.org/2026/kerja-kamboja"


@pytest.mark.parametrize(
    ("body", "final", "shown", "gone"),
    [
        ("<html><h1>Kerja di Kamboja</h1><p>Gaji besar</p></html>", ENTRY, True, False),
        ("<html><h1>Kerja di Kamboja</h1></html>", "https://loker.example.org/", False, False),  # sent home
        ("<html><h1>Page not found</h1></html>", ENTRY, False, True),
        ("<html><h1>Just a moment...</h1></html>", ENTRY, False, False),
    ],
)
def test_an_entry_of_a_feed_stands_or_is_gone_by_its_own_page(body: str, final: str, shown: bool, gone: bool) -> None:
    capture = with_fields(Case("feed", "rss").capture, looked_for=(NOWHERE,), url=ENTRY, final_url=final)

    page = jsonl.load(read_page(jsonl.line(capture) + b"\n" + body.encode()), Page)

    assert (bool(page.shown), bool(page.gone), page.posts) == (shown, gone, ())
