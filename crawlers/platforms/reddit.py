"""Reddit by its official API: a subreddit (r/NAME), a user (user/NAME) or a search (search/WORDS), newest first.

Without a key the API refuses; r/NAME is also a feed without one: www.reddit.com/r/NAME/new/.rss (platform `feed`).
Numbers are the ids of submissions, which grow with time on all of Reddit. A listing ends after about 1,000.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawlers.html import parse
from crawlers.json_page import as_int, as_list, as_map, as_text, load, looks_like_json
from crawlers.page import Missing, Page
from crawlers.posting import Needed, gathered, here
from crawlers.reddit.thing import USUAL, USUAL_COMMENT, ThingReader, number
from crawlers.walls import no_json
from posts.capture import Capture, Outcome

BASE = "https://oauth.reddit.com"
HOSTS = frozenset({"reddit.com"})
EXCHANGE = "https://www.reddit.com/api/v1/access_token"  # for a key of the form ID:SECRET
MEDIA_HOSTS = ("redd.it", "redditmedia.com")

NAME = re.compile(r"r/([A-Za-z0-9_]{2,24})|user/([A-Za-z0-9_-]{2,24})|search/([^\x00-\x1f]{1,200})")
PAGE_SIZE = 100
MOST_COMMENTS = 5_000  # nested answers of one thread
THING: Needed = {"kind": str, "data": dict}
FULLNAME = re.compile(r"t[13]_[a-z0-9]{1,12}")
KINDS = frozenset({"t1", "t3", "more"})
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SHUT: dict[str, tuple[Outcome, str]] = {
    "private": ("no_preview", "the subreddit is private"),
    "banned": ("no_preview", "Reddit has closed this subreddit"),
    "quarantined": ("no_preview", "Reddit hides this subreddit behind a warning"),
    "gold_only": ("no_preview", "the subreddit is for paying members"),
}


def is_name(name: str) -> bool:
    """Say whether a name is a subreddit, a user or a search."""
    return NAME.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the newest page of a listing."""
    return _address(name, base, {})


def older(name: str, base: str, before: int) -> str:
    """Return the address of the page after the submission with a number."""
    digits, rest = "", before
    while rest:
        rest, digit = divmod(rest, len(DIGITS))
        digits = DIGITS[digit] + digits
    return _address(name, base, {"after": f"t3_{digits or '0'}"})


def _address(name: str, base: str, more: dict[str, str]) -> str:
    found = NAME.fullmatch(name)
    subreddit, user, words = found.groups() if found else (name, None, None)
    asked = {"limit": str(PAGE_SIZE), "raw_json": "1", **more}
    if words:
        return f"{base}/search?{urlencode({'q': words, 'sort': 'new', 'type': 'link', **asked})}"
    if user:
        return f"{base}/user/{user}/submitted?{urlencode({'sort': 'new', **asked})}"
    return f"{base}/r/{subreddit}/new?{urlencode(asked)}"


def read(body: bytes, capture: Capture) -> Page:
    """Return what an answer of the API holds: a listing, or a thread with its comments."""
    if not looks_like_json(body):
        return no_json(body, parse(body).root)
    found = load(body)
    if things := _bare(found):
        return _listing([{"data": {"children": things, "after": None}}], capture)
    listings = found if isinstance(found, list) else [found]
    if listings and all(isinstance(one, dict) and one.get("kind") == "Listing" for one in listings):
        return _listing(listings, capture)
    return _refusal(as_map(found))


def _bare(found: Any) -> list[Any]:
    """Return things that stand outside a listing: one, those that a thread held back, or what tools have exported."""
    held_back = as_list(as_map(as_map(as_map(found).get("json")).get("data")).get("things"))
    items = held_back or (found if isinstance(found, list) else [found])
    if items and all(isinstance(one, dict) and one.get("kind") in KINDS for one in items):
        return items
    if items and all(isinstance(one, dict) and "created_utc" in one for one in items):
        return [{"kind": "t1" if "link_id" in one else "t3", "data": one} for one in items]
    return []


def _listing(listings: list[dict[str, Any]], capture: Capture) -> Page:
    tops = [as_map(one.get("data")).get("children") for one in listings]
    if not all(isinstance(top, list) for top in tops):
        return Page(outcome="page_changed", detail="the listing has no field 'children'")
    things, unseen = _flat([thing for top in tops for thing in as_list(top)])
    data = as_map(listings[0].get("data"))
    asked = parse_qs(urlsplit(capture.url or "").query)
    if not things and not asked.get("after") and not capture.looked_for:
        detail = "the newest page is empty: nothing under this name, or nothing shown without an account"
        return Page(outcome="no_preview", detail=detail)
    reader = ThingReader(capture)
    is_comments = not any(as_map(thing).get("kind") == "t3" for thing in things)
    done = gathered(things, reader.read, THING, [f"data.{name}" for name in (USUAL_COMMENT if is_comments else USUAL)])
    if things and not done.posts and done.outcome is None:
        return Page(outcome="no_preview", detail="the listing holds advertisements of Reddit only")
    missing = Missing(kind="not_shown", sentence=f"comments that the thread does not show at once: {unseen}")
    pinned = {post.id for post in done.posts if "pinned" in post.labels}
    numbers = [number(post.native_id) for post in done.posts if post.id not in pinned]
    shape = Missing(kind="unknown_part", sentence="the listing has no field 'after': its shape has changed")
    return Page(
        posts=done.posts,
        numbers=tuple(one for one in numbers if one is not None),
        next=_next(as_text(data.get("after")), capture),
        gaps=(
            *done.gaps,
            *reader.gaps(),
            *((missing,) if unseen else ()),
            *(() if _has_after(data, things) else (shape,)),
        ),
        outcome=done.outcome,
        detail=done.detail,
    )


def _has_after(data: dict[str, Any], things: list[Any]) -> bool:
    return "after" in data or (len(things) < PAGE_SIZE and "before" not in data)


def _flat(children: list[Any]) -> tuple[list[Any], int]:
    """Return things with the answers nested below them, in page order, and how many more there are."""
    waiting, unseen = list(reversed(children)), 0
    things: list[Any] = []
    while waiting and len(things) < MOST_COMMENTS:
        thing = waiting.pop()
        data = as_map(as_map(thing).get("data"))
        if as_map(thing).get("kind") == "more":
            unseen += as_int(data.get("count")) or len(as_list(data.get("children")))
            continue
        things.append(thing)
        waiting += reversed(as_list(as_map(as_map(data.get("replies")).get("data")).get("children")))
    return things, unseen + len(waiting)


def _next(after: str | None, capture: Capture) -> str | None:
    parts = urlsplit(capture.url or "")
    if after is None or not FULLNAME.fullmatch(after) or not parts.query:
        return None
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return f"{here(capture)}{parts.path}?{urlencode(asked | {'after': after})}"


def _refusal(found: dict[str, Any]) -> Page:
    reason = as_text(found.get("reason")) or ""
    if reason in SHUT:
        outcome, detail = SHUT[reason]
        return Page(outcome=outcome, detail=detail)
    code, said = as_int(found.get("error")), as_text(found.get("message")) or as_text(found.get("error"))
    if code == 404:
        return Page(outcome="unclaimed", detail="Reddit knows nothing under this name")
    if said is not None or code is not None:
        return Page(outcome="blocked", detail=f"Reddit refuses: {(said or str(code))[:100]}")
    return Page(outcome="page_changed", detail="the answer has no part that we know")
