"""Walls: what stands in the place of a page: a captcha, a login, a consent page, a block, a page that says "not found".

Answered with 200, each of them would look like a source without posts (reliability 5, case 34).
"""

from __future__ import annotations

from crawlers.html import Element, parse, text_of, values
from crawlers.page import Missing, Page
from posts.capture import Outcome

SEEN_BYTES = 200_000  # walls are short; a full page quotes anything
MOST_WALL_CHARS = 4_000  # a page with more words of its own is no wall, whatever words it holds
# Words that only these pages use, in the languages of the platforms we read; looked for in the markup, in lower case.
CAPTCHAS = (
    "captcha",
    "cf-challenge",
    "challenge-platform",
    "checking your browser",
    "just a moment...",
    "verify you are human",
    "are you a robot",
    "datadome",
    "perimeterx",
    "百度安全验证",
    "安全验证",
    "xác minh bạn",
)
BLOCKS = (
    "access denied",
    "too many requests",
    "request blocked",
    "you have been blocked",
    "whoa there, pardner",
    "rate limit",
    "429 too many",
    "403 forbidden",
)
LOGINS = (
    "log in to",
    "sign in to",
    "login required",
    "please log in",
    "please sign in",
    "войдите",
    "登录后",
    "masuk untuk",
)
CONSENTS = (
    "before you continue",
    "consent.google",
    "cookie consent",
    "we value your privacy",
    "sp_message",
    "onetrust",
)
GONE = (
    "page not found",
    "404 not found",
    "not be found",
    "no longer available",
    "doesn't exist",
    "does not exist",
    "has expired",
    "tidak ditemukan",
    "không tìm thấy",
    "ไม่พบ",
    "页面不存在",
    "贴吧404",
    "страница не найдена",
)
TORN = Missing(kind="partial", sentence="the page was cut off: its last posts may be missing")
SORTS: tuple[tuple[tuple[str, ...], Outcome, str], ...] = (
    (CAPTCHAS, "blocked", "a captcha stands before the page"),
    (BLOCKS, "blocked", "the platform says that it blocks us"),
    (CONSENTS, "blocked", "a consent page stands before the page"),
    (GONE, "unclaimed", "the page says that nothing is here"),
    (LOGINS, "blocked", "a login stands before the page"),
)


def wall(root: Element, body: bytes) -> Page | None:
    """Return what a page is that stands in the place of another; None where no sign of it is known."""
    if len(text_of(root)) > MOST_WALL_CHARS:
        return None
    words = body[:SEEN_BYTES].decode("utf-8", "replace").lower().replace("’", "'")
    for signs, outcome, detail in SORTS:
        if any(sign in words for sign in signs):
            return Page(outcome=outcome, detail=detail)
    if values(root, '//input[@type="password"]/@type'):
        return Page(outcome="blocked", detail="a login stands before the page")
    return None


def stands(body: bytes) -> Page:
    """Return what a page is that is not read for its words: nothing to say of it, or what stands in its place."""
    return wall(parse(body).root, body) or Page()


def says_gone(headline: str) -> bool:
    """Say whether a headline says that nothing is here any more."""
    return any(sign in headline.lower() for sign in GONE)


def is_torn(body: bytes) -> bool:
    """Say whether a page of markup was cut off: it begins as a document and never ends as one."""
    return b"<html" in body[:SEEN_BYTES].lower() and b"</html" not in body[-SEEN_BYTES:].lower()


def no_json(body: bytes, root: Element) -> Page:
    """Return what an answer is that should have been JSON or a feed and is a page of markup."""
    return wall(root, body) or Page(
        outcome="page_changed", detail="the answer is a page, not the data that we asked for"
    )
