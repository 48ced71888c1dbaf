"""Any job board by its address (HOST/PATH): a list of jobs or one job.

Read by schema.org's JobPosting in JSON-LD, microdata or RDFa; else by selectors that the watchlist declares; else a
listed page by its own words. Boards sort by pay, not by time: what was read whole is told by its address, and a visit
ends at the page that lists nothing new.
"""

from __future__ import annotations

import re

from crawlers.charset import decode_page
from crawlers.jobs.addresses import host_of, place_of
from crawlers.jobs.page import Board
from crawlers.json_page import looks_like_json
from crawlers.page import Page
from crawlers.posting import name_of, with_lost
from posts.capture import Capture

BASE = ""  # every source names its own board
HOSTS: frozenset[str] = frozenset()
MEDIA_HOSTS: tuple[str, ...] = ()  # the board's own; others by `media_hosts`

NAME = re.compile(r"((?:[a-z0-9-]+\.)+[a-z0-9-]+)(/[^\s#\x00-\x1f]{0,500})")


def is_name(name: str) -> bool:
    """Say whether a name is the address of a page without its `https://`."""
    return NAME.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the page."""
    found = NAME.fullmatch(name)
    host, path = found.groups() if found else (name, "/")
    return f"{base or f'https://{host}'}{path}"


def older(name: str, base: str, before: int) -> str | None:
    """Return nothing: a board cannot be entered at a moment."""
    return None


def read(body: bytes, capture: Capture) -> Page:
    """Return the jobs of a page, or the pages of jobs that it lists."""
    if looks_like_json(body):
        return Page(outcome="page_changed", detail="the answer is JSON, not a page")
    decoded = decode_page(body, capture.headers)
    board = Board("jobpage", decoded.text.encode("utf-8", "replace"), capture)
    return with_lost(board.page(may_be_job=is_listed(capture)), decoded.lost)


def structured(body: bytes, capture: Capture) -> Page | None:
    """Return the jobs that any page of the web states as structured data; None where it states none."""
    decoded = decode_page(body, capture.headers)
    page = Board("jobpage", decoded.text.encode("utf-8", "replace"), capture).structured()
    return None if page is None else with_lost(page, decoded.lost)


def is_listed(capture: Capture) -> bool:
    """Say whether a page was reached from a list: only there may its words alone make it a job."""
    name = name_of(capture)
    return bool(name) and place_of(start(name, f"https://{host_of(capture)}"), capture) != place_of(
        capture.url or "", capture
    )
