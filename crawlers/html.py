"""HTML to text: the text nodes in page order, line breaks as LF, emoji as their fallback character."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, TypeAlias

from lxml import etree, html

from posts.errors import PageChanged

Element: TypeAlias = Any  # lxml is untyped; this file is its door

SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
URL_IN_STYLE = re.compile(r"url\(\s*['\"]?([^'\")]{1,4000})")
TOO_DEEP = "Excessive depth"  # libxml2's words; what lies deeper is dropped without an error
TAG_NAME = re.compile(rb"/?[a-z][a-z0-9]*")
SEEN_WIDTH = 32  # bytes of a tag that are looked at for its name


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page's root; `is_whole` is false where it is nested deeper than any parser we have follows."""

    root: Element
    is_whole: bool


def parse(body: bytes) -> Parsed:
    """Return the root of a UTF-8 page; refuse what is no page at all."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as problem:
        raise PageChanged("the answer is no HTML page") from problem
    return Parsed(root, not any(entry.message.startswith(TOO_DEEP) for entry in parser.error_log))


def text_of(element: Element) -> str:
    """Return an element's text, `<br>` as LF, outer white space removed."""
    return "".join(_pieces(element)).strip()


def _pieces(element: Element) -> Iterator[str]:
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, at in walker:
        if event == "end":
            yield (at.tail or "") if at is not element else ""
        elif at.tag == "br":
            yield "\n"
        elif at.tag in SILENT:
            walker.skip_subtree()
        else:
            yield at.text or ""


def by_class(element: Element, name: str) -> list[Element]:
    """Return the descendants of one class, in page order."""
    found: list[Element] = element.xpath(f'.//*[contains(concat(" ", normalize-space(@class), " "), " {name} ")]')
    return found


def classes_of(element: Element) -> list[str]:
    """Return the classes of an element."""
    return (element.get("class") or "").split()


def values(element: Element, path: str) -> list[str]:
    """Return the attribute values that an XPath selects, as plain strings."""
    return [str(value) for value in element.xpath(path)]


def first(element: Element, name: str) -> Element | None:
    """Return the first descendant of one class."""
    found = by_class(element, name)
    return found[0] if found else None


def has_class(element: Element, name: str) -> bool:
    """Say whether an element has one class."""
    return name in classes_of(element)


def is_inside(element: Element, top: Element, names: Set[str]) -> bool:
    """Say whether an element stands in one of some classes below `top`."""
    between = takewhile(lambda parent: parent is not top, element.iterancestors())
    return any(not names.isdisjoint(classes_of(parent)) for parent in between)


def text_or_none(element: Element | None) -> str | None:
    """Return an element's text, None when there is no element or no text."""
    return (text_of(element) or None) if element is not None else None


def image_in_style(element: Element | None) -> str | None:
    """Return the address of a CSS background image."""
    found = URL_IN_STYLE.search(element.get("style") or "") if element is not None else None
    return found.group(1).strip() if found else None


def web_address(raw: str | None) -> str | None:
    """Return an address with its scheme where the page leaves it out (//host/path)."""
    return f"https:{raw}" if raw and raw.startswith("//") else raw


def seen_length(text: str) -> int:
    """Return how many characters of a text are no white space."""
    return len("".join(text.split()))


def stripped_length(body: bytes) -> int:
    """Return how much text a page holds when all tags are cut out: a second opinion on the parser, in linear time."""
    text = b" ".join(_between_tags(body)).decode("utf-8", "replace")
    return seen_length(entities.unescape(text))


def _between_tags(body: bytes) -> Iterator[bytes]:
    low = body.lower()
    at = 0
    while (start := body.find(b"<", at)) >= 0:
        yield body[at:start]
        at = _after(low, start)
        if at < 0:
            return
    yield body[at:]


def _after(low: bytes, start: int) -> int:
    """Return where the text goes on after the tag, comment or silent element at `start`; -1 if nowhere."""
    if low.startswith(b"<!--", start):
        return _past(low, b"-->", start)
    name = TAG_NAME.match(low, start + 1, start + SEEN_WIDTH)
    if name is None and not low.startswith((b"<!", b"<?"), start):
        return start + 1  # a lone sign: it is text
    if name is not None and name.group().decode() in SILENT:
        start = low.find(b"</" + name.group(), start)
        if start < 0:
            return -1
    return _past(low, b">", start)


def _past(low: bytes, sign: bytes, start: int) -> int:
    at = low.find(sign, start)
    return at + len(sign) if at >= 0 else -1
