"""Column maps: which column or path of a row is which part of a post; the well-known ones stand in maps.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from crawlers.handins.tables.flattened import nested
from crawlers.handins.zones import zone_of
from posts.errors import InputError, SettingsError
from posts.post import Record
from posts.toml_file import line_of

FILE = Path(__file__).with_name("maps.toml")
OR = "|"
EVERY = "*"
PLACE = re.compile(r"\{([^{}]{1,200})\}")
BETWEEN = re.compile(r"\|(?![^{}]*\})")  # between alternatives, not inside braces
MAX_FOUND = 60  # values of one part of a row: pictures, links
MAX_MAPS = 50
PRESENT = "-"  # stands for whatever a column holds
# How platforms write the moment of posting into their numbers, as milliseconds since 1970.
CLOCKS: Mapping[str, Callable[[int], int]] = {
    "x": lambda number: (number >> 22) + 1_288_834_974_657,
    "linkedin": lambda number: number >> 22,
    "tiktok": lambda number: (number >> 32) * 1000,
}


class ColumnMap(Record, frozen=True, kw_only=True):
    """How rows of one shape become posts.

    A part is a column's name or a path (`author.uniqueId`, `images.*.url`); `a | b` takes the first that has a value.
    `text` joins its parts by line ends; `url` may be a template of parts in braces, `{native_id}` among them.
    """

    name: str
    platform: str
    needs: tuple[str, ...]
    native_id: str = ""
    id_pattern: str = ""
    id_clock: str = ""
    url: str = ""
    text: tuple[str, ...] = ()
    has_entities: bool = False  # the words hold `&amp;` for `&`
    has_markup: bool = False  # the words are a piece of a page
    posted_at: str = ""
    edited_at: str = ""
    zone: str = ""
    author_id: str = ""
    author_handle: str = ""
    author_name: str = ""
    author_url: str = ""
    author_bio: str = ""
    images: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    reply_to: str = ""
    repost_name: str = ""
    counts: dict[str, str] = {}


class MapFile(Record, frozen=True, kw_only=True):
    """A file of column maps."""

    map: tuple[ColumnMap, ...] = ()


@cache
def known_maps() -> tuple[ColumnMap, ...]:
    """Return the maps that come with the program, in the order in which they are tried."""
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), MapFile).map


def maps_for(text: str | None) -> tuple[ColumnMap, ...]:
    """Return the maps of the receiver before the known ones."""
    return (*own_maps(text), *known_maps()) if text else known_maps()


def own_maps(text: str, file: str | None = None) -> tuple[ColumnMap, ...]:
    """Return the maps that a receiver declares; refuse what is none, with its line."""
    try:
        found = msgspec.convert(tomllib.loads(text), MapFile).map
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"not valid TOML: {problem}", "correct the map", file=file) from problem
    except msgspec.ValidationError as problem:
        what, _, place = str(problem).partition(" - at `$")
        line = line_of(text, place.rstrip("`")) if place else None
        raise SettingsError(f"{what[:1].lower()}{what[1:]}", "correct the map", file=file, line=line) from problem
    if not found or len(found) > MAX_MAPS:
        raise SettingsError("the file declares no map, or too many", "write one [[map]] for each shape", file=file)
    for number, one in enumerate(found):
        _check(one, line_of(text, f".map[{number}]"), file)
    return found


def _check(one: ColumnMap, line: int, file: str | None) -> None:
    problem = None
    if not one.platform or not one.needs:
        problem = "platform and needs must say something"
    elif not one.native_id and not one.url and not one.text:
        problem = "a map needs native_id, url or text"
    elif one.id_clock and one.id_clock not in CLOCKS:
        problem = f"id_clock is none of {', '.join(CLOCKS)}"
    try:
        re.compile(one.id_pattern)
        if one.zone:
            zone_of(one.zone)
    except re.error as wrong:
        problem = f"id_pattern: {wrong}"
    except InputError as wrong:
        problem = wrong.what
    if problem is not None:
        raise SettingsError(f"map {one.name!r}: {problem}", "correct the map", file=file, line=line)


def map_of(row: Mapping[str, Any], maps: Sequence[ColumnMap]) -> ColumnMap | None:
    """Return the first map whose needed parts a row has."""
    return next((one for one in maps if all(has(row, need) for need in one.needs)), None)


def map_of_columns(columns: Sequence[str], maps: Sequence[ColumnMap]) -> ColumnMap:
    """Return the map that fits a table's head; refuse a table that none fits."""
    found = map_of(nested(dict.fromkeys(columns, PRESENT)), maps)
    if found is None:
        shown = ", ".join(name[:40] for name in columns[:12])
        what = f"no map fits these columns: {shown}"
        raise InputError(what, "declare one: --map FILE.toml (see docs/howto/hand-in-table.md)", line=1)
    return found


def has(row: Mapping[str, Any], need: str) -> bool:
    """Say whether a row has a part at all, even an empty one."""
    if need in row:
        return True
    value: Any = row
    for step in need.split("."):
        if not isinstance(value, dict) or step not in value:
            return False
        value = value[step]
    return True


def value_of(row: Mapping[str, Any], part: str) -> str:
    """Return the first value of a part, as text; empty where there is none."""
    return next(iter(values_of(row, part)), "")


def values_of(row: Mapping[str, Any], part: str) -> list[str]:
    """Return all values of a part, as texts: of the first alternative that has any."""
    for name in part.split(OR):
        plain = name.strip()
        found = [row[plain]] if plain in row else _walk(row, plain.split("."))
        texts = [text for one in found[:MAX_FOUND] if (text := _text(one))]
        if texts:
            return texts
    return []


def filled(row: Mapping[str, Any], template: str) -> str:
    """Return the first alternative of a template whose parts a row has all; a plain part is its value."""
    for one in (part.strip() for part in BETWEEN.split(template)):
        parts = {name: value_of(row, name) for name in PLACE.findall(one)}
        if not all(parts.values()):
            continue
        found = _put(one, parts) if parts or "://" in one else value_of(row, one)
        if found:
            return found
    return ""


def _put(template: str, parts: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: parts[place[1]], template)


def _walk(value: Any, steps: Sequence[str]) -> list[Any]:
    if not steps:
        return [value]
    step, rest = steps[0], steps[1:]
    if step == EVERY:
        return [found for one in value for found in _walk(one, rest)] if isinstance(value, list) else []
    if isinstance(value, dict):
        return _walk(value[step], rest) if step in value else []
    if isinstance(value, list) and step.isdigit() and int(step) < len(value):
        return _walk(value[int(step)], rest)
    return []


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if isinstance(value, str | int | float) else ""
