"""What a page should give, as data: a Page in plain JSON without the fields that have their default."""

from __future__ import annotations

from typing import Any

import msgspec

from crawlers.page import Page
from posts.capture import Capture
from tests.conftest import make_capture

ADDRESS = "https://t.me/s/loker__contoh"
PAGE_CAPTURE: Capture = make_capture(url=ADDRESS, final_url=ADDRESS)
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
