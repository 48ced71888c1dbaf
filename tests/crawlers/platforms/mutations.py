"""Mutations: what happens to pages overnight; each must come out as an outcome or a gap, never as "no posts"."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from crawlers.page import Page
from posts.errors import LurewatchError
from posts.post import Post
from tests.crawlers.platforms.cases import Case

WALLS = {
    "login": "<html><title>Log in to go on</title><form><input type=password></form></html>",
    "captcha": "<html><title>One moment</title><div class=g-captcha></div></html>",
    "consent": "<html><title>Before you continue</title><button>Accept all</button></html>",
    "block": "<html><h1>Access denied</h1><p>Too many requests</p></html>",
    "soft 404": "<html><h1>Page not found</h1></html>",
    "other page": "<html><h1>Welcome</h1><p>to our new site</p></html>",
    "empty page": "<html></html>",
    "nothing": "",
}
OTHER_JSON: dict[str, Any] = {
    "no object": "words",
    "null": None,
    "number": 7,
    "error": {"error": "unavailable", "message": "try later"},
    "wrapped": {"result": {"rows": []}},
    "list of words": ["a", "b"],
    "list of lists": [[], []],
    "empty object": {},
}
SWAPS: dict[str, Callable[[Any], Any]] = {
    "lists to objects": lambda value: {"0": value} if isinstance(value, list) else value,
    "texts to numbers": lambda value: 7 if isinstance(value, str) else value,
    "objects to texts": lambda value: "x" if isinstance(value, dict) else value,
}


def outcome_of(case: Case, body: bytes) -> Page:
    """Read a body in the place of a case's page; our own refusal is a changed page, as the worker has it."""
    try:
        return case.read(body)
    except LurewatchError as problem:
        return Page(outcome="page_changed", detail=problem.what)


def tells(page: Page, before: Page) -> bool:
    """Say whether a page says that something is wrong, or holds all that it held before."""
    return bool(page.outcome or page.gaps) or content(page) == content(before)


def content(page: Page) -> list[object]:
    """Return what would make a new revision of a page's posts, and the pages that it lists."""
    return [*map(_content, page.posts), *(one.url for one in page.listed)]


def _content(post: Post) -> object:
    kinds = [(one.kind, one.role, one.url) for one in post.media]
    author = (post.author.handle, post.author.name)
    return (
        post.id,
        post.text,
        post.posted_at,
        post.edited_at,
        post.links,
        post.reply_to,
        post.repost_of,
        author,
        kinds,
    )


def walls_of(case: Case) -> Iterator[tuple[str, bytes]]:
    """Yield pages that stand in the place of a case's."""
    for name, page in WALLS.items():
        yield name, page.encode()
    for name, value in OTHER_JSON.items():
        yield name, json.dumps(value).encode()


def damages_of(case: Case) -> Iterator[tuple[str, bytes]]:
    """Yield a case's page in other encodings, cut short, and emptied."""
    body = case.body
    yield "cut in half", body[: len(body) // 2]
    yield "cut near its end", body[:-40]
    yield "as UTF-16 without a mark", body.decode().encode("utf-16-le")
    yield "as another charset", body.decode().encode("cp1251", "replace").replace(b"\n", b"\n\xff")
    yield "doubled", body + body


def renamed_fields(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a JSON page once for each field name in it, renamed wherever it stands."""
    text = body.decode()
    for name in sorted(set(re.findall(r'"([A-Za-z_$@][\w.$@-]*)"\s*:', text))):
        yield name, re.sub(rf'"{re.escape(name)}"(\s*:)', r'"x_renamed"\1', text).encode()


def swapped_types(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a JSON page with the types of its inner values changed."""
    value = json.loads(body)
    for name, swap in SWAPS.items():
        yield name, json.dumps(_swapped(value, swap, depth=0)).encode()


def _swapped(value: Any, swap: Callable[[Any], Any], depth: int) -> Any:
    if isinstance(value, list):
        value = [_swapped(one, swap, depth + 1) for one in value]
    elif isinstance(value, dict):
        value = {name: _swapped(one, swap, depth + 1) for name, one in value.items()}
    return swap(value) if depth > 1 else value


def emptied_lists(body: bytes) -> bytes:
    """Return a JSON page with its outermost lists emptied."""
    return json.dumps(_emptied(json.loads(body))).encode()


def _emptied(value: Any) -> Any:
    if isinstance(value, list):
        return []
    return {name: _emptied(one) for name, one in value.items()} if isinstance(value, dict) else value


def renamed_elements(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield an XML page once for each element without a namespace in it, renamed; not what its authors write with."""
    text = body.decode()
    for name in sorted(set(re.findall(r"<([A-Za-z]+)[\s>]", text)) - {"a", "b", "div", "img", "p"}):
        yield name, re.sub(rf"<(/?){name}(?=[\s/>])", r"<\1renamed", text).encode()


def renamed_classes(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a page of markup once for each class name in it, renamed wherever it stands."""
    text = body.decode()
    for name in sorted({name for names in re.findall(r'class="([^"]*)"', text) for name in names.split()}):
        yield name, re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "x_renamed", text).encode()
