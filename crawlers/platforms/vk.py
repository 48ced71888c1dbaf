"""VK by its official API: a wall (screen name, club1, id1) by wall.get, or search/WORDS by newsfeed.search.

Both need a service key. A wall is paged by offset: posts that come meanwhile make pages overlap, never leave a hole.
Numbers are the ids of posts, which grow on one wall; in a search, which spans many, seconds.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawlers.html import parse
from crawlers.json_page import as_int, as_list, as_map, as_text, clean, load, looks_like_json, maps
from crawlers.page import Missing, Page
from crawlers.posting import gathered, here
from crawlers.vk.wall import NEEDED, USUAL, WallReader
from crawlers.walls import no_json
from posts.capture import Capture, Outcome

BASE = "https://api.vk.com"
HOSTS: frozenset[str] = frozenset()
MEDIA_HOSTS = ("userapi.com", "vkuserphoto.ru", "vk-cdn.net", "okcdn.ru", "mycdn.me")

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]{1,60}|-?[1-9]\d{0,15}|search/[^\x00-\x1f]{1,200}")
POST = re.compile(r"-?\d{1,16}_\d{1,16}")
NUMBERED = re.compile(r"(club|public|event|id)([1-9]\d{0,15})")
VERSION = "5.199"
PAGE_SIZE = 100
MAX_OFFSET = 1_000_000
TOKEN_CHARS = 200
UNCOUNTED = Missing(
    kind="unknown_part", sentence="the answer does not say how many posts there are: its shape has changed"
)
# error_code of the API (dev.vk.com/reference/errors): what it means for a visit.
ERRORS: dict[int, tuple[Outcome, str]] = {
    5: ("blocked", "VK does not take the key"),
    6: ("blocked", "VK says that we ask too often"),
    9: ("blocked", "VK says that we ask too often"),
    14: ("blocked", "VK wants a captcha"),
    15: ("no_preview", "the wall is closed"),
    17: ("blocked", "VK wants a login confirmed"),
    18: ("no_preview", "the page was deleted or blocked by VK"),
    19: ("no_preview", "the content is not shown to us"),
    29: ("blocked", "the day's share of requests is used up"),
    30: ("no_preview", "the profile is private"),
    100: ("unclaimed", "VK knows no wall of this name"),
    113: ("unclaimed", "VK knows nobody of this name"),
    125: ("unclaimed", "VK knows no group of this number"),
    203: ("no_preview", "the group is closed"),
}


def is_name(name: str) -> bool:
    """Say whether a name is a screen name, a number of a group or person, or a search."""
    return NAME.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the newest page."""
    kind, _, words = name.partition("/")
    shared = {"count": str(PAGE_SIZE), "extended": "1", "v": VERSION}
    if kind == "search":
        return f"{base}/method/newsfeed.search?{urlencode({'q': words, **shared})}"
    found = NUMBERED.fullmatch(name)
    number = f"{'' if found.group(1) == 'id' else '-'}{found.group(2)}" if found else name
    whose = "owner_id" if number.lstrip("-").isdigit() else "domain"
    return f"{base}/method/wall.get?{urlencode({whose: number, **shared})}"


def older(name: str, base: str, before: int) -> str | None:
    """Return the address of the page of a search before a second; a wall cannot be entered at a post."""
    return f"{start(name, base)}&end_time={before}" if name.startswith("search/") else None


def read(body: bytes, capture: Capture) -> Page:
    """Return the posts of an answer of the API, or of the inner part of one."""
    if not looks_like_json(body):
        return no_json(body, parse(body).root)
    found = load(body)
    answer = found.get("response", found) if isinstance(found, dict) else found
    if isinstance(answer, list):  # API 3.x: the count, then the posts; or wall.getById
        counts = [one for one in answer if isinstance(one, int)]
        answer = {"items": [one for one in answer if not isinstance(one, int)], "count": (*counts, len(answer))[0]}
    if isinstance(answer, dict) and isinstance(answer.get("wall"), list):  # API 3.x with extended=1
        answer = answer | {"items": [one for one in answer["wall"] if not isinstance(one, int)]}
    if not isinstance(answer, dict) or not isinstance(answer.get("items"), list):
        return _refusal(as_map(found))
    return _wall(answer, capture)


def _wall(answer: dict[str, Any], capture: Capture) -> Page:
    sent = as_list(answer["items"])
    items = [one for one in sent if not _is_stub(one)]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(capture.url or "").query).items()}
    is_first = not {"offset", "start_from", "end_time"} & set(asked)
    if not items and is_first and not capture.looked_for:
        return Page(outcome="no_preview", detail="the wall shows no post to us")
    reader = WallReader(capture, answer)
    is_old = any("to_id" in item for item in maps(items))
    done = gathered(items, reader.read, NEEDED, [name for name in USUAL if not (is_old and name == "owner_id")])
    if items and not done.posts and done.outcome is None:
        return Page(outcome="no_preview", detail="the wall shows only posts that are not published yet")
    is_search = urlsplit(capture.url or "").path.endswith("newsfeed.search")
    numbers = [as_int(item.get("date")) if is_search else reader.number(item) for item in maps(items)]
    is_counted = as_int(answer.get("count")) is not None or "v" not in asked
    return Page(
        posts=done.posts,
        numbers=tuple(one for one in numbers if one is not None) if done.posts else (),
        next=_next(answer, len(sent), asked, capture),
        gaps=(*done.gaps, *reader.gaps(), *(() if is_counted else (UNCOUNTED,))),
        outcome=done.outcome,
        detail=done.detail,
    )


def _is_stub(item: Any) -> bool:
    """Say whether an item only says that a post was taken away: its id, and nothing that was published."""
    return isinstance(item, dict) and item.get("is_deleted") is True and "text" not in item


def _next(answer: dict[str, Any], read: int, asked: dict[str, str], capture: Capture) -> str | None:
    place = f"{here(capture)}{urlsplit(capture.url or '').path}"
    token = as_text(answer.get("next_from"))
    if token is not None and len(token) <= TOKEN_CHARS:
        return f"{place}?{urlencode(asked | {'start_from': clean(token)})}" if asked else None
    at = as_int(asked.get("offset", "0"))
    total = as_int(answer.get("count"))
    if at is None or total is None or not read or "v" not in asked or not at + read < min(total, MAX_OFFSET):
        return None
    return f"{place}?{urlencode(asked | {'offset': str(at + read)})}"


def _refusal(found: dict[str, Any]) -> Page:
    error = as_map(found.get("error"))
    code, said = as_int(error.get("error_code")), as_text(error.get("error_msg")) or as_text(found.get("error"))
    if code in ERRORS:
        outcome, detail = ERRORS[code]
        return Page(outcome=outcome, detail=f"{detail} ({code})")
    if code is not None or said is not None:
        return Page(outcome="blocked", detail=f"VK refuses: {(said or str(code))[:100]}")
    return Page(outcome="page_changed", detail="the answer has no part that we know")
