"""Declared selectors: where the watchlist says that the parts of a page stand, as CSS (`h1`, `a.job::attr(href)`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator

from crawlers.html import Element, text_of
from posts.errors import SettingsError

MAX_SELECTOR_CHARS = 400  # real ones have below 100
# The parts that a source of a platform may declare.
JOB_PARTS = frozenset({"list", "next", "title", "text", "company", "place", "pay", "posted", "contact", "picture"})
BOARD_PARTS = frozenset({"post", "link", "next", "title", "text", "author", "place", "pay", "posted", "picture"})
PARTS: Mapping[str, frozenset[str]] = {"jobpage": JOB_PARTS, "board": BOARD_PARTS}


def problem_in(platform: str, selectors: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Return what is wrong with a source's selectors: the part, what, and what to do."""
    parts = PARTS.get(platform, frozenset())
    for part, selector in selectors.items():
        if part not in parts:
            return part, f"{platform} knows no part {part!r}", f"use one of: {', '.join(sorted(parts))}"
        try:
            xpath(selector)
        except SettingsError as problem:
            return part, f"{part}: {problem.what}", problem.do
    return None


@lru_cache(maxsize=256)
def xpath(selector: str) -> str:
    """Return a CSS selector as XPath; refuse what is none."""
    try:
        if len(selector) > MAX_SELECTOR_CHARS:
            raise SettingsError(f"a selector of more than {MAX_SELECTOR_CHARS} characters", "write a shorter one")
        return str(HTMLTranslator().css_to_xpath(selector))
    except (SelectorError, NotImplementedError) as problem:
        what = f"{selector!r} is no CSS selector: {problem}"
        raise SettingsError(what, 'write it like "div.job h2" or "a.next::attr(href)"') from problem


def elements(root: Element, selector: str | None) -> list[Element]:
    """Return the elements that a selector chooses, in page order."""
    found = root.xpath(xpath(selector)) if selector else []
    return [one for one in found if not isinstance(one, str)]


def texts(root: Element, selector: str | None) -> list[str]:
    """Return the texts that a selector chooses, without those that are empty: of elements, attributes, text nodes."""
    found = root.xpath(xpath(selector)) if selector else []
    shown = [one.strip() if isinstance(one, str) else text_of(one) for one in found]
    return [str(text) for text in shown if text]
