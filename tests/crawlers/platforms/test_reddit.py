"""Reddit: names, addresses, numbers to the base of 36, and texts with and without raw_json."""

from __future__ import annotations

import pytest

from crawlers.platforms.reddit import is_name, older, start
from crawlers.reddit.thing import number
from tests.crawlers.platforms.cases import Case

BASE = "https://r.example"


@pytest.mark.parametrize("name", ["r/lokercontoh", "user/Loker__Contoh", "search/kerja kamboja"])
def test_a_name_is_a_subreddit_a_user_or_a_search(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "lokercontoh", "r/", "r/a b", "search/", "r/x/../y", "user/a\n"])
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_addresses_follow_the_api() -> None:
    assert start("r/lokercontoh", BASE) == f"{BASE}/r/lokercontoh/new?limit=100&raw_json=1"
    assert start("user/a__b", BASE) == f"{BASE}/user/a__b/submitted?sort=new&limit=100&raw_json=1"
    assert start("search/kerja di", BASE).startswith(f"{BASE}/search?q=kerja+di&sort=new&type=link&limit=100")


@pytest.mark.parametrize("native_id", ["t3_1k0e", "t3_z", "t3_0"])
def test_a_number_leads_back_to_its_submission(native_id: str) -> None:
    at = number(native_id)

    assert at is not None
    assert older("r/lokercontoh", BASE, at).endswith(f"&after={native_id}")


@pytest.mark.parametrize("native_id", [None, "", "t1_abc", "t3_", "t3_²", f"t3_{'z' * 13}"])
def test_what_is_no_submission_has_no_number(native_id: str | None) -> None:
    assert number(native_id) is None


def test_a_text_is_the_same_with_and_without_raw_json() -> None:
    titles = [Case("reddit", name).read().posts for name in ("subreddit_new", "without_raw_json")]

    assert titles[0][1].text.partition("\n")[0] == titles[1][0].text.partition("\n")[0]
    assert titles[0][1].links == titles[1][0].links


def test_answers_of_a_thread_keep_whom_they_answer() -> None:
    posts = Case("reddit", "thread").read().posts

    assert [post.reply_to for post in posts] == [None, "t3_1k0e", "t1_m1", "t1_m2", "t3_1k0e"]
