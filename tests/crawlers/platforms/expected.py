"""What a page should give, as data: pages of tests/pages, and a Page in plain JSON without its defaults."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from crawlers.page import Page
from crawlers.platforms.telegram_web import read
from posts.capture import Capture
from posts.post import with_fields
from tests.conftest import ROOT, make_capture

ADDRESS = "https://t.me/s/loker__contoh"
PAGE_CAPTURE: Capture = make_capture(url=ADDRESS, final_url=ADDRESS)
PAGES = ROOT / "tests/pages/telegram_web"
CASES = sorted(path.name for path in PAGES.iterdir())
HISTORIES = [case for case in CASES if json.loads((PAGES / case / "expected.json").read_text()).get("author")]
RECORDINGS = ("s_nexta_live_2021", "s_anonymised_channel_2026")
SAME_EVERYWHERE = {"platform", "source", "id", "capture", "via"}  # asserted once, for all pages


def plain(page: Page) -> dict[str, Any]:
    """Return a page as the expected.json of its folder has it; the author of its first post stands once."""
    posts = [_without_defaults(post, SAME_EVERYWHERE) for post in page.posts]
    author = posts[0].get("author", {}) if posts else None
    shown = [{name: value for name, value in post.items() if (name, value) != ("author", author)} for post in posts]
    return _without_defaults(page) | {"author": author, "posts": shown}


def _without_defaults(record: msgspec.Struct, left_out: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(record):
        value = getattr(record, field.name)
        default = {} if field.default is msgspec.NODEFAULT else field.default
        if field.name not in left_out and (field.required or value != default):
            found[field.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return _without_defaults(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return msgspec.to_builtins(value)


def page_of(case: str) -> bytes:
    return (PAGES / case / "page.html").read_bytes()


def read_as(body: bytes, address: str = ADDRESS) -> Page:
    return read(body, with_fields(PAGE_CAPTURE, url=address, final_url=address))


def history(*messages: str) -> bytes:
    return f'<html><section class="tgme_channel_history">{"".join(messages)}</section></html>'.encode()


def message(number: int, inner: str) -> str:
    time = (
        '<a class="tgme_widget_message_date"><time datetime="2026-01-05T03:00:00+00:00" class="time">03:00</time></a>'
    )
    return f'<div class="tgme_widget_message" data-post="loker__contoh/{number}">{inner}{time}</div>'


def words(text: str) -> str:
    return f'<div class="tgme_widget_message_text">{text}</div>'
