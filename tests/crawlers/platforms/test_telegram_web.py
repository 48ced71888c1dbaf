"""Telegram's previews: each shape of page is a folder under tests/pages; what is broken is never an empty success."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.platforms import telegram_web
from crawlers.platforms.telegram_web import is_name, older, read, start
from posts.identity import post_id
from posts.post import with_fields
from tests.crawlers.platforms.expected import (
    ADDRESS,
    CASES,
    HISTORIES,
    PAGE_CAPTURE,
    PAGES,
    history,
    message,
    page_of,
    plain,
    read_as,
    words,
)

ASKED = {"end_of_history": f"{ADDRESS}?before=5"}  # all others are newest pages


@pytest.mark.parametrize("case", CASES)
def test_a_page_gives_what_its_folder_says(case: str) -> None:
    expected = json.loads((PAGES / case / "expected.json").read_text(encoding="utf-8"))

    page = read_as(page_of(case), ASKED.get(case, ADDRESS))

    assert plain(page) == expected


@pytest.mark.parametrize("case", HISTORIES)
def test_every_post_says_where_it_comes_from(case: str) -> None:
    page = read_as(page_of(case))

    for post in page.posts:
        assert (post.platform, post.source, post.via) == ("telegram_web", PAGE_CAPTURE.source, "crawl")
        assert post.id == post_id(post)
        assert post.capture == PAGE_CAPTURE.id
        assert post.visibility == "public"


def test_a_page_of_no_source_was_asked_for_by_its_address() -> None:
    page = read(page_of("history_2021"), with_fields(PAGE_CAPTURE, source=None))

    assert {(post.source, post.via) for post in page.posts} == {("telegram_web:loker__contoh", "url_request")}


# What both recordings hold, without a word of them: (posts, next, sha256 of the texts, of the media addresses)
RECORDED = {
    "s_nexta_live_2021": (
        18,
        "nexta_live?before=13358",
        "b52a0deeca329ef6a37cde424d56631bf224c95cbee9f41b3952fce88150f570",
        "7a7b491ba9fdeb5f80d9aa8abce02be76ca8d821bf85ebbe2e0dc0b09eae0f88",
    ),
    "s_anonymised_channel_2026": (
        3,
        "test_channel?before=1001",
        "8c330d5d45fc6247c141f140b3050bd5ca6d59d2847fa0b4dd6a2b354e252062",
        "b4d150cfcccf9db50f77027d7de21627b98a645a5109b001a3ba34b6b02b9fc1",
    ),
}


def sha256(lines: list[str]) -> str:
    return hashlib.sha256("\0".join(lines).encode()).hexdigest()


@pytest.mark.parametrize("name", RECORDED)
def test_real_recordings_are_read_to_the_letter(shared: Callable[[str], Path], name: str) -> None:
    count, next_page, texts, addresses = RECORDED[name]

    page = read_as(shared(f"pages/telegram_web/{name}.html").read_bytes(), f"https://t.me/s/{name}")

    assert len(page.posts) == count
    assert page.next == f"https://t.me/s/{next_page}"
    assert (page.gaps, page.outcome) == ((), None)
    assert sha256([post.text for post in page.posts]) == texts
    assert sha256([media.url or "" for post in page.posts for media in post.media]) == addresses
    assert all(post.posted_at and post.posted_raw and post.author.handle and post.author.members for post in page.posts)


def test_the_recording_of_2021_in_figures(shared: Callable[[str], Path]) -> None:
    page = read_as(shared("pages/telegram_web/s_nexta_live_2021.html").read_bytes())
    media = [media for post in page.posts for media in post.media]

    assert [post.native_id for post in page.posts][:2] == ["nexta_live/13358", "nexta_live/13359"]
    assert str(page.posts[0].posted_at) == "2021-02-19 17:39:40+00:00"
    assert sum(post.counts["views"].value for post in page.posts) == 6_584_900
    assert [post.native_id for post in page.posts if post.repost_of] == ["nexta_live/13365"]
    assert page.posts[7].repost_of is not None
    assert page.posts[7].repost_of.native_id == "luxta_tv/2320"
    assert [len(post.media) for post in page.posts if post.album] == [3]
    assert [(one.kind, one.role) for one in media].count(("image", "post")) == 14
    assert [(one.kind, one.role) for one in media].count(("image", "preview")) == 5
    assert [one.why_missing for one in media if one.kind == "video"] == [
        "the preview does not show it: Media is too big"
    ]
    assert sum("edited" in post.labels for post in page.posts) == 2
    assert page.posts[0].author.members is not None
    assert (page.posts[0].author.members.value, page.posts[0].author.members.raw) == (1_480_000, "1.48M")


@pytest.mark.parametrize(
    ("name", "outcome", "detail"),
    [
        ("channel_info_2021", "no_preview", "channel"),
        ("tme_channel_2026", "no_preview", "channel"),
        ("tme_group_2026", "no_preview", "group"),
        ("tme_unclaimed_2026", "unclaimed", "nobody has this name"),
        ("invalid_channel_2021", "unclaimed", "nobody has this name"),
    ],
)
def test_real_pages_without_posts_say_why(shared: Callable[[str], Path], name: str, outcome: str, detail: str) -> None:
    page = read_as(shared(f"pages/telegram_web/{name}.html").read_bytes())

    assert (page.posts, page.outcome, page.detail, page.next) == ((), outcome, detail, None)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("abcd", True), ("Loker__Contoh99", True), ("a" * 32, True), ("abc", False), ("a" * 33, False), ("", False)]
    + [(name, False) for name in ("loker contoh", "loker-contoh", "ləker", "loker\n", "../etc", "loker/1", "+invite")],
)
def test_names_are_judged_leniently_by_their_letters(name: str, is_one: bool) -> None:
    assert is_name(name) is is_one


def test_addresses_follow_the_platform() -> None:
    assert start("Loker__Contoh", "http://127.0.0.1:9") == "http://127.0.0.1:9/s/loker__contoh"
    assert older("Loker__Contoh", telegram_web.BASE, 77) == "https://t.me/s/loker__contoh?before=77"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("/s/loker__contoh?before=7", f"{ADDRESS}?before=7"),
        ("?before=7", f"{ADDRESS}?before=7"),
        ("https://evil.example.org/s/loker__contoh?before=7", f"{ADDRESS}?before=7"),
        ("/s/loker__contoh?before=x", None),
        ("/s/loker__contoh?before=²", None),
        ("/s/loker__contoh?after=7", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_the_page_before_stands_on_the_same_host(link: str, found: str | None) -> None:
    body = history(f'<a class="tme_messages_more" href="{link}"></a>', message(8, words("Dicari")))

    assert read_as(body).next == found
