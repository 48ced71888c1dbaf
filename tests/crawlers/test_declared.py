"""Declared selectors: CSS of the watchlist, refused with a reason where it is none, never where it finds nothing."""

from __future__ import annotations

import pytest

from crawlers.declared import elements, problem_in, texts, xpath
from crawlers.html import parse
from posts.errors import SettingsError

PAGE = b"""<div class="job"><h2> CS  Poipet </h2><a class="more" href="/x">lihat</a><p></p></div>
<div class="job"><h2>Admin</h2></div>"""


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("h2", ["CS  Poipet", "Admin"]),
        ("div.job h2::text", ["CS  Poipet", "Admin"]),
        ("a.more::attr(href)", ["/x"]),
        ("p", []),
        ("table", []),
        (None, []),
    ],
)
def test_a_selector_chooses_texts_in_page_order_without_empty_ones(selector: str | None, found: list[str]) -> None:
    assert texts(parse(PAGE).root, selector) == found


def test_elements_are_chosen_without_texts_and_attributes() -> None:
    root = parse(PAGE).root

    assert [one.tag for one in elements(root, "div.job > *")] == ["h2", "a", "p", "h2"]
    assert elements(root, "a::attr(href)") == []
    assert elements(root, None) == []


@pytest.mark.parametrize("selector", ["", "div[", "a::unknown", "h1::attr()", ":hover()", "x" * 500])
def test_what_is_no_selector_is_refused_with_what_to_do(selector: str) -> None:
    with pytest.raises(SettingsError) as told:
        xpath(selector)

    assert told.value.do


@pytest.mark.parametrize(
    ("platform", "selectors", "part"),
    [
        ("jobpage", {"title": "h1", "pay": ".gaji"}, None),
        ("board", {"post": "div.post", "author": "a"}, None),
        ("jobpage", {"judul": "h1"}, "judul"),
        ("jobpage", {"title": "h1["}, "title"),
        ("feed", {"title": "h1"}, "title"),
        ("feed", {}, None),
    ],
)
def test_a_source_s_selectors_are_checked_by_their_parts(
    platform: str, selectors: dict[str, str], part: str | None
) -> None:
    problem = problem_in(platform, selectors)

    assert (problem and problem[0]) == part
