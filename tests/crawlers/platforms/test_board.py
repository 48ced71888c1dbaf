"""Boards: names, lists inside comments, one id for a post in list, thread and search, declared selectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.boards.covered import covers_markup, uncovered
from crawlers.platforms.board import is_name, older, start
from tests.crawlers.platforms.cases import Case
from tests.crawlers.platforms.mutations import outcome_of, renamed_classes, tells


@pytest.mark.parametrize("name", ["tieba.baidu.com/f?kw=柬埔寨", "forum.example.org/viewforum?f=2"])
def test_a_name_is_the_address_of_a_board(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "tieba.baidu.com", "https://tieba.baidu.com/f", "柬埔寨", "a.example/b c"])
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_addresses_are_the_board_s_own() -> None:
    assert start("tieba.baidu.com/f?kw=a", "") == "https://tieba.baidu.com/f?kw=a"
    assert start("tieba.baidu.com/f?kw=a", "http://127.0.0.1:1") == "http://127.0.0.1:1/f?kw=a"
    assert older("tieba.baidu.com/f?kw=a", "", 7) is None


@pytest.mark.parametrize(
    ("text", "laid_open"),
    [
        ("a<!--<li>b</li>-->c", "a<li>b</li>c"),
        ("a<!-- a remark -->b", "ab"),
        ("<!--[if IE]><div>x</div><![endif]-->y", "y"),
        ("a<!--<div>b", "a<div>b"),
        ("a<!-- never closed", "a never closed"),
        ("no comment", "no comment"),
        ("<!--<li>1</li>--><!-- 2 --><!--<li>3</li>-->", "<li>1</li><li>3</li>"),
    ],
)
def test_only_comments_that_hold_markup_are_laid_open(text: str, laid_open: str) -> None:
    assert uncovered(text) == laid_open


@given(st.lists(st.sampled_from(["<!--", "-->", "<li>", "words", "[if", "<div>", "-", "<"]), max_size=12))
def test_laying_open_loses_no_text_outside_comments(pieces: list[str]) -> None:
    text = "".join(pieces)

    assert uncovered(text.replace("<!--", "")) == text.replace("<!--", "")
    assert not covers_markup(text.replace("<!--", ""))


def test_a_list_reads_the_same_laid_open_and_in_another_encoding() -> None:
    pages = [Case("board", f"tieba_list{how}").read() for how in ("", "_laid_open", "_gbk")]

    assert pages[0] == pages[1] == pages[2]


def test_a_post_has_one_id_in_list_thread_and_search() -> None:
    listed, thread, found = (Case("board", f"tieba_{name}").read() for name in ("list", "thread", "search"))

    assert listed.posts[1].id == listed.listed[1].post == thread.posts[0].id == found.posts[0].id


def test_answers_keep_the_floor_that_they_stand_below() -> None:
    floor = Case("board", "tieba_thread").read().posts[0]

    assert {post.reply_to for post in Case("board", "tieba_answers").read().posts} == {floor.native_id}


def test_times_are_those_of_beijing_s_clocks_and_a_day_without_a_year_stays_words() -> None:
    floor = Case("board", "tieba_thread").read().posts[0]
    line = Case("board", "tieba_list").read().posts[1]

    assert (str(floor.posted_at), floor.posted_zone) == ("2024-08-15 02:20:00+00:00", "assumed")
    assert (line.posted_at, line.posted_raw, line.posted_zone) == (None, "8-15", "none")


@pytest.mark.parametrize("name", ["tieba_list", "tieba_thread", "declared_thread", "declared_list"])
def test_renamed_classes_never_change_posts_silently(name: str) -> None:
    case = Case("board", name)
    before = case.read()

    silent = [what for what, body in renamed_classes(case.body) if not tells(outcome_of(case, body), before)]

    assert silent == []
