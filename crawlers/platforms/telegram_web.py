"""Telegram's public channel previews, t.me/s/NAME: twenty messages a page, older ones by `?before=ID`.

Markup of 2021 and of 2026 (shared recordings); a name without preview is sent to its landing page t.me/NAME.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from crawlers.html import Element, Parsed, by_class, first, parse, seen_length, stripped_length, text_of, values
from crawlers.page import Missing, Page
from crawlers.telegram.channel import author_of
from crawlers.telegram.landing import landing
from crawlers.telegram.message import post_of
from crawlers.telegram.unread import sorted_out
from posts.capture import Capture

BASE = "https://t.me"
HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})
MEDIA_HOSTS = ("t.me", "telegram.org", "telesco.pe", "cdn-telegram.org")  # these hosts and all below them

NAME = re.compile(r"[A-Za-z0-9_]{4,32}")  # judged leniently (contract.md §5); Telegram's own rule is 5-32
HIDDEN_CHARS = 40  # on real pages the text with its tags cut out is exactly as long as the parsed one
HIDDEN_SHARE = 50  # or one part in so many: broken tags leave some signs over
HIDDEN = Missing(
    kind="possible_evasion",
    sentence="the page holds more text than can be parsed: words or whole posts may be hidden from us",
)


def is_name(name: str) -> bool:
    """Say whether a channel can have this name at all."""
    return NAME.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the newest page of a channel."""
    return f"{base}/s/{name.lower()}"


def older(name: str, base: str, before: int) -> str:
    """Return the address of the page with the messages before a number."""
    return f"{start(name, base)}?before={before}"


def read(body: bytes, capture: Capture) -> Page:
    """Return what a page holds; a page that fits no shape we know is `page_changed`, never an empty success."""
    parsed = parse(body)
    messages = [element for element in by_class(parsed.root, "tgme_widget_message") if element.get("data-post")]
    if messages:
        return _history(parsed, messages, body, capture)
    if first(parsed.root, "tgme_channel_history") is not None or first(parsed.root, "tgme_channel_info") is not None:
        return _without_messages(parsed.root, capture)
    return landing(parsed.root, body)


def _history(parsed: Parsed, messages: list[Element], body: bytes, capture: Capture) -> Page:
    author = author_of(parsed.root)
    reading = sorted_out([post_of(message, author, capture) for message in messages], messages)
    torn = (HIDDEN,) if _hides_text(parsed, body) else ()
    return Page(
        posts=reading.good,
        next=_older(parsed.root, capture),
        gaps=(*reading.gaps(), *torn),
        outcome="page_changed" if reading.why_changed else None,
        detail=reading.why_changed,
    )


def _without_messages(root: Element, capture: Capture) -> Page:
    """Read a channel page without messages: the end of the history, or a list whose shape has changed."""
    asked = parse_qs(urlsplit(capture.final_url or capture.url or "").query)
    wrapped = by_class(root, "tgme_widget_message_wrap") or by_class(root, "js-widget_message")
    is_said_empty = first(root, "tme_no_messages_found") is not None
    if (asked.get("before") or is_said_empty) and not wrapped:
        return Page()
    return Page(outcome="page_changed", detail="the channel's page shows no message of the shape we know")


def _older(root: Element, capture: Capture) -> str | None:
    """Return the address of the page before this one."""
    more = [link.get("href") for link in by_class(root, "tme_messages_more")]
    for link in [*values(root, '//link[@rel="prev"]/@href'), *more]:
        try:
            parts = urlsplit(link or "")
        except ValueError:
            continue
        before = parse_qs(parts.query).get("before", [""])[0]
        if before.isascii() and before.isdigit():
            here = urlsplit(capture.final_url or capture.url or BASE)
            return f"{here.scheme}://{here.netloc}{parts.path or here.path}?before={before}"
    return None


def _hides_text(parsed: Parsed, body: bytes) -> bool:
    """Say whether the page holds text that the parser did not give us (depth evasion, reliability 2.1)."""
    read_length = seen_length(text_of(parsed.root))
    return not parsed.is_whole or stripped_length(body) - read_length > max(HIDDEN_CHARS, read_length // HIDDEN_SHARE)


__all__ = ["BASE", "HOSTS", "MEDIA_HOSTS", "is_name", "older", "read", "start"]
