"""Embedded: posts in the data that platforms put into the scripts of their pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from crawlers.handins.saved.saved import Saved
from crawlers.handins.tables.column_map import ColumnMap, known_maps, maps_for
from crawlers.handins.tables.items import items_in, platform_at
from crawlers.handins.tables.row import Row
from crawlers.handins.zones import zone_of
from crawlers.html import Element
from posts.errors import LineRefused
from posts.post import Post

MAX_SCRIPTS = 400
MIN_SCRIPT = 40  # less holds no post
ASSIGNED = re.compile(r"\s*(?:window\.|var |let |const )?[\w.$\[\]'\"]{1,80}\s*=\s*(?=[{\[])")


def embedded_posts(saved: Saved, root: Element, text: str) -> list[Post]:
    """Return the posts in the data of a page's scripts."""
    values = [value for script in _scripts(root) if (value := _value(script)) is not None]
    return _posts(saved, values)


def posts_of_data(saved: Saved) -> list[Post]:
    """Return the posts in an answer that is data itself."""
    value = _value(saved.body.decode("utf-8", "replace").removeprefix("for (;;);"))
    return _posts(saved, [value]) if value is not None else []


def _posts(saved: Saved, values: list[Any]) -> list[Post]:
    zone = zone_of(saved.asked.options["zone"]) if "zone" in saved.asked.options else None
    posts: dict[str, Post] = {}
    for number, (item, one_map) in enumerate(items_in(values, _maps(saved))):
        try:
            post, _ = Row(item, one_map, saved.asked.sha256, f"{saved.place}/{number}", zone).post()
        except LineRefused:
            continue  # an object that only looks like a post: it says nothing
        if post.text or post.media:
            posts.setdefault(post.id, post)
    return list(posts.values())


def _maps(saved: Saved) -> tuple[ColumnMap, ...]:
    """Return the maps of the page's own platform; where nobody knows which page it is, all of them."""
    platform = platform_at(saved.host)
    maps = maps_for(saved.asked.options.get("map"))
    if platform is None:
        return () if saved.host else known_maps()
    return tuple(one for one in maps if one.platform == platform)


def _scripts(root: Element) -> Iterator[str]:
    for number, script in enumerate(root.iter("script")):
        if number >= MAX_SCRIPTS:
            return
        words = script.text or ""
        if len(words) >= MIN_SCRIPT and "{" in words:
            yield words


def _value(script: str) -> Any:
    """Return the value of a script that is JSON, or that gives one name such a value; None for programs."""
    bare = script.strip()
    if bare[:1] not in {"{", "["}:
        found = ASSIGNED.match(bare)
        if found is None:
            return None
        bare = bare[found.end() :].rstrip().rstrip(";")
    try:
        return msgspec.json.decode(bare)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        pass  # more than one value, or half a character: the standard library takes the first value
    try:
        return json.JSONDecoder().raw_decode(bare)[0]
    except (ValueError, RecursionError):
        return None
