"""Boards of threads by address (HOST/PATH): Tieba (tieba.baidu.com/f?kw=NAME), others by declared selectors.

What such boards hide inside comments of the markup is laid open first. Lists stand in the order of the last answer, so
no place on a page is a place in time; a thread that was read whole is told by its first post.
"""

from __future__ import annotations

import re

from crawlers.boards.covered import uncovered
from crawlers.boards.declared_board import DeclaredBoard
from crawlers.boards.tieba import answers, page_of
from crawlers.charset import decode_page
from crawlers.decode import check_tags
from crawlers.html import parse
from crawlers.json_page import load, looks_like_json
from crawlers.page import Page
from crawlers.posting import EVASION, with_lost
from crawlers.walls import TORN, is_torn, wall
from posts.capture import Capture
from posts.post import with_fields

BASE = ""  # every source names its own board
HOSTS: frozenset[str] = frozenset()
MEDIA_HOSTS = ("tiebapic.baidu.com", "imgsrc.baidu.com", "bdimg.com")

NAME = re.compile(r"((?:[a-z0-9-]+\.)+[a-z0-9-]+)(/[^\s#\x00-\x1f]{0,500})")
UNKNOWN = "the page holds no thread and no post of a shape that we know or that the watchlist declares"


def is_name(name: str) -> bool:
    """Say whether a name is the address of a board without its `https://`."""
    return NAME.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the board's first page."""
    found = NAME.fullmatch(name)
    host, path = found.groups() if found else (name, "/")
    return f"{base or f'https://{host}'}{path}"


def older(name: str, base: str, before: int) -> str | None:
    """Return nothing: a board cannot be entered at a moment."""
    return None


def read(body: bytes, capture: Capture) -> Page:
    """Return the threads that a page lists, or the posts of a thread."""
    if looks_like_json(body):
        return answers(load(body), capture)
    decoded = decode_page(body, capture.headers)
    text = uncovered(decoded.text)
    plain = text.encode("utf-8", "replace")
    check_tags(plain)
    parsed = parse(plain)
    root = parsed.root
    page = DeclaredBoard(root, capture).page() if capture.declared else None
    page = page or page_of(root, text, capture) or wall(root, plain) or Page(outcome="page_changed", detail=UNKNOWN)
    torn = (TORN,) if page.outcome is None and is_torn(plain) else ()
    deep = () if parsed.is_whole else (EVASION,)
    return with_lost(with_fields(page, gaps=(*page.gaps, *torn, *deep)), decoded.lost)
