"""Discourse forums: all newest posts of a site (HOST), or a category or tag (HOST/c/SLUG/ID, HOST/tag/NAME).

/posts.json pages back by the id of a post, and its numbers are those ids. A category's page lists topics, each read
from its own page; its numbers are milliseconds of the last post in a topic, so a topic is read again when it grows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from crawlers.discourse.post import NEEDED, USUAL, PostReader, strange_actions, topic_of
from crawlers.html import parse
from crawlers.json_page import as_int, as_list, as_map, as_text, load, looks_like_json, maps
from crawlers.moments import milliseconds, written
from crawlers.page import Listed, Missing, Page
from crawlers.posting import Needed, gathered, here
from crawlers.walls import no_json
from posts.capture import Capture, Outcome

BASE = ""  # every source names its own forum
HOSTS: frozenset[str] = frozenset()
MEDIA_HOSTS: tuple[str, ...] = ()  # the forum's own; others by `media_hosts`

PART = r"[^\s/?#\x00-\x1f]{1,100}"
NAME = re.compile(
    rf"((?:[a-z0-9-]+\.)+[a-z0-9-]+)(?:/(c/{PART}(?:/{PART}){{0,3}}|tag/{PART}|t/{PART}(?:/\d{{1,12}})?))?"
)
TOPIC = re.compile(r"/t/(?:[^/]{1,300}/)?(\d{1,12})(?:/\d{1,9})?(?:\.json)?")
TOPIC_NEEDED: Needed = {"id": int, "title": str}
TOPIC_USUAL = ("slug", "created_at", "posters", "posters.user_id", "reply_count", "views", "like_count", "closed")
NAMELESS = Missing(kind="unknown_part", sentence="topics came without the names of their authors: the list has changed")
NO_OBJECT = "the answer is no object"
ERRORS: dict[str, tuple[Outcome, str]] = {
    "not_found": ("unclaimed", "the forum has nothing under this name"),
    "invalid_access": ("no_preview", "the forum shows this to members only"),
    "not_logged_in": ("no_preview", "the forum shows this to members only"),
    "rate_limit": ("blocked", "the forum says that we ask too often"),
}


def is_name(name: str) -> bool:
    """Say whether a name is a forum, perhaps with a category, a tag or a topic."""
    return NAME.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the newest page."""
    found = NAME.fullmatch(name)
    host, part = found.groups() if found else (name, None)
    root = base or f"https://{host}"
    if part is None:
        return f"{root}/posts.json"
    if part.startswith("c/"):
        return f"{root}/{quote(part)}/l/latest.json?order=activity"
    return f"{root}/{quote(part)}.json"


def older(name: str, base: str, before: int) -> str | None:
    """Return the address of the posts before an id; a list of topics cannot be entered at a moment."""
    return f"{start(name, base)}?before={before}" if "/" not in name else None


def read(body: bytes, capture: Capture) -> Page:
    """Return what an answer holds: newest posts, a list of topics, a topic, or found posts."""
    if not looks_like_json(body):
        return no_json(body, parse(body).root)
    found = load(body)
    return _answer(found, capture) if isinstance(found, dict) else Page(outcome="page_changed", detail=NO_OBJECT)


def _answer(found: dict[str, Any], capture: Capture) -> Page:
    if isinstance(as_map(found.get("topic_list")).get("topics"), list):
        return _topics(found["topic_list"], maps(found.get("users")), capture)
    if isinstance(as_map(found.get("post_stream")).get("posts"), list):
        return _topic(found, capture)
    if isinstance(found.get("latest_posts"), list):
        return _newest(found["latest_posts"], capture)
    if isinstance(found.get("posts"), list):
        return _posts(found["posts"], PostReader(capture), (), None, {"cooked"})
    if "cooked" in found:
        return _posts([found], PostReader(capture), (), None)
    return _refusal(found)


def _posts(
    posts: list[Any],
    reader: PostReader,
    numbers: tuple[int, ...] | None,
    onward: str | None,
    unusual: Collection[str] = (),
    also: Collection[str] = (),
) -> Page:
    done = gathered(posts, reader.read, NEEDED, [name for name in (*USUAL, *also) if name not in unusual])
    return Page(
        posts=done.posts,
        numbers=numbers,
        next=onward,
        gaps=(*done.gaps, *reader.gaps(), *strange_actions(posts)),
        outcome=done.outcome,
        detail=done.detail,
    )


def _newest(posts: list[Any], capture: Capture) -> Page:
    if not posts and "before" not in parse_qs(urlsplit(capture.url or "").query):
        return Page(outcome="no_preview", detail="the forum shows no post to people without an account")
    ids = [number for post in maps(posts) if (number := as_int(post.get("id"))) is not None]
    is_ours = urlsplit(capture.url or "").path.endswith("/posts.json")
    onward = f"{here(capture)}/posts.json?before={min(ids)}" if ids and is_ours and min(ids) > 1 else None
    return _posts(posts, PostReader(capture), tuple(ids), onward, also=("topic_title", "topic_slug"))


def _topic(found: dict[str, Any], capture: Capture) -> Page:
    """Read a page of a topic; its numbers are empty: old posts stand first, and the newest must still be reached."""
    topic = topic_of(found)
    posts = topic["posts"]
    if len(posts) != len(as_list(as_map(found.get("post_stream")).get("posts"))) or not posts:
        return Page(outcome="page_changed", detail="the topic holds no post of the shape we know")
    stream = as_list(as_map(found.get("post_stream")).get("stream"))
    page = _posts(posts, PostReader(capture, topic["title"]), (), _rest(found, stream, posts, capture))
    shapeless = Missing(kind="unknown_part", sentence="the topic does not list its posts: its shape has changed")
    titleless = Missing(kind="unknown_part", sentence="the topic has no title or address: its shape has changed")
    gaps = [*page.gaps, *(() if stream else (shapeless,))]
    gaps += [] if topic["title"] and as_text(found.get("slug")) else [titleless]
    return Page(
        posts=page.posts, numbers=(), next=page.next, gaps=tuple(gaps), outcome=page.outcome, detail=page.detail
    )


def _rest(found: dict[str, Any], stream: Sequence[Any], posts: list[dict[str, Any]], capture: Capture) -> str | None:
    last, own = as_int(posts[-1].get("id")), as_int(found.get("id"))
    if (
        own is None
        or last not in stream
        or stream[-1] == last
        or TOPIC.fullmatch(urlsplit(capture.url or "").path) is None
    ):
        return None
    number = int(parse_qs(urlsplit(capture.url or "").query).get("page", ["1"])[0][:6] or 1)
    return f"{here(capture)}/t/{own}.json?page={number + 1}"


def _topics(topics: dict[str, Any], users: list[dict[str, Any]], capture: Capture) -> Page:
    items = as_list(topics["topics"])
    asked = parse_qs(urlsplit(capture.url or "").query)
    if not items and "page" not in asked:
        return Page(outcome="no_preview", detail="the list of topics is empty: nothing here, or for members only")
    listed = [one for item in maps(items) if (one := _listed(item, capture)) is not None]
    if len(listed) * 2 < len(items):
        return Page(outcome="page_changed", detail="most topics of the list have lost their shape")
    people, reader = {as_int(one.get("id")): one for one in users}, PostReader(capture)
    is_named = any(as_text(one.get("username")) and "name" in one for one in users)
    done = gathered(items, lambda one: reader.topic(one, as_map(people.get(_starter(one)))), TOPIC_NEEDED, TOPIC_USUAL)
    lost = Missing(kind="page_changed", sentence=f"topics that could not be read: {len(items) - len(listed)}")
    unpinned = [one for one, item in zip(listed, maps(items), strict=False) if not item.get("pinned")]
    return Page(
        posts=done.posts,
        listed=tuple(listed),
        numbers=tuple(one.number for one in unpinned if one.number is not None),
        next=_older_topics(topics, asked, capture),
        gaps=(
            *done.gaps,
            *reader.gaps(),
            *(() if is_named or not items else (NAMELESS,)),
            *((lost,) if len(listed) < len(items) else ()),
        ),
    )


def _starter(topic: dict[str, Any]) -> int | None:
    """Return who began a topic: lists name the people of a topic, the one who began it first."""
    return next((as_int(one.get("user_id")) for one in maps(topic.get("posters"))), None)


def _listed(item: dict[str, Any], capture: Capture) -> Listed | None:
    number = as_int(item.get("id"))
    at = written(as_text(item.get("last_posted_at")) or as_text(item.get("bumped_at"))).at
    if number is None or at is None:
        return None
    return Listed(url=f"{here(capture)}/t/{number}.json", number=milliseconds(at))


def _older_topics(topics: dict[str, Any], asked: dict[str, list[str]], capture: Capture) -> str | None:
    """Return the address of the next page of a list: the forum names it, we only take its number."""
    named = parse_qs(urlsplit(as_text(topics.get("more_topics_url")) or "").query).get("page", [""])[0]
    path = urlsplit(capture.url or "").path
    if not (named.isascii() and named.isdigit()) or not path.endswith(".json"):
        return None
    order = "order=activity&" if "order" in asked else ""
    return f"{here(capture)}{path}?{order}page={int(named[:9])}"


def _refusal(found: dict[str, Any]) -> Page:
    kind = as_text(found.get("error_type")) or ""
    if kind in ERRORS:
        outcome, detail = ERRORS[kind]
        return Page(outcome=outcome, detail=detail)
    said = next((text for text in map(as_text, as_list(found.get("errors"))) if text), as_text(found.get("error")))
    if said is None:
        return Page(outcome="page_changed", detail="the answer has no part that we know")
    return Page(outcome="blocked", detail=f"the forum refuses: {said[:100]}")
