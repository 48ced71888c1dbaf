"""Feeds: RSS, Atom and RDF of any site by address, and YouTube's channels as youtube/UC... (door to feedparser).

A feed has its newest items only; where it names an older page (RFC 5005) that is read too. `updated` also moves when
nothing was edited, so it is no sign of an edit: another text is. Numbers are milliseconds of the time of posting.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import Any

import feedparser

from crawlers.charset import decode_page
from crawlers.feeds.item import item_reader
from crawlers.feeds.known import unknown_elements
from crawlers.html import parse
from crawlers.json_page import looks_like_json
from crawlers.moments import milliseconds
from crawlers.page import Missing, Page
from crawlers.posting import gathered, here, name_of, own_address
from crawlers.walls import no_json
from posts.capture import Capture
from posts.errors import PageChanged

BASE = ""  # every source names its own site
HOSTS: frozenset[str] = frozenset()
MEDIA_HOSTS = ("ytimg.com",)  # YouTube's pictures; the site's own host, and others by `media_hosts`

NAME = re.compile(r"((?:[a-z0-9-]+\.)+[a-z0-9-]+)(/[^\s#\x00-\x1f]{0,500})")
CHANNEL = re.compile(r"youtube/(UC[A-Za-z0-9_-]{22})")
YOUTUBE = "www.youtube.com/feeds/videos.xml?channel_id="
OLDER = ("next", "prev-archive")  # RFC 5005: pages of one feed, and its archive
# feedparser must not ask the body for its encoding: hostile names of encodings are quadratic (crawlers.charset).
HALF_SIGN = re.compile(
    r"&#(?:0*(?:0|5529[6-9]|55[3-9]\d\d|5[67][0-2]\d\d|573[0-3]\d|5734[0-3])|[xX]0*(?:0|[dD][89a-fA-F]..));"
)
# What feedparser lets through of broken markup; its own documentation promises to raise nothing.
BROKEN_BY = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
UTF_8 = {"content-type": "application/xml; charset=utf-8"}


def is_name(name: str) -> bool:
    """Say whether a name is the address of a feed without its `https://`, or youtube/ and the id of a channel."""
    return NAME.fullmatch(_address(name)) is not None


def start(name: str, base: str) -> str:
    """Return the address of a feed."""
    found = NAME.fullmatch(_address(name))
    host, path = found.groups() if found else (name, "/")
    return f"{base or f'https://{host}'}{path}"


def older(name: str, base: str, before: int) -> str | None:
    """Return nothing: what a feed has dropped cannot be asked for."""
    return None


def _address(name: str) -> str:
    channel = CHANNEL.fullmatch(name)
    return f"{YOUTUBE}{channel.group(1)}" if channel else name


def read(body: bytes, capture: Capture) -> Page:
    """Return the items of a feed; a page of markup in its place is told for what it is."""
    decoded = decode_page(body, capture.headers)
    if looks_like_json(body):
        return Page(outcome="page_changed", detail="the answer is JSON, not a feed")
    plain = HALF_SIGN.sub("\N{REPLACEMENT CHARACTER}", decoded.text).encode("utf-8", "replace")
    feed = _parsed(plain)
    if not feed.get("version"):
        return no_json(plain, parse(plain).root)
    if not feed.entries:
        return Page(outcome="no_preview", detail="the feed holds no item that we know")
    return _items(feed, capture, decoded.lost)


def _parsed(plain: bytes) -> Any:
    options = {"sanitize_html": False, "resolve_relative_uris": False}
    try:
        return feedparser.parse(io.BytesIO(plain), response_headers=UTF_8, **options)
    except BROKEN_BY as problem:
        raise PageChanged(f"the feed is broken in a way that stops its parser: {type(problem).__name__}") from problem


def _items(feed: Any, capture: Capture, lost: int) -> Page:
    name = name_of(capture)
    reader = item_reader(feed.feed, capture, start(name, "") if is_name(name) else f"{here(capture)}/")
    done = gathered([dict(entry) for entry in feed.entries], reader.read, needed={})
    gaps = [*done.gaps, *reader.gaps()]
    if lost:
        gaps.append(Missing(kind="charset", sentence=f"signs that no encoding of the web could read: {lost}"))
    if feed.bozo:
        gaps.append(Missing(kind="partial", sentence=f"the feed is not well-formed: {_reason(feed)}"))
    if not feed.feed.get("title"):
        gaps.append(Missing(kind="unknown_part", sentence="the feed has no title: its shape has changed"))
    if strange := unknown_elements(feed):
        gaps.append(Missing(kind="unknown_part", sentence=f"items have an element that no feed has: {strange[0]!r}"))
    if doubled := [name for name, times in Counter(post.native_id for post in done.posts).items() if times > 1]:
        gaps.append(Missing(kind="doubled", sentence=f"items share an id, the last one counts: {len(doubled)}"))
    older_pages = [link.get("href") for link in feed.feed.get("links", []) if link.get("rel") in OLDER]
    return Page(
        posts=done.posts,
        numbers=tuple(number for post in done.posts if (number := milliseconds(post.posted_at)) is not None),
        next=next(filter(None, (own_address(capture, link) for link in older_pages)), None),
        gaps=tuple(gaps),
        outcome=done.outcome,
        detail=done.detail,
    )


def _reason(feed: Any) -> str:
    return str(feed.get("bozo_exception", ""))[:100].replace("\n", " ")
