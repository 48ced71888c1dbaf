"""Telegram's public channel previews, t.me/s/NAME: twenty messages a page, older ones by `?before=ID`.

Markup of 2021 and of 2026 (shared recordings); a name without preview is sent to its landing page t.me/NAME.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from crawlers.html import Element, by_class, first, parse, stripped_length, text_of, text_or_none, values
from crawlers.page import Missing, Page
from crawlers.telegram.channel import author_of
from crawlers.telegram.message import post_of
from posts.capture import Capture

BASE = "https://t.me"
HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})
MEDIA_HOSTS = ("t.me", "telegram.org", "telesco.pe", "cdn-telegram.org")  # these hosts and all below them

NAME = re.compile(r"[A-Za-z0-9_]{4,32}")  # judged leniently (contract.md §5); Telegram's own rule is 5-32
BLOCK_SIGNS = ("captcha", "cf-challenge", "checking your browser", "access denied", "too many requests")
HIDDEN_SHARE = 3  # a page whose text is three times what we parsed hides something (depth evasion, reliability 2.1)
HIDDEN_BYTES = 20_000


def is_name(name: str) -> bool:
    """Say whether a channel can have this name at all."""
    return NAME.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the newest page of a channel."""
    return f"{base}/s/{name.lower()}"


def read(body: bytes, capture: Capture) -> Page:
    """Return what a page holds; a page that fits no shape we know is `page_changed`, never an empty success."""
    root = parse(body)
    messages = [element for element in by_class(root, "tgme_widget_message") if element.get("data-post")]
    if messages:
        return _history(root, messages, body, capture)
    if first(root, "tgme_channel_history") is not None or first(root, "tgme_channel_info") is not None:
        return _without_messages(root, capture)
    return _landing(root, body)


def _history(root: Element, messages: list[Element], body: bytes, capture: Capture) -> Page:
    author = author_of(root)
    posts = tuple(post_of(message, author, capture) for message in messages)
    gaps = []
    unread = [post.native_id or "?" for post in posts if post.posted_at is None]
    if unread:
        gaps.append(Missing(kind="page_changed", sentence=f"no time found in {len(unread)} posts, first {unread[0]}"))
    if _hides_text(root, body):
        gaps.append(Missing(kind="possible_evasion", sentence="the page holds far more text than can be parsed"))
    older = _older(root, capture)
    if len(unread) == len(posts):
        return Page(posts=posts, next=older, gaps=tuple(gaps), outcome="page_changed", detail="no message has a time")
    return Page(posts=posts, next=older, gaps=tuple(gaps))


def _without_messages(root: Element, capture: Capture) -> Page:
    """Read a channel page without messages: the end of the history, or a list whose shape has changed."""
    asked = parse_qs(urlsplit(capture.final_url or capture.url or "").query)
    wrapped = by_class(root, "tgme_widget_message_wrap") or by_class(root, "js-widget_message")
    if asked.get("before") and not wrapped:
        return Page()
    return Page(outcome="page_changed", detail="the channel's page shows no message of the shape we know")


def _older(root: Element, capture: Capture) -> str | None:
    """Return the address of the page before this one."""
    more = [link.get("href") for link in by_class(root, "tme_messages_more")]
    for link in [*values(root, '//link[@rel="prev"]/@href'), *more]:
        before = parse_qs(urlsplit(link or "").query).get("before")
        if before and before[0].isdigit():
            here = urlsplit(capture.final_url or capture.url or BASE)
            path = urlsplit(link).path or here.path
            return f"{here.scheme}://{here.netloc}{path}?before={before[0]}"
    return None


def _landing(root: Element, body: bytes) -> Page:
    title = text_or_none(next(iter(root.xpath("//title")), None)) or ""
    if first(root, "tgme_page") is not None:
        if any("noindex" in (content or "") for content in values(root, '//meta[@name="robots"]/@content')):
            return Page(outcome="unclaimed", detail="nobody has this name")
        return Page(outcome="no_preview", detail=_kind(root, title))
    words = body[:200_000].decode("utf-8", "replace").lower()
    if any(sign in words for sign in BLOCK_SIGNS):
        return Page(outcome="blocked", detail="the answer is a wall, not a page of the platform")
    return Page(outcome="page_changed", detail="the page has no part that we know")


KINDS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("bot", lambda extra, button: "launch" in button or "start bot" in button or "monthly users" in extra),
    ("group", lambda extra, button: "online" in extra or "join group" in button or "view group" in button),
    ("channel", lambda extra, button: "subscriber" in extra or "preview channel" in button or "member" in extra),
    ("user", lambda extra, button: "send message" in button or extra.startswith("@")),
)


def _kind(root: Element, title: str) -> str:
    """Return what stands behind a landing page: channel, group, bot or user."""
    extra = (text_or_none(first(root, "tgme_page_extra")) or "").lower()
    buttons = " ".join(text_of(action) for action in by_class(root, "tgme_page_action"))
    links = " ".join(text_of(link) for link in by_class(root, "tgme_page_context_link"))
    button = f"{title} {buttons} {links}".lower()
    return next((kind for kind, holds in KINDS if holds(extra, button)), "unknown")


def _hides_text(root: Element, body: bytes) -> bool:
    parsed = len("".join(text_of(root).split()).encode())
    return stripped_length(body) > max(HIDDEN_SHARE * parsed, HIDDEN_BYTES)


__all__ = ["BASE", "HOSTS", "MEDIA_HOSTS", "is_name", "read", "start"]
