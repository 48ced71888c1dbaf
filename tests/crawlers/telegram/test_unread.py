"""Pages that hide, move or break their parts: told by name, never an empty post, never an edit to nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.errors import LurewatchError
from posts.post import Media, Post
from tests.crawlers.platforms.expected import HISTORIES, RECORDINGS, history, message, page_of, read_as, words


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


@pytest.mark.parametrize("name", RECORDINGS)
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
