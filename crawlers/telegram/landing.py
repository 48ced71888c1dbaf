"""Landing pages t.me/NAME: what stands behind a name that shows no messages."""

from __future__ import annotations

from collections.abc import Callable

from crawlers.html import Element, by_class, first, text_of, text_or_none, values
from crawlers.page import Page

WALL_SIGNS = ("captcha", "cf-challenge", "checking your browser", "access denied", "too many requests", "log in to")
SEEN_BYTES = 200_000  # of a page that may be a wall; walls are short


def landing(root: Element, body: bytes) -> Page:
    """Return why a page without messages has none; a page that fits no shape we know is `page_changed`."""
    if first(root, "tgme_page") is not None:
        if any("noindex" in content for content in values(root, '//meta[@name="robots"]/@content')):
            return Page(outcome="unclaimed", detail="nobody has this name")
        return Page(outcome="no_preview", detail=_kind(root))
    if _is_wall(root, body):
        return Page(outcome="blocked", detail="the answer is a wall, not a page of the platform")
    return Page(outcome="page_changed", detail="the page has no part that we know")


def _is_wall(root: Element, body: bytes) -> bool:
    words = body[:SEEN_BYTES].decode("utf-8", "replace").lower()
    return any(sign in words for sign in WALL_SIGNS) or bool(values(root, '//input[@type="password"]/@type'))


# What a page says in its counter line, and on its buttons, title and last line; the first kind that fits counts.
# The names of bots end in "bot": Telegram gives no others.
KINDS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("bot", lambda extra, around: "monthly users" in extra or "start bot" in around or "launch @" in around),
    ("group", lambda extra, around: "online" in extra or "join group" in around or "view group" in around),
    ("channel", lambda extra, around: "subscriber" in extra or "member" in extra or "preview channel" in around),
    ("bot", lambda extra, around: extra.endswith("bot")),
    ("user", lambda extra, around: extra.startswith("@") or "send message" in around),
)


def _kind(root: Element) -> str:
    """Return what stands behind a landing page: channel, group, bot or user."""
    extra = (text_or_none(first(root, "tgme_page_extra")) or "").lower()
    parts = [*root.iter("title"), *by_class(root, "tgme_page_action"), *by_class(root, "tgme_page_context_link")]
    around = " ".join(text_of(part) for part in parts).lower()
    return next((kind for kind, fits in KINDS if fits(extra, around)), "unknown")
