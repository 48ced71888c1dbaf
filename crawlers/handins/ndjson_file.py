"""Tables as JSON: one object a line (Zeeschuimer, 4CAT) or one document; each object of a known shape is a post."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from crawlers.handins.found import Asked, Found, Refusal
from crawlers.handins.saved.crawled import crawled_posts
from crawlers.handins.saved.saved import Saved
from crawlers.handins.tables.column_map import ColumnMap, map_of, maps_for
from crawlers.handins.tables.gathering import Gathering
from crawlers.handins.tables.items import PLATFORMS_BY_ADDRESS, items_in
from crawlers.handins.tables.row import Row
from crawlers.handins.texts import decoded_text
from crawlers.handins.zones import zone_of
from posts.errors import InputError, LineRefused

MIME = "application/x-ndjson"
ENDINGS = (".ndjson", ".jsonl", ".json")
ENVELOPE = frozenset({"source_platform", "data"})  # Zeeschuimer: which platform, and its own object
DEEP = "the JSON is nested too deeply"
SHOWN_KEYS = 8


def mains(names: Sequence[str]) -> list[str]:
    """Return the files of JSON among some files."""
    return [name for name in names if name.lower().endswith(ENDINGS)]


def read(body: bytes, asked: Asked) -> Found:
    """Return the posts of a file, a piece of it at a time; a row that no map fits is named with its line."""
    text = decoded_text(body, asked.options.get("encoding"))
    maps = maps_for(asked.options.get("map"))
    gathering = Gathering(asked, "")
    document = _document(text)
    rows = _inside(document, maps) if document is not None else _lines(text)
    for number, (line, value) in enumerate(rows):
        if not gathering.wants(number):
            continue
        _take(gathering, number if line is None else line, value, maps, is_line=line is not None)
        if gathering.is_full:
            break
    found = gathering.found()
    if found.posts or asked.skip:
        return found
    if posts := crawled_posts(Saved(asked, body)):
        return Found(posts=tuple(posts))
    if not found.refused:
        raise InputError("no object of this JSON has a shape that we know", "declare one: --map FILE.toml")
    return found


def _document(text: str) -> Any:
    """Return the value of a file that is one JSON document, None where it is one object a line."""
    first = text.lstrip()[:1]
    head, _, rest = text.strip().partition("\n")
    if first == "{" and rest and _loaded(head) is not None:
        return None
    return _loaded(text) if first in {"{", "["} else None


def _loaded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        pass  # half a character in a string is enough for that; the standard library lets it pass
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _inside(document: Any, maps: Sequence[ColumnMap]) -> Iterator[tuple[None, Any]]:
    """Yield the rows of a document: those of a list, else every object of a known shape in it."""
    if isinstance(document, list) and all(isinstance(one, dict) for one in document):
        found = [one for one in document if one.keys() >= ENVELOPE or map_of(one, maps) is not None]
        if found:
            yield from ((None, one) for one in document)
            return
    yield from ((None, one) for one, _ in items_in(document, maps))


def _lines(text: str) -> Iterator[tuple[int, Any]]:
    for line, raw in enumerate(text.split("\n"), 1):
        if raw.strip():
            value = _loaded(raw)
            yield (
                line,
                LineRefused("this is no JSON: it may be cut short", "ask for the file again")
                if (value is None)
                else value,
            )


def _take(gathering: Gathering, place: int, value: Any, maps: Sequence[ColumnMap], *, is_line: bool) -> None:
    """Take one row; `place` is its line, or its number in a document."""
    line, prefix = (place, "") if is_line else (None, f"object {place + 1}: ")
    try:
        row, one_map = _opened(value, maps)
        zone = zone_of(gathering.asked.options["zone"]) if "zone" in gathering.asked.options else None
        post, problems = Row(row, one_map, gathering.asked.sha256, f"{place}" if is_line else f"#{place}", zone).post()
        gathering.take(line, post, [prefix + problem for problem in problems])
    except LineRefused as problem:
        gathering.refuse(Refusal(line=line, what=prefix + problem.what, do=problem.do))


def _opened(value: Any, maps: Sequence[ColumnMap]) -> tuple[dict[str, Any], ColumnMap]:
    """Return an object and the map that fits it, out of the envelope that tools put around it."""
    if isinstance(value, LineRefused):
        raise value
    if not isinstance(value, dict):
        raise LineRefused("this is no JSON object", "write one object a line")
    inner = value["data"] if value.keys() >= ENVELOPE and isinstance(value["data"], dict) else value
    platform = PLATFORMS_BY_ADDRESS.get(str(value.get("source_platform", "")).removeprefix("www."))
    own = [one for one in maps if platform is None or one.platform == platform]
    for row in (value, inner, *(one for one in inner.values() if isinstance(one, dict))):
        if (found := map_of(row, own)) is not None:
            return row, found
    shown = ", ".join(str(key)[:30] for key in list(inner)[:SHOWN_KEYS])
    raise LineRefused(f"no map fits this object (it has: {shown})", "declare one: --map FILE.toml")
