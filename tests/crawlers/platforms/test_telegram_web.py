"""Telegram's previews: each shape of page is a folder under tests/pages; what is broken is never an empty success."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.page import Page
from crawlers.platforms import telegram_web
from crawlers.platforms.telegram_web import is_name, older, read, start
from posts.errors import LurewatchError
from posts.identity import post_id
from posts.post import Media, Post, with_fields
from tests.conftest import ROOT
from tests.crawlers.platforms.expected import ADDRESS, PAGE_CAPTURE, plain

PAGES = ROOT / "tests/pages/telegram_web"
CASES = sorted(path.name for path in PAGES.iterdir())
ASKED = {"end_of_history": f"{ADDRESS}?before=5"}  # all others are newest pages
HISTORIES = [case for case in CASES if json.loads((PAGES / case / "expected.json").read_text()).get("author")]


def page_of(case: str) -> bytes:
    return (PAGES / case / "page.html").read_bytes()


def read_as(body: bytes, address: str = ADDRESS) -> Page:
    return read(body, with_fields(PAGE_CAPTURE, url=address, final_url=address))


def history(*messages: str) -> bytes:
    return f'<html><section class="tgme_channel_history">{"".join(messages)}</section></html>'.encode()


def message(number: int, inner: str) -> str:
    time = (
        '<a class="tgme_widget_message_date"><time datetime="2026-01-05T03:00:00+00:00" class="time">03:00</time></a>'
    )
    return f'<div class="tgme_widget_message" data-post="loker__contoh/{number}">{inner}{time}</div>'


def words(text: str) -> str:
    return f'<div class="tgme_widget_message_text">{text}</div>'


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


@pytest.mark.parametrize("depth", [100, 255, 300, 1900])
def test_words_are_found_however_deep_they_stand(depth: int) -> None:
    deep = words(f"{'<div>' * depth}Dicari operator di Poipet{'</div>' * depth}")

    page = read_as(history(message(1, deep), message(2, words("Hotel"))))

    assert [post.text for post in page.posts] == ["Dicari operator di Poipet", "Hotel"]
    assert page.gaps == ()


@pytest.mark.parametrize("depth", [2047, 5000])
def test_what_is_too_deep_to_parse_is_told_and_never_an_empty_post(depth: int) -> None:
    deep = words(f"{'<div>' * depth}Dicari operator di Poipet{'</div>' * depth}")

    page = read_as(history(message(1, words("Hotel")), message(2, deep), message(3, words("Lagi"))))

    assert "possible_evasion" in [missing.kind for missing in page.gaps]
    assert all(post.text for post in page.posts)


@pytest.mark.parametrize(
    "hidden", ["<table>" * 400 + "{}", "<svg><div>{}</div></svg>", "<select>{}</select>", "<noscript>{}</noscript>"]
)
def test_tricks_of_markup_hide_no_words_silently(hidden: str) -> None:
    secret = "Hubungi hrd__contoh untuk berangkat minggu ini ke Poipet, gaji 1.200 USD"

    page = read_as(history(message(1, words(hidden.format(secret))), message(2, words("Hotel"))))

    found = any(secret in post.text for post in page.posts)
    told = {missing.kind for missing in page.gaps} | {page.outcome}
    assert found or told & {"possible_evasion", "page_changed", "unknown_part"}


def content(post: Post) -> tuple[object, ...]:
    media = [(one.kind, one.role, one.url) for one in post.media]
    return post.native_id, post.text, post.posted_at, media, post.reply_to, post.repost_of


def class_names(body: bytes) -> list[str]:
    return sorted({name for names in re.findall(r'class="([^"]*)"', body.decode()) for name in names.split()})


def assert_no_renaming_is_silent(body: bytes, name: str) -> None:
    before = read_as(body)
    renamed = read_as(re.sub(rf"(?<![\w-]){name}(?![\w-])", "x_renamed", body.decode()).encode())

    known = {post.id: post for post in before.posts}
    changed = [post for post in renamed.posts if content(post) != content(known[post.id])]
    lost = len(renamed.posts) < len(before.posts)
    assert not (changed or lost) or renamed.gaps or renamed.outcome
    assert all(post.text or post.media for post in renamed.posts if known[post.id].text)


@pytest.mark.parametrize(
    ("case", "name"),
    [(case, name) for case in HISTORIES for name in class_names(page_of(case)) if name.startswith(("tgme", "message"))],
)
def test_a_renamed_class_never_changes_posts_silently(case: str, name: str) -> None:
    assert_no_renaming_is_silent(page_of(case), name)


@pytest.mark.parametrize("name", RECORDED)
def test_a_renamed_class_never_changes_a_real_page_silently(shared: Callable[[str], Path], name: str) -> None:
    body = shared(f"pages/telegram_web/{name}.html").read_bytes()

    for renamed in class_names(body):
        if renamed.startswith(("tgme_w", "tgme_channel", "message", "link_preview", "emoji", "js-message_reply")):
            assert_no_renaming_is_silent(body, renamed)


def damaged(body: bytes) -> st.SearchStrategy[bytes]:
    cuts = st.integers(0, len(body))
    junk = st.binary(max_size=40) | st.sampled_from([b"<div>" * 50, b"</div>" * 50, b"<!--", b"<script>", b"&#xD800;"])
    return st.builds(
        lambda at, to, new: body[: min(at, to)] + new + body[max(at, to) :], cuts, st.integers(0, len(body)), junk
    )


@settings(max_examples=150)
@given(body=st.sampled_from(HISTORIES).map(page_of).flatmap(damaged))
def test_damaged_pages_give_posts_or_our_own_refusal(body: bytes) -> None:
    try:
        page = read_as(body)
    except LurewatchError:
        return

    for post in page.posts:
        assert post.native_id == (post.native_id or "").lower()
        post.text.encode()
    assert page.posts or page.outcome or page.gaps or b"before" not in body


@settings(max_examples=200)
@given(body=st.binary(max_size=500))
def test_junk_is_never_a_page_of_posts(body: bytes) -> None:
    try:
        page = read_as(body)
    except LurewatchError:
        return

    assert (page.posts, page.next) == ((), None)
    assert page.outcome in {"page_changed", "blocked"}


@pytest.mark.parametrize(
    ("number", "time"),
    [("²", "2026-01-05T03:00:00+00:00"), ("9" * 5000, "0001-01-01T00:00:00+14:00"), ("1", "9999-12-31T23:59:59-14:00")],
)
def test_numbers_and_times_out_of_all_bounds_are_kept_raw(number: str, time: str) -> None:
    views = f'<span class="tgme_widget_message_views">{"9" * 400}</span>'
    inner = f'{words("Dicari")}{views}<a class="tgme_widget_message_date"><time datetime="{time}"></time></a>'

    (post,) = read_as(history(f'<div class="tgme_widget_message" data-post="a__b/{number}">{inner}</div>')).posts

    assert post.native_id == f"a__b/{number}"
    assert post.posted_raw == time
    assert post.counts == {}


def test_pictures_of_an_album_keep_their_order() -> None:
    (post,) = read_as(page_of("album_2026")).posts

    assert [media.order for media in post.media] == [0, 1, 2]
    assert {type(media) for media in post.media} == {Media}
