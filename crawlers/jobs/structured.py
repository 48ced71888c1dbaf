"""Structured data of a page: schema.org things in JSON-LD, microdata and RDFa, as plain objects with `@type`."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from crawlers.html import Element, text_of
from crawlers.jobs.state import objects_in
from crawlers.json_page import check_values, clean, whole_signs

MOST_OBJECTS = 20_000  # looked at on one page; real ones have below 200
MOST_DEPTH = 60
OPENERS = ("<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[")
CLOSERS = ("-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", ";")
COMMA = re.compile(r",(\s*[}\]])")
ADDRESSES = {
    "a": "href",
    "area": "href",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "object": "data",
    "data": "value",
    "time": "datetime",
    "meter": "value",
}
MARKUP = frozenset(
    {"description", "responsibilities", "qualifications", "skills", "jobBenefits", "incentiveCompensation"}
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How markup says that an element is a thing, of which type, and which property of the thing above it."""

    scope: str
    kind: str
    name: str


MICRODATA = Dialect("itemscope", "itemtype", "itemprop")
RDFA = Dialect("typeof", "typeof", "property")


def types_of(thing: dict[str, Any]) -> set[str]:
    """Return the types of a thing, without the address of their vocabulary."""
    found = thing.get("@type")
    names = found if isinstance(found, list) else [found]
    return {re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)}


def things_in(root: Element, kind: str) -> list[dict[str, Any]]:
    """Return the things of one type on a page, in page order; JSON-LD says the same as markup, and more of it."""
    for found in (_linked_data(root), _marked_up(root, MICRODATA), _marked_up(root, RDFA)):
        things = [thing for thing in found if kind in types_of(thing)]
        if things:
            return things
    return []


def unreadable_in(root: Element) -> int:
    """Return how many pieces of JSON-LD of a page are no JSON."""
    return sum(_loaded(script) is None for script in _scripts(root))


def _scripts(root: Element) -> list[str]:
    found = root.xpath('//script[contains(translate(@type, "LDJSON", "ldjson"), "ld+json")]')
    return [text for script in found if (text := (script.text or "").strip())]


def _linked_data(root: Element) -> Iterator[dict[str, Any]]:
    for script in _scripts(root):
        yield from objects_in(_loaded(script))


def _loaded(script: str) -> Any:
    """Return the value of a piece of JSON-LD, forgiving what boards get wrong: wrappers, raw newlines, last commas."""
    plain = _unwrapped(script)
    check_values(plain)
    for text in (plain, COMMA.sub(r"\1", plain), entities.unescape(plain)):
        try:
            return whole_signs(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            continue
    return None


def _unwrapped(script: str) -> str:
    plain = script.strip()
    for opener in OPENERS:
        plain = plain.removeprefix(opener).lstrip()
    for closer in (*CLOSERS, *CLOSERS):
        plain = plain.removesuffix(closer).rstrip()
    return plain


def _marked_up(root: Element, dialect: Dialect) -> Iterator[dict[str, Any]]:
    for element in root.iter():
        if isinstance(element.tag, str) and dialect.scope in element.attrib and dialect.kind in element.attrib:
            yield _thing(element, dialect)


def _thing(element: Element, dialect: Dialect, depth: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": (element.get(dialect.kind) or "").split()}
    waiting = list(reversed(element))
    while waiting and len(found) < MOST_OBJECTS:
        at = waiting.pop()
        if not isinstance(at.tag, str):
            continue
        is_thing = dialect.scope in at.attrib
        for name in (at.get(dialect.name) or "").split():
            value = _thing(at, dialect, depth + 1) if is_thing and depth < MOST_DEPTH else _value(at, name)
            _put(found, re.split(r"[/#:]", name)[-1], value)
        if not is_thing:
            waiting += reversed(at)
    return found


def _put(found: dict[str, Any], name: str, value: Any) -> None:
    """Keep a property; one that stands twice becomes a list."""
    before = found.get(name)
    found[name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]


def _value(element: Element, name: str) -> str:
    if element.get("content") is not None:
        return clean(element.get("content"))
    attribute = ADDRESSES.get(element.tag)
    if attribute and element.get(attribute) is not None:
        return clean(element.get(attribute))
    if name in MARKUP:
        return clean(etree.tostring(element, encoding="unicode", with_tail=False))
    return clean(text_of(element))
