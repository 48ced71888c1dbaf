"""Links that we follow: the page before, listed pages, canonical addresses stay on the host of the source, however
they are spelt; all other links of a post are data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.network.addresses import allowed
from crawlers.page import Page
from crawlers.posting import own_address
from posts.post import with_fields
from tests.conftest import make_capture
from tests.crawlers.network.spellings import SPELLINGS
from tests.crawlers.platforms.cases import Case
from tests.crawlers.platforms.mutations import outcome_of

HERE = "https://jobs.example.org/kamboja"
CAPTURE = make_capture(url=HERE, final_url=HERE, source="jobpage:jobs.example.org/kamboja")
# Pages that lead on, and the address in each that leads there.
LEADING = {
    ("jobpage", "list_declared"): '"/kamboja?page=2"',
    ("jobpage", "list_item_list"): '"/kamboja?page=2"',
    ("cambodia_jobs", "bongthom_list"): '"/job_list.html?page=2"',
    ("jobstreet", "saved_search"): '"/kamboja-jobs?page=2"',
    ("board", "tieba_list"): '"//tieba.baidu.com/f?kw=contoh&ie=utf-8&pn=50"',
    ("board", "tieba_thread"): '"/p/800555001?pn=2"',
    ("board", "declared_list"): '"/viewforum?f=2&amp;start=25"',
    ("feed", "rss"): '"https://loker.example.org/rss.xml?page=2"',
}


def led_to(case: Case, page: Page) -> set[str]:
    """Return the hosts that a page would make us ask."""
    urls = [url for url in (page.next, *(one.url for one in page.listed)) if url]
    return {"/".join(url.split("/")[:3]) for url in urls}


@pytest.mark.parametrize(("platform", "name"), LEADING)
def test_a_page_leads_nowhere_else_however_that_is_spelt(platform: str, name: str) -> None:
    case, link = Case(platform, name), LEADING[platform, name]
    own = "/".join((case.capture.url or "").split("/")[:3])
    assert link in case.body.decode()

    reached = {}
    for url in SPELLINGS:
        escaped = url.replace("&", "&amp;").replace("<", "&lt;").replace("\x00", "")
        page = outcome_of(case, case.body.decode().replace(link, f'"{escaped}"').encode())
        reached[url] = led_to(case, page) - {own}

    assert {url: hosts for url, hosts in reached.items() if hosts} == {}


@pytest.mark.parametrize("url", SPELLINGS)
def test_a_link_of_another_host_is_no_own_address(url: str) -> None:
    found = own_address(CAPTURE, url)

    assert found is None or found.startswith("https://jobs.example.org/")


@given(link=st.text(max_size=60) | st.sampled_from(SPELLINGS).flatmap(lambda url: st.text(max_size=5).map(url.__add__)))
def test_whatever_a_link_says_an_own_address_is_one_of_our_host(link: str) -> None:
    found = own_address(CAPTURE, link)

    assert found is None or found.startswith("https://jobs.example.org/")
    assert found is None or allowed({"jobs.example.org"}, None).takes(found) or any(char <= " " for char in found)


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("/a?b=1#c", "https://jobs.example.org/a?b=1"),
        ("?page=2", "https://jobs.example.org/kamboja?page=2"),
        ("https://www.jobs.example.org/a", "https://jobs.example.org/a"),
        ("HTTPS://JOBS.example.org/a", "https://jobs.example.org/a"),
        ("http://jobs.example.org/a", "https://jobs.example.org/a"),
        ("https://jobs.example.org", "https://jobs.example.org/"),
        ("https://jobs.example.org:444/a", None),
        ("https://u@jobs.example.org/a", None),
        ("", None),
        (None, None),
    ],
)
def test_an_own_address_is_asked_for_as_the_page_was(link: str | None, found: str | None) -> None:
    assert own_address(CAPTURE, link) == found


def test_on_a_mirror_the_site_s_own_links_lead_to_the_mirror() -> None:
    mirror = with_fields(CAPTURE, url="http://127.0.0.1:9000/kamboja", final_url="http://127.0.0.1:9000/kamboja")

    assert own_address(mirror, "https://jobs.example.org/a?b=1") == "http://127.0.0.1:9000/a?b=1"
    assert own_address(mirror, "https://evil.example.org/a") is None


def test_a_canonical_address_names_nothing_and_is_never_asked() -> None:
    case = Case("jobpage", "json_ld")
    head = (
        b'<head><link rel="canonical" href="http://127.0.0.1:22/x"><meta property="og:url" content="http://127.0.0.1/">'
    )

    page = case.read(case.body.replace(b"<head>", head))

    assert (page.next, page.listed) == (None, ())
    assert [post.url for post in page.posts] == [post.url for post in case.read().posts]
