"""HTML to text: the text nodes in page order, line breaks as LF, emoji as their fallback character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree, html

from posts.errors import PageChanged

Element: TypeAlias = Any  # lxml is untyped; this file is its door

SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
URL_IN_STYLE = re.compile(r"url\(\s*['\"]?([^'\")]{1,4000})")


def parse(body: bytes) -> Element:
    """Return the root of a UTF-8 page; refuse what is no page at all."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, no_network=True)
    try:
        root = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as problem:
        raise PageChanged("the answer is no HTML page") from problem
    return root


def text_of(element: Element) -> str:
    """Return an element's text, `<br>` as LF, outer white space removed."""
    return "".join(_pieces(element)).strip()


def _pieces(element: Element) -> Iterator[str]:
    if element.tag == "br":
        yield "\n"
    elif isinstance(element.tag, str) and element.tag not in SILENT:
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""


def by_class(element: Element, name: str) -> list[Element]:
    """Return the descendants of one class, in page order."""
    found: list[Element] = element.xpath(f'.//*[contains(concat(" ", normalize-space(@class), " "), " {name} ")]')
    return found


def values(element: Element, path: str) -> list[str]:
    """Return the attribute values that an XPath selects, as plain strings."""
    return [str(value) for value in element.xpath(path)]


def first(element: Element, name: str) -> Element | None:
    """Return the first descendant of one class."""
    found = by_class(element, name)
    return found[0] if found else None


def has_class(element: Element, name: str) -> bool:
    """Say whether an element has one class."""
    return name in (element.get("class") or "").split()


def text_or_none(element: Element | None) -> str | None:
    """Return an element's text, None when there is no element or no text."""
    return (text_of(element) or None) if element is not None else None


def image_in_style(element: Element | None) -> str | None:
    """Return the address of a CSS background image."""
    found = URL_IN_STYLE.search(element.get("style") or "") if element is not None else None
    return found.group(1).strip() if found else None


def stripped_length(body: bytes) -> int:
    """Return roughly how much text a page holds when all tags are cut out: a second opinion on the parser."""
    text = re.sub(rb"<(script|style|svg)\b.*?</\1>|<[^>]{0,65536}>", b" ", body, flags=re.DOTALL | re.IGNORECASE)
    return len(b"".join(text.split()))
