"""Bluesky: an account's posts by the public API; lines of Jetstream, threads, searches, stored and exported records.

Search needs a key and is no way to collect; the stream is (bluesky-social/atproto 3891). Numbers are milliseconds.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawlers.bluesky.event import event_of
from crawlers.bluesky.jetstream import SERVERS, subscription
from crawlers.bluesky.reader import VIEW, RecordReader, thread_views, unseen_in
from crawlers.html import parse
from crawlers.json_page import as_list, as_map, as_text, clean, load, looks_like_json, maps
from crawlers.moments import milliseconds
from crawlers.page import Missing, Page
from crawlers.posting import Gathered, Needed, gathered, here
from crawlers.walls import no_json
from posts.capture import Capture

BASE = "https://public.api.bsky.app"
HOSTS = frozenset({"bsky.app", "bsky.network"})  # where people see what the API gives, and the stream's servers
MEDIA_HOSTS = ("bsky.app",)

NAME = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]{1,200})|(?:[a-z0-9-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62}")
STREAM = re.compile(r"jetstream/[\w.-]{1,60}")
FEED = "/xrpc/app.bsky.feed.getAuthorFeed"
THREAD = "/xrpc/app.bsky.feed.getPostThread"
POSTS = "/xrpc/app.bsky.feed.getPosts"
POST = "app.bsky.feed.post"
PAGE_SIZE = 100
CURSOR_CHARS = 500
EVENTS = frozenset({"commit", "identity", "account", "sync"})
EVENT: Needed = {"did": str, "kind": str, "time_us": int}
ITEM: Needed = {"post": dict}
STORED: Needed = {"uri": str, "value": dict}
PICTURES = ("images.fullsize", "external.uri", "external.title", "media.images.fullsize", "media.external.uri")
USUAL_VIEW = ("likeCount", "author.handle", "author.displayName", "record.facets.features", "record.reply.parent.uri")
USUAL_RECORD = ("facets.features", "reply.parent.uri", "embed.images.image", "embed.images.image.ref.$link")
NOT_THERE = ("Profile not found", "could not resolve", "Unable to resolve", "not found", "Could not find")


def is_name(name: str) -> bool:
    """Say whether a name is a handle or a DID, or a stream of ours (jetstream/…)."""
    return NAME.fullmatch(name) is not None or STREAM.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the newest page of an account; of a stream where it is opened."""
    if STREAM.fullmatch(name):
        return subscription(SERVERS[0] if base == BASE else base, (), None)
    return _address(name, base, None)


def older(name: str, base: str, before: int) -> str:
    """Return the address of the page before a moment: the cursor of a feed is a time."""
    at = datetime.fromtimestamp(before / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return _address(name, base, at)


def _address(name: str, base: str, cursor: str | None) -> str:
    asked = {
        "actor": name,
        "limit": PAGE_SIZE,
        "filter": "posts_with_replies",
        **({"cursor": cursor} if cursor else {}),
    }
    return f"{base}{FEED}?{urlencode(asked)}"


def read(body: bytes, capture: Capture) -> Page:
    """Return the posts of an answer, of saved lines of Jetstream, or of an export."""
    if not looks_like_json(body):
        return no_json(body, parse(body).root)
    lines = body.strip().split(b"\n")
    if len(lines) > 1 and lines[0].rstrip().endswith(b"}") and lines[1].startswith(b"{"):
        return _events([_line(line) for line in lines if line.strip()], capture)
    found = load(body)
    if isinstance(found, list):
        return _stored(found, {}, capture)
    return _answer(found, capture)


def _line(line: bytes) -> Any:
    return event_of(load(line)) if looks_like_json(line) else None


def _answer(found: dict[str, Any], capture: Capture) -> Page:
    if isinstance(found.get("feed"), list):
        return _feed(found, capture)
    if isinstance(found.get("posts"), list):
        reader = RecordReader(capture)
        return _page(gathered(found["posts"], reader.view, VIEW, _views(found["posts"])), reader)
    if isinstance(found.get("thread"), dict):
        return _thread(found["thread"], capture)
    for name in ("records", "postRecords"):
        if isinstance(found.get(name), list):
            return _stored(found[name], as_map(found.get("accountMeta")), capture)
    if "value" in found and "uri" in found:  # one stored record
        return _stored([found], {}, capture)
    if event_of(found).get("kind") in EVENTS:
        return _events([event_of(found)], capture)
    return _refusal(found)


def _feed(found: dict[str, Any], capture: Capture) -> Page:
    reader, items = RecordReader(capture), found["feed"]
    if not items and not parse_qs(urlsplit(capture.url or "").query).get("cursor"):
        return Page(outcome="no_preview", detail="the account shows no posts to people without an account")
    usual = [f"post.{name}" for name in (*USUAL_VIEW, *(f"embed.{part}" for part in PICTURES))]
    usual += ["reason.by", "reason.indexedAt"] if any("reason" in item for item in maps(items)) else []
    done = gathered(items, reader.item, ITEM, usual)
    return _page(done, reader, _onward(as_text(found.get("cursor")), capture))


def _onward(cursor: str | None, capture: Capture) -> str | None:
    """Return the address of the page before this one; a saved answer leads nowhere."""
    parts = urlsplit(capture.url or "")
    if cursor is None or len(cursor) > CURSOR_CHARS or not parts.path.startswith("/xrpc/"):
        return None
    asked = {name: values[0] for name, values in parse_qs(parts.query).items() if name != "cursor"}
    return f"{here(capture)}{parts.path}?{urlencode(asked | {'cursor': clean(cursor)})}"


def _views(items: Any) -> tuple[str, ...]:
    return (*USUAL_VIEW, *(f"embed.{part}" for part in PICTURES)) if maps(items) else ()


def _thread(thread: dict[str, Any], capture: Capture) -> Page:
    if thread.get("notFound") is True:
        return Page(outcome="unclaimed", detail="the post is not there")
    if thread.get("blocked") is True:
        return Page(outcome="no_preview", detail="the author shows this post to nobody without an account")
    reader, views = RecordReader(capture), list(thread_views(thread))
    if not views:
        return Page(outcome="page_changed", detail="the thread holds no post of the shape we know")
    page = _page(gathered(views, reader.view, VIEW, _views(views)), reader)
    unseen = unseen_in(thread)
    missing = Missing(kind="not_shown", sentence=f"posts of the thread that are not shown: {unseen}")
    return Page(posts=page.posts, numbers=(), gaps=(*page.gaps, missing) if unseen else page.gaps, outcome=page.outcome)


def _stored(items: list[Any], account: dict[str, Any], capture: Capture) -> Page:
    identity, profile = as_map(account.get("Identity")), as_map(account.get("Profile"))
    known = {"did": identity.get("DID"), "handle": identity.get("Handle"), "displayName": profile.get("DisplayName")}
    reader = RecordReader(capture, known | {"description": profile.get("Description")})
    done = gathered(items, reader.stored, STORED, [f"value.{name}" for name in USUAL_RECORD])
    if not done.posts and done.outcome is None:
        return Page(outcome="no_preview", detail="the export holds no record of a post")
    return _page(done, reader)


def _events(events: list[Any], capture: Capture) -> Page:
    """Read lines of Jetstream: new and changed posts; those taken back are counted, all else is other people's."""
    reader = RecordReader(capture)
    done = gathered(events, reader.event, EVENT, [f"commit.record.{name}" for name in USUAL_RECORD])
    commits = [as_map(event.get("commit")) for event in maps(events)]
    gone = sum(one.get("operation") == "delete" and one.get("collection") == POST for one in commits)
    if not done.posts and done.outcome is None and not any(commits):
        return Page(outcome="page_changed", detail="no line is an event of a post that we know")
    page = _page(done, reader)
    missing = Missing(kind="withdrawn", sentence=f"posts that their authors took back: {gone}")
    return Page(
        posts=page.posts,
        numbers=page.numbers,
        gaps=(*page.gaps, missing) if gone else page.gaps,
        outcome=page.outcome or (None if page.posts or gone else "no_preview"),
        detail=page.detail or (None if page.posts or gone else "the lines hold no event of a post"),
    )


def _page(done: Gathered, reader: RecordReader, next_page: str | None = None) -> Page:
    return Page(
        posts=done.posts,
        numbers=tuple(number for at in reader.moments if (number := milliseconds(at)) is not None),
        next=next_page,
        gaps=(*done.gaps, *reader.gaps()),
        outcome=done.outcome,
        detail=done.detail,
    )


def _refusal(found: dict[str, Any]) -> Page:
    said = as_text(found.get("message")) or as_text(found.get("error"))
    if "ops" in found and "blocks" in found:
        return Page(outcome="page_changed", detail="a raw commit of the firehose; its records are read from Jetstream")
    if said is None or as_list(found.get("feed")):
        return Page(outcome="page_changed", detail="the answer has no part that we know")
    if any(words.lower() in said.lower() for words in NOT_THERE):
        return Page(outcome="unclaimed", detail="nobody has this name")
    return Page(outcome="blocked", detail=f"the server refuses: {said[:100]}")
