"""Mastodon and servers that speak its API: a hashtag (HOST/tags/TAG) or an account (HOST/@USER), older pages by max_id.

REST API v1 and v2 (docs.joinmastodon.org). One status has one `uri` on all servers, so it is one post wherever it is
seen. Numbers are milliseconds: Mastodon's own ids are milliseconds and 16 bits more (lib/mastodon/snowflake.rb).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from crawlers.fediverse.status import NEEDED, USUAL, status_reader
from crawlers.html import parse
from crawlers.json_page import as_list, as_map, as_text, load, looks_like_json
from crawlers.moments import milliseconds
from crawlers.page import Listed, Page
from crawlers.posting import Gathered, gathered, here
from crawlers.walls import no_json
from posts.capture import Capture

BASE = ""  # every source names its own server
HOSTS: frozenset[str] = frozenset()
MEDIA_HOSTS: tuple[str, ...] = ()  # the server's own; others by `media_hosts`

NAME = re.compile(r"((?:[a-z0-9-]+\.)+[a-z0-9-]+)/(?:tags/([^\W]{1,100})|@([A-Za-z0-9_]{1,30}(?:@[a-z0-9.-]+)?))")
PAGE_SIZE = 40  # the most that the API gives
LOW_BITS = 16  # of an id, below its milliseconds
LAST_MOMENT = 1 << 48  # milliseconds of the year 10889; every id of a status is larger
TIMELINES = ("/api/v1/timelines/", "/api/v1/accounts/")
NEXT = re.compile(r'<([^<>]{1,2000})>\s*;\s*rel="?next"?')
MAX_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


def is_name(name: str) -> bool:
    """Say whether a name is a server with a hashtag or an account."""
    return NAME.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the newest page, for an account that of its number."""
    return _address(name, base, None)


def older(name: str, base: str, before: int) -> str:
    """Return the address of the page with what was posted before a moment, or before the id of a status."""
    return _address(name, base, str(before if before > LAST_MOMENT else before << LOW_BITS))


def _address(name: str, base: str, max_id: str | None) -> str:
    found = NAME.fullmatch(name)
    server, tag, user = found.groups() if found else (name, "", None)
    root = base or f"https://{server}"
    more = {"max_id": max_id} if max_id else {}
    if user:
        return f"{root}/api/v1/accounts/lookup?{urlencode({'acct': user, **more})}"
    return f"{root}/api/v1/timelines/tag/{quote(tag or '')}?{urlencode({'limit': PAGE_SIZE, **more})}"


def read(body: bytes, capture: Capture) -> Page:
    """Return what an answer of the API holds: a timeline, a search, a thread, one status, or an account's number."""
    if not looks_like_json(body):
        return no_json(body, parse(body).root)
    found = load(body)
    if isinstance(found, dict) and set(found) == {"data"} and isinstance(found["data"], dict | list):
        found = found["data"]
    statuses = _statuses(found)
    if statuses is not None:
        return _timeline(statuses, capture)
    if "acct" in found and "id" in found:
        return _account(found, capture)
    return _refusal(found)


def _statuses(found: Any) -> list[Any] | None:
    if isinstance(found, list):
        return found
    if "content" in found or "account" in found:
        return [found]
    parts = [as_list(found[name]) for name in ("statuses", "ancestors", "descendants") if name in found]
    return [status for part in parts for status in part] if parts else None


def _timeline(statuses: list[Any], capture: Capture) -> Page:
    reader = status_reader(capture)
    done: Gathered = gathered(statuses, reader.read, NEEDED, USUAL)
    is_timeline = urlsplit(capture.url or "").path.startswith(TIMELINES)
    if not statuses and is_timeline and not _asked(capture).get("max_id"):
        detail = "the newest page is empty: nothing under this name, or shown to members only"
        return Page(outcome="no_preview", detail=detail)
    if statuses and not done.posts and done.outcome is None:
        return Page(outcome="no_preview", detail="no status of the page is public")
    if not statuses and not is_timeline:
        return Page(outcome="no_preview", detail="the answer holds no status")
    return Page(
        posts=done.posts,
        numbers=tuple(number for post in done.posts if (number := milliseconds(post.posted_at)) is not None),
        next=_next(statuses, capture) if is_timeline else None,
        gaps=(*done.gaps, *reader.gaps()),
        outcome=done.outcome,
        detail=done.detail,
    )


def _next(statuses: list[Any], capture: Capture) -> str | None:
    """Return the address of the page before this one: as the server says, else before the last status."""
    said = [value for name, value in capture.headers if name.lower() == "link"]
    found = NEXT.search(",".join(said))
    max_id = parse_qs(urlsplit(found.group(1)).query).get("max_id", [""])[0] if found else ""
    if not said and statuses:
        max_id = as_text(as_map(statuses[-1]).get("id")) or ""
    if not MAX_ID.fullmatch(max_id):
        return None
    return f"{here(capture)}{urlsplit(capture.url or '').path}?{urlencode({'limit': PAGE_SIZE, 'max_id': max_id})}"


def _account(found: dict[str, Any], capture: Capture) -> Page:
    number = as_text(found.get("id")) or ""
    if found.get("suspended") is True:
        return Page(outcome="no_preview", detail="the account is suspended on this server")
    if not MAX_ID.fullmatch(number):
        return Page(outcome="page_changed", detail="the account has no number")
    more = {name: value[0] for name, value in _asked(capture).items() if name == "max_id"}
    asked = urlencode({"limit": PAGE_SIZE, **more})
    return Page(listed=(Listed(url=f"{here(capture)}/api/v1/accounts/{number}/statuses?{asked}"),), numbers=())


def _refusal(found: dict[str, Any]) -> Page:
    said = as_text(found.get("error"))
    if said is None:
        return Page(outcome="page_changed", detail="the answer has no part that we know")
    if "not found" in said.lower():
        return Page(outcome="unclaimed", detail="the server knows nothing under this name")
    return Page(outcome="blocked", detail=f"the server refuses: {said[:100]}")


def _asked(capture: Capture) -> dict[str, list[str]]:
    return parse_qs(urlsplit(capture.url or "").query)
