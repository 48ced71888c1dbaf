"""Tables as JSON: one object a line (Zeeschuimer, 4CAT) or one document; each object of a known shape is a post."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from crawlers.handins.found import Asked, Found, Refusal
from crawlers.handins.saved.crawled import crawled_posts
from crawlers.handins.saved.saved import Saved
from crawlers.handins.tables.column_map import ColumnMap, map_of, maps_for
from crawlers.handins.tables.gathering import Gathering
from crawlers.handins.tables.items import PLATFORMS_BY_ADDRESS, items_in
from crawlers.handins.tables.lines import Lines, TooLong, check_text
from crawlers.handins.tables.listed import Listed, begins_list
from crawlers.handins.tables.row import Row
from crawlers.handins.texts import decoded_text
from crawlers.handins.zones import zone_of
from posts.errors import InputError, LineRefused
from posts.held import Held

MIME = "application/x-ndjson"
ENDINGS = (".ndjson", ".jsonl", ".json")
ENVELOPE = frozenset({"source_platform", "data"})  # Zeeschuimer: which platform, and its own object
SHOWN_KEYS = 8
MAX_OBJECTS = 150_000  # of one document: each takes 250 bytes of memory; rows and lines are read one at a time
MAX_DOCUMENT_BYTES = 16 << 20  # held whole; one emoji makes each of its characters four bytes
PEEKED = 50


def mains(names: Sequence[str]) -> list[str]:
    """Return the files of JSON among some files."""
    return [name for name in names if name.lower().endswith(ENDINGS)]


def read(held: Held, asked: Asked) -> Found:
    """Return the posts of a file, a piece of it at a time; a row that no map fits is named with its line."""
    maps = maps_for(asked.options.get("map"))
    if asked.read_to == (0, 0):
        check_text(held, asked.options.get("encoding"))
    if begins_list(held) and _is_table(held, maps):
        found = _listed(held, asked, maps)
    elif _is_lines(held, asked):
        found = _lines(held, asked, maps)
    else:
        found = _document(held, asked, maps)
    if found.posts or asked.read_to != (0, 0):
        return found
    if held.length <= MAX_DOCUMENT_BYTES and (posts := crawled_posts(Saved(asked, held.read()))):
        return Found(posts=tuple(posts))
    if not found.refused:
        raise InputError("no object of this JSON has a shape that we know", "declare one: --map FILE.toml")
    return found


def _is_table(held: Held, maps: Sequence[ColumnMap]) -> bool:
    """Say whether the rows of a list are posts themselves, by the first ones; else posts lie somewhere in them."""
    try:
        rows = list(islice(Listed(held), PEEKED))
    except InputError:
        return held.length > MAX_DOCUMENT_BYTES
    return any(one.keys() >= ENVELOPE or map_of(one, maps) is not None for one in rows)


def _is_lines(held: Held, asked: Asked) -> bool:
    """Say whether a file is one object a line: one of its first lines is whole by itself, and there are more."""
    lines = Lines(held, asked.options.get("encoding"))
    try:
        first = [line.strip() for line in islice(lines, PEEKED) if line.strip()]
    except TooLong:
        return False
    if not first or first[0][:1] not in {"{", "["}:
        return True
    return first[0].startswith("{") and lines.number > 1 and any(_loaded(line) is not None for line in first)


def _lines(held: Held, asked: Asked, maps: Sequence[ColumnMap]) -> Found:
    gathering = Gathering(asked, "")
    lines = Lines(held, asked.options.get("encoding"), asked.read_to)
    while not gathering.is_full:
        try:
            raw = next(lines, None)
        except TooLong as problem:
            gathering.refuse(Refusal(line=problem.line, what=problem.what, do=problem.do))
            continue
        if raw is None:
            break
        if raw.strip():
            _take(gathering, lines.number, _loaded(raw), maps, is_line=True)
    return gathering.found(lines.read_to)


def _listed(held: Held, asked: Asked, maps: Sequence[ColumnMap]) -> Found:
    gathering, rows = Gathering(asked, ""), Listed(held, asked.read_to)
    while not gathering.is_full:
        try:
            row = next(rows, None)
        except InputError as problem:
            gathering.refuse(Refusal(what=problem.what, do=problem.do))
            break
        if row is None:
            break
        _take(gathering, rows.number - 1, row, maps, is_line=False)
    return gathering.found(rows.read_to)


def _document(held: Held, asked: Asked, maps: Sequence[ColumnMap]) -> Found:
    """Return the posts that lie anywhere in one document."""
    if held.length > MAX_DOCUMENT_BYTES:
        what = f"the JSON is one value of more than {MAX_DOCUMENT_BYTES >> 20} MiB"
        raise InputError(what, "hand it in as one object a line, or as a list of objects")
    text = decoded_text(held.read(), asked.options.get("encoding"))
    if text.count("{") + text.count("[") > MAX_OBJECTS:
        raise InputError(f"the JSON holds more than {MAX_OBJECTS:,} objects", "hand it in as one object a line")
    document = _loaded(text)
    if document is None:
        return _lines(held, asked, maps)
    gathering, at = Gathering(asked, ""), asked.read_to[0]
    for value in islice(_inside(document, maps), at, None):
        _take(gathering, at, value, maps, is_line=False)
        at += 1
        if gathering.is_full:
            break
    return gathering.found((at, 0))


def _loaded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        pass  # half a character in a string is enough for that; the standard library lets it pass
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _inside(document: Any, maps: Sequence[ColumnMap]) -> Iterator[Any]:
    """Return the rows of a document: those of a list, else every object of a known shape in it."""
    rows = document if isinstance(document, list) and all(isinstance(one, dict) for one in document) else []
    is_table = any(one.keys() >= ENVELOPE or map_of(one, maps) is not None for one in rows)
    return iter(rows) if is_table else (one for one, _ in items_in(document, maps))


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
    if value is None:
        raise LineRefused("this is no JSON: it may be cut short", "ask for the file again")
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
