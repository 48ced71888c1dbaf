"""Discourse: names and addresses, and topics that are read again from their first page when they grow."""

from __future__ import annotations

import pytest

from crawlers.platforms.discourse import is_name, older, start
from tests.crawlers.platforms.cases import Case

HOST = "forum.example.org"


@pytest.mark.parametrize(
    "name", [HOST, f"{HOST}/c/kerja/5", f"{HOST}/c/asia/kerja/5", f"{HOST}/tag/loker", f"{HOST}/t/x/71"]
)
def test_a_name_is_a_forum_or_a_part_of_it(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "forum", f"https://{HOST}", f"{HOST}/", f"{HOST}/u/a", f"{HOST}/c/a?b", f"{HOST}/c/a b"]
)
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        (HOST, "/posts.json"),
        (f"{HOST}/c/kerja/5", "/c/kerja/5/l/latest.json?order=activity"),
        (f"{HOST}/tag/loker", "/tag/loker.json"),
        (f"{HOST}/t/judul/71", "/t/judul/71.json"),
    ],
)
def test_addresses_follow_the_forum(name: str, asked: str) -> None:
    assert start(name, "") == f"https://{HOST}{asked}"
    assert start(name, "http://127.0.0.1:1") == f"http://127.0.0.1:1{asked}"


def test_only_newest_posts_can_be_entered_at_a_number() -> None:
    assert older(HOST, "", 7) == f"https://{HOST}/posts.json?before=7"
    assert older(f"{HOST}/c/kerja/5", "", 7) is None


def test_a_list_leads_to_topics_and_says_when_each_last_grew() -> None:
    page = Case("discourse", "topic_list").read()

    assert [one.url for one in page.listed] == [f"https://{HOST}/t/{number}.json" for number in (60, 72, 71)]
    assert page.numbers == tuple(one.number for one in page.listed[1:])  # the pinned one stands out of order


def test_a_topic_is_read_to_its_end_however_old_its_first_posts_are() -> None:
    pages = [Case("discourse", name).read() for name in ("topic", "topic_last_page")]

    assert [page.numbers for page in pages] == [(), ()]
    assert [page.next for page in pages] == [f"https://{HOST}/t/71.json?page=2", None]


def test_a_post_has_one_id_in_newest_posts_and_in_its_topic() -> None:
    first, second = (Case("discourse", name).read().posts for name in ("newest_posts", "topic"))

    assert {post.native_id for post in first} & {post.native_id for post in second} == {
        f"{HOST}/t/71:2",
        f"{HOST}/t/71:3",
    }
