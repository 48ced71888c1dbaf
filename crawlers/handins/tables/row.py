"""Row: one row of a table or one object of a tool's data as a post, by its map."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from crawlers.counts import count
from crawlers.handins.tables.column_map import CLOCKS, ColumnMap, filled, value_of, values_of
from crawlers.handins.tables.moments import moment_of
from crawlers.handins.taken import taken
from crawlers.handins.texts import links_in, storable
from crawlers.handins.zones import zone_of
from crawlers.moments import Moment, counted
from crawlers.prose import prose
from posts.errors import LineRefused
from posts.jsonl import check_text
from posts.post import Author, Media, Post, Repost, with_fields

MAX_LINKS = 50
MAX_ID_LETTERS = 300
OWN_ID = "{native_id}"  # in the template of an address: the number that `id_pattern` found
WEB = ("http://", "https://")
BETWEEN = re.compile(r"[,;\s]+(?=https?://)")  # between addresses in one cell; an address may hold commas itself


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its map, and where it stands: for ids of rows that have none, and for what is said of it."""

    cells: Mapping[str, Any]
    map: ColumnMap
    sha256: str
    place: str
    zone: tzinfo | None = None

    def post(self) -> tuple[Post, list[str]]:
        """Return the post of the row and what of it could not be read; refuse a row that says nothing."""
        native_id = self._native_id()
        url = storable(filled(self.cells, self.map.url.replace(OWN_ID, native_id or "")))
        text = storable("\n".join(filter(None, (value_of(self.cells, part) for part in self.map.text))))
        if self.map.has_markup:
            text = storable(prose(text).text)
        elif self.map.has_entities:
            text = entities.unescape(text)
        check_text(text)
        media = tuple(with_fields(one, order=order) for order, one in enumerate(self._media()))
        if not (native_id or url or text or media):
            raise LineRefused("the row has no id, no address, no words and no media", "look at it, or correct the map")
        moment, problems = self._moment(native_id)
        post = Post(
            platform=self.map.platform,
            native_id=native_id,
            url=url if url.startswith(WEB) else None,
            text=text,
            author=self._author(),
            edited_at=moment_of(value, self.zone, is_stated=True).at if (value := self._of("edited_at")) else None,
            media=media,
            links=self._links(text),
            reply_to=self._of("reply_to") or None,
            repost_of=Repost(name=name) if (name := self._of("repost_name")) else None,
            counts={name: found for name, part in self.map.counts.items() if (found := _count(self.cells, part))},
        )
        timed = with_fields(post, **moment.fields())
        return taken(timed, self.sha256, self.place), problems

    def _of(self, name: str) -> str:
        part = getattr(self.map, name)
        return storable(value_of(self.cells, part)) if part else ""

    def _native_id(self) -> str | None:
        found = storable(filled(self.cells, self.map.native_id))[:MAX_ID_LETTERS]
        if found and self.map.id_pattern:
            inside = re.search(self.map.id_pattern, found)
            return inside[inside.lastindex or 0] if inside else None
        return found or None

    def _moment(self, native_id: str | None) -> tuple[Moment, list[str]]:
        """Return when it was posted: as a column says, else as the platform's number does."""
        stated = zone_of(self.map.zone) if self.map.zone else None
        raw = self._of("posted_at")
        moment = moment_of(raw, stated or self.zone, is_stated=stated is not None) if raw else Moment()
        clock = CLOCKS.get(self.map.id_clock)
        is_unread = bool(raw) and moment.at is None and moment.precision == "unknown"
        problems = [f"column {self.map.posted_at!r}: {raw[:60]!r} is no time that we can read"] if is_unread else []
        if moment.at is None and clock is not None and native_id and native_id.isdigit():
            known = counted(clock(int(native_id)) / 1000, raw or native_id)
            return (known if known.at is not None else moment), problems
        return moment, problems

    def _author(self) -> Author:
        url = self._of("author_url")
        return Author(
            native_id=self._of("author_id") or None,
            handle=self._of("author_handle").removeprefix("@") or None,
            name=self._of("author_name") or None,
            url=url if url.startswith(WEB) else None,
            bio=self._of("author_bio") or None,
        )

    def _media(self) -> Iterator[Media]:
        for part in self.map.images:
            yield from (Media(kind="image", url=url) for url in _addresses(self.cells, part))
        for part in self.map.videos:
            yield from (Media(kind="video", url=url) for url in _addresses(self.cells, part))

    def _links(self, text: str) -> tuple[str, ...]:
        declared = [url for part in self.map.links for url in _addresses(self.cells, part)]
        return tuple(dict.fromkeys([*declared, *links_in(text)]))[:MAX_LINKS]


def _addresses(cells: Mapping[str, Any], part: str) -> list[str]:
    found = [one for value in values_of(cells, part) for one in BETWEEN.split(storable(value))]
    return list(dict.fromkeys(one for one in found if one.startswith(WEB)))


def _count(cells: Mapping[str, Any], part: str) -> Any:
    return count(value_of(cells, part))
