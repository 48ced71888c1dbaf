"""Sifting: which events of a stream a source asks for. It runs in the worker, as everything that reads hostile bytes.

The server sifts by collection and account; words it does not know, so those are looked for here. What nobody asked for
is counted and not kept: a stream carries the words of millions who have nothing to do with any of this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawlers.bluesky.event import event_of
from crawlers.bluesky.record import POST
from crawlers.json_page import as_map, as_text, load, looks_like_json, maps
from crawlers.stream.sifted import Filter, Sifted
from posts import jsonl
from posts.errors import PageChanged
from posts.identity import POST_RECIPE, named_id
from posts.text import fold


def sift(payload: bytes) -> bytes:
    """Sift one batch inside the worker: a filter as one JSON line, then one event a line."""
    head, *frames = payload.split(b"\n")
    asked = jsonl.load(head, Filter)
    words = tuple(fold(word).text for word in asked.words)
    kept: list[int] = []
    withdrawn: list[str] = []
    moments: list[int] = []
    unread = 0
    for place, frame in enumerate(frames):
        event = _event(frame)
        if event is None:
            unread += 1
            continue
        moments += [event["time_us"]]
        post = _post_in(event)
        if post in asked.known and as_map(event["commit"]).get("operation") == "delete":
            withdrawn.append(post)
        if post is not None and (post in asked.known or _is_asked(event, words)):
            kept.append(place)
    found = Sifted(
        kept=tuple(kept),
        withdrawn=tuple(withdrawn),
        first=min(moments, default=None),
        last=max(moments, default=None),
        unread=unread,
    )
    return jsonl.line(found)


def _event(frame: bytes) -> dict[str, Any] | None:
    """Return an event that says when it happened, None for what is none."""
    try:
        event = event_of(load(frame)) if looks_like_json(frame) else {}
    except PageChanged:
        return None
    return event if isinstance(event.get("time_us"), int) else None


def _post_in(event: dict[str, Any]) -> str | None:
    """Return the id of the post that an event is about."""
    commit = as_map(event.get("commit"))
    did, key = as_text(event.get("did")), as_text(commit.get("rkey"))
    if commit.get("collection") != POST or did is None or key is None:
        return None
    return named_id(POST_RECIPE, "bluesky", f"{did}/{key}")


def _is_asked(event: dict[str, Any], words: Sequence[str]) -> bool:
    if not words:
        return True
    shown = fold("\n".join(_shown(as_map(as_map(event.get("commit")).get("record"))))).text
    return any(word in shown for word in words)


def _shown(record: dict[str, Any]) -> Iterator[str]:
    """Yield what people see of a record: words, names of pictures, cards, where its links lead."""
    embed = as_map(record.get("embed"))
    for one in (embed, as_map(embed.get("media"))):
        card = as_map(one.get("external"))
        yield from (text for name in ("title", "description", "uri") if (text := as_text(card.get(name))))
        yield from (text for picture in maps(one.get("images")) if (text := as_text(picture.get("alt"))))
    yield from (text for text in (as_text(record.get("text")),) if text)
    for facet in maps(record.get("facets")):
        yield from (text for feature in maps(facet.get("features")) if (text := as_text(feature.get("uri"))))
