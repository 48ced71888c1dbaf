"""Handles: @names, of Telegram unless another app is named beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrichers.contacts.announced import Announced
from enrichers.contacts.found import Asked, Found
from enrichers.patterns import Hit, Pattern, goes_on_before
from posts.reading import ContactType

# Telegram's own rule, read leniently (4 instead of 5 signs): old names are shorter and posts cut them.
HANDLE = Pattern(r"@ ?([A-Za-z][A-Za-z0-9_]{3,31})((?:\.[A-Za-z0-9_]+)*)", longest=True)
NAME = Pattern(r"[A-Za-z][A-Za-z0-9]{0,30}_[A-Za-z0-9_]{0,30}[A-Za-z0-9]", edges=(True, True))
MIN_NAME = 5
_PART_BEFORE = frozenset("#/@.$\\=&?%-{<")  # of a tag, an address, a file, a program
_PART_BEHIND = re.compile(r"[/=(\\]|\.[A-Za-z]")
NAMED = 0.95
ON_TELEGRAM = 0.9
BARE = 0.6
_HOST_END = re.compile(r"\.(?:com|net|org|co|id|ru|cn|io|info)$", re.IGNORECASE)

BY_APP: dict[str, ContactType] = {"telegram": "telegram", "line": "line", "facebook": "facebook", "wechat": "wechat"}


def find_names(words: Announced, _asked: Asked) -> Iterator[Found]:
    """Yield the names without any sign before them that an underscore shows to be names: the agent hr__contoh."""
    text = words.form.text
    for hit in NAME.find(words.form):
        before, following = text[max(0, hit.start - 1) : hit.start], text[hit.end : hit.end + 2]
        other = words.before(words.elsewhere, hit.start)
        if before in _PART_BEFORE or _PART_BEHIND.match(following) or other or len(hit.group()) < MIN_NAME:
            continue
        app = words.before(words.apps, hit.start)
        kind: ContactType = BY_APP.get(app.app, "telegram") if app else "telegram"
        start, end = hit.given()
        yield Found(kind, f"{kind}:{hit.group().lower()}", start, end, BARE / 2)


def find_handles(words: Announced, asked: Asked) -> Iterator[Found]:
    """Yield the @names that stand by themselves."""
    text = words.form.text
    for hit in HANDLE.find(words.form):
        following = text[hit.end : hit.end + 1]
        if goes_on_before(text, hit.start) or text[max(0, hit.start - 1) : hit.start] in {"/", "."}:
            continue
        if (following.isascii() and following.isalnum()) or _HOST_END.search(hit.group()):
            continue
        found = _handle(words, hit, asked)
        if found:
            yield found


def _handle(words: Announced, hit: Hit, asked: Asked) -> Found | None:
    name = hit.group(1) + hit.group(2).replace(".", "")  # Telegram leaves dots out of names (TDLib clean_username)
    app, other = words.before(words.apps, hit.start), words.before(words.elsewhere, hit.start)
    if name.lower() in words.data.no_name or (other and (not app or app.end < other.end)):
        return None
    start, end = hit.given()
    if app and app.app in BY_APP:
        kind = BY_APP[app.app]
        value = f"line:@{name.lower()}" if kind == "line" else f"{kind}:{name.lower()}"
        return Found(kind, value, start, end, NAMED)
    return Found("telegram", f"telegram:{name.lower()}", start, end, _confidence(asked, hit))


def _confidence(asked: Asked, hit: Hit) -> float:
    if hit.group(2):
        return BARE / 2  # dots are rather Instagram's
    return ON_TELEGRAM if (asked.platform or "").startswith("telegram") else BARE
