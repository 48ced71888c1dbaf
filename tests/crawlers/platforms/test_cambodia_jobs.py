"""Portals of Cambodia: names and addresses, lists and jobs told apart, pages that need a browser, links that stay."""

from __future__ import annotations

import pytest

from crawlers.platforms.cambodia_jobs import is_name, older, read, start
from posts.post import with_fields
from tests.crawlers.platforms.cases import Case


@pytest.mark.parametrize(
    "name", ["bongthom.com", "www.camhr.com", "jobify.works/jobs?location=poipet", "camhr.com/a/job?page=2"]
)
def test_a_name_is_a_portal_perhaps_with_a_path(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "jobs.example.org", "https://camhr.com", "camhr.com.example.org", "bongthom.com/a b"]
)
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("bongthom.com", "https://www.bongthom.com/job_list.html"),
        ("camhr.com", "https://www.camhr.com/a/job"),
        ("www.jobify.works", "https://www.jobify.works/jobs"),
        ("jobify.works/jobs?x=1", "https://www.jobify.works/jobs?x=1"),
    ],
)
def test_addresses_are_the_portal_s_own(name: str, address: str) -> None:
    assert start(name, "") == address
    assert older(name, "", 7) is None


def test_a_list_leads_to_each_job_once_and_never_elsewhere() -> None:
    page = Case("cambodia_jobs", "bongthom_list").read()

    assert len(page.listed) == len({one.url for one in page.listed}) == 13
    assert all(one.url.startswith("https://www.bongthom.com/job_detail/") for one in page.listed)


def test_links_are_one_job_with_and_without_its_title() -> None:
    listed = Case("cambodia_jobs", "camhr_list").read().listed[1]
    (post,) = Case("cambodia_jobs", "camhr_job").read().posts

    assert (listed.url, listed.post) == ("https://www.camhr.com/a/job/8055501?title=Operator%20501", post.id)


def test_a_page_is_a_job_or_a_list_also_where_its_address_says_nothing() -> None:
    found = {}
    for name in ("bongthom_list", "camhr_list", "jobify_list", "camhr_job", "jobify_job"):
        case = Case("cambodia_jobs", name)
        page = read(case.body, with_fields(case.capture, url="https://a.example.org/x", source=None))
        found[name] = len(page.posts)

    assert found == {"bongthom_list": 13, "camhr_list": 13, "jobify_list": 20, "camhr_job": 1, "jobify_job": 1}


def test_a_shell_without_words_says_that_it_needs_a_browser() -> None:
    page = Case("cambodia_jobs", "camhr_without_scripts").read()

    assert page.outcome == "page_changed"
    assert "browser = true" in (page.detail or "")
