"""VK: names and addresses of walls and searches, and old versions of the API."""

from __future__ import annotations

import pytest

from crawlers.platforms.vk import is_name, older, start
from tests.crawlers.platforms.cases import Case

BASE = "https://vk.example"
END = "count=100&extended=1&v=5.199"


@pytest.mark.parametrize("name", ["loker__contoh", "club800555010", "id1", "-800555010", "5", "search/работа камбоджа"])
def test_a_name_is_a_wall_or_a_search(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "-", "0", "a b", "search/", "https://vk.com/a", "search/a\n"])
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("loker__contoh", f"/method/wall.get?domain=loker__contoh&{END}"),
        ("club7", f"/method/wall.get?owner_id=-7&{END}"),
        ("id7", f"/method/wall.get?owner_id=7&{END}"),
        ("-7", f"/method/wall.get?owner_id=-7&{END}"),
        ("search/a b", f"/method/newsfeed.search?q=a+b&{END}"),
    ],
)
def test_addresses_follow_the_api(name: str, asked: str) -> None:
    assert start(name, BASE) == f"{BASE}{asked}"


def test_only_a_search_can_be_entered_at_a_moment() -> None:
    assert older("search/a", BASE, 7) == f"{start('search/a', BASE)}&end_time=7"
    assert older("loker__contoh", BASE, 7) is None


@pytest.mark.parametrize(
    ("case", "url"), [("api_3", "https://pp.userapi.com/b.jpg"), ("api_5_60", "https://pp.userapi.com/604.jpg")]
)
def test_old_versions_name_a_picture_s_sizes_one_by_one(case: str, url: str) -> None:
    page = Case("vk", case).read()

    assert [media.url for post in page.posts for media in post.media] == [url]
    assert page.gaps == ()


def test_a_pinned_post_does_not_say_where_the_page_stands() -> None:
    page = Case("vk", "wall").read()

    assert page.numbers == (305, 304, 303, 302, 301)
    assert page.posts[0].native_id == "-800555010_100"


def test_a_comment_stands_below_its_post() -> None:
    (comment,) = Case("vk", "comments").read().posts

    assert (comment.reply_to, comment.url) == ("-800555010_305", "https://vk.com/wall-800555010_305?reply=311")
