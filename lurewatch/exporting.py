"""Exporting: every post that answers a query, as a stream of rows: a page is in memory, never the whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal

from index.engine import Answer, Request, search_lanes
from index.ledger.known import Known, find
from index.ledger.schema import PUBLIC, RESTRICTED, Lane
from index.query import parse
from lurewatch.installation import Installation
from posts import jsonl
from posts.post import Post, Record
from posts.reading import Reading

Form = Literal["csv", "jsonl"]

PAGE = 1000  # posts in memory at once
# A spreadsheet takes a cell that begins so for a formula; the wide forms too, in some (ASVS 1.2.10).
FORMULA_SIGNS = tuple("=+-@\t\r\n\0＝＋－＠")
HARMLESS = "'"  # a spreadsheet shows such a cell as text
COLUMNS = (
    "id", "platform", "source", "url", "author", "posted_at", "first_seen_at", "last_seen_at", "not_shown_at",
    "langs", "places", "contacts", "pay", "indicators", "context", "score", "cluster", "text",
)  # fmt: skip


class ExportLine(Record, frozen=True, kw_only=True):
    """One post as a line of JSON: all that the ledger knows of its newest revision."""

    post: Post
    reading: Reading
    first_seen_at: datetime
    last_seen_at: datetime
    not_shown_at: datetime | None
    cluster: str | None


class Export:
    """The rows of one export; `incomplete` says in sentences what is missing once all rows were taken."""

    def __init__(self, here: Installation, query: str, *, restricted: bool = False) -> None:
        self.incomplete: tuple[str, ...] = ()
        self.count = 0
        self._here = here
        self._lanes: tuple[Lane, ...] = (PUBLIC, RESTRICTED) if restricted else (PUBLIC,)
        self._request = Request(parse(query, here.lookups), sort="newest", limit=PAGE)

    def lines(self, form: Form) -> Iterator[bytes]:
        """Yield the export line by line, newest post first; CSV begins with the names of its columns."""
        if form == "csv":
            yield _csv_line(COLUMNS)
        for known in self._posts():
            self.count += 1
            yield _csv_line(_cells(known)) if form == "csv" else jsonl.line(_export_line(known)) + b"\n"

    def _posts(self) -> Iterator[Known]:
        request = self._request
        while (answer := self._page(request)).hits:
            with self._here.ledger.reading() as connection:
                known = find(connection, (hit.id for hit in answer.hits), self._lanes)
            yield from (known[hit.id] for hit in answer.hits if hit.id in known)
            request = replace(request, after=answer.hits[-1])

    def _page(self, request: Request) -> Answer:
        answer = search_lanes([self._here.engine(lane) for lane in self._lanes], request)
        self.incomplete = tuple(dict.fromkeys([*self.incomplete, *answer.incomplete]))
        return answer


def safe_cell(text: str) -> str:
    """Return a text as a spreadsheet may hold it: what it would run as a formula stays text."""
    return HARMLESS + text if text.lstrip(" \u00a0\ufeff").startswith(FORMULA_SIGNS) else text


def _csv_line(cells: Iterable[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode()


def _cells(known: Known) -> Iterator[str]:
    post, reading = known.post, known.reading
    texts = (
        post.id,
        post.platform,
        post.source,
        post.url,
        post.author.handle or post.author.name,
        *(moment and moment.isoformat() for moment in (post.posted_at, known.first_seen_at)),
        *(moment and moment.isoformat() for moment in (known.last_seen_at, known.not_shown_at)),
        _joined(span.lang for span in reading.languages),
        _joined(place.id for place in reading.places),
        _joined(contact.value for contact in reading.contacts),
        _joined(pay.raw for pay in reading.pay),
        _joined(hit.id for hit in reading.indicators),
        _joined(hit.kind for hit in reading.context),
    )
    yield from (safe_cell(text or "") for text in texts)
    yield f"{reading.score.total:g}"
    yield safe_cell(known.cluster or "")
    yield safe_cell(post.text)


def _joined(values: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(values))


def _export_line(known: Known) -> ExportLine:
    return ExportLine(
        post=known.post,
        reading=known.reading,
        first_seen_at=known.first_seen_at,
        last_seen_at=known.last_seen_at,
        not_shown_at=known.not_shown_at,
        cluster=known.cluster,
    )
