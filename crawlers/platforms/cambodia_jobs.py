"""Job portals of Cambodia: bongthom.com (plain pages), camhr.com and jobify.works (built by scripts: browser = true).

None of them offers structured data. Jobs are found by the paths of links and read by their own words, so that new class
names change nothing. A source is a portal, perhaps with the path of a search.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawlers.charset import decode_page
from crawlers.jobs.addresses import place_of
from crawlers.jobs.page import Board
from crawlers.json_page import looks_like_json
from crawlers.page import Page
from crawlers.posting import name_of, with_lost
from posts.capture import Capture
from posts.post import with_fields

BASE = ""  # each portal has its own
HOSTS = frozenset({"bongthom.com", "camhr.com", "jobify.works"})
MEDIA_HOSTS: tuple[str, ...] = ()

MANY_LINKS = 12  # a job's own page lists at most ten that are like it
ANY_PORTAL = re.compile(r"/job_detail/[^/?#]+|(?:/a)?/job/\d+(?:/[^/?#]*)?|/jobs?/[^/?#]{4,300}(?:/[^/?#]{1,300})?/?")


@dataclass(frozen=True, slots=True)
class Portal:
    """Where a portal lists its jobs, the paths of its jobs, and where their parts stand, if that is known."""

    home: str
    job_path: re.Pattern[str]
    parts: Mapping[str, str] = field(default_factory=dict)


PORTALS: Mapping[str, Portal] = {
    "bongthom.com": Portal("/job_list.html", re.compile(r"/job_detail/[^/?#]+")),
    "camhr.com": Portal(
        "/a/job", re.compile(r"(?:/a)?/job/\d+(?:/[^/?#]*)?"), {"title": ".job-name-span", "text": ".job-maininfo"}
    ),
    "jobify.works": Portal("/jobs", re.compile(r"/(?:[a-z]{2}/)?jobs?/[^/?#]{3,300}(?:/[^/?#]{1,300})?/?")),
}
NAME = re.compile(rf"(?:www\.)?({'|'.join(map(re.escape, PORTALS))})(/[^\s#\x00-\x1f]{{0,500}})?")


def is_name(name: str) -> bool:
    """Say whether a name is one of the portals, perhaps with a path."""
    return NAME.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the list."""
    found = NAME.fullmatch(name)
    host, path = found.groups() if found else (name, "/")
    portal = PORTALS.get(host)
    return f"{base or f'https://www.{host}'}{path or (portal.home if portal else '/')}"


def older(name: str, base: str, before: int) -> str | None:
    """Return nothing: a portal cannot be entered at a moment."""
    return None


def read(body: bytes, capture: Capture) -> Page:
    """Return the jobs that a page lists, or the job that it shows."""
    if looks_like_json(body):
        return Page(outcome="page_changed", detail="the answer is JSON, not a page")
    decoded = decode_page(body, capture.headers)
    portal = portal_of(capture)
    path = portal.job_path if portal else ANY_PORTAL
    board = Board("cambodia_jobs", decoded.text.encode("utf-8", "replace"), capture, path)
    if not is_job_page(board, path, capture):
        return with_lost(board.page(may_be_job=False), decoded.lost)
    page = board.page(may_be_job=True)
    if portal and portal.parts and not page.posts:  # its words did not show that it is a job: its known parts may
        declared = with_fields(capture, declared=dict(portal.parts))
        page = Board("cambodia_jobs", decoded.text.encode("utf-8", "replace"), declared, path).page(may_be_job=False)
    return with_lost(page, decoded.lost)


def portal_of(capture: Capture) -> Portal | None:
    """Return the portal of a source, or of the address that a page was saved from."""
    hosts = (name_of(capture).partition("/")[0], urlsplit(capture.url or "").hostname or "")
    return next((PORTALS[host] for name in hosts if (host := name.removeprefix("www.")) in PORTALS), None)


def is_job_page(board: Board, path: re.Pattern[str], capture: Capture) -> bool:
    """Say whether a page is one job's own: by its address, by the one it names, or because it is no long list."""
    own = urlsplit(capture.url or "").path
    if path.fullmatch(own) or board.names_itself():
        return True
    name = name_of(capture)
    is_home = is_name(name) and place_of(start(name, ""), capture) == place_of(capture.url or "", capture)
    return not is_home and len(board.links()) < MANY_LINKS
