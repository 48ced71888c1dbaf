"""Searchable: a document as the query language sees it. Engines and the in-memory matcher hold the same."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from index.analysis import BREAK, bare_text, exact_text
from index.document import Document
from index.query.tree import Between
from posts.text import fold

MAX_KEY = 256  # code points; Elasticsearch refuses terms above 32,766 bytes, and no name people type is longer
KEY_START = 200  # of a longer one, this much stays readable and findable by its beginning
PARTED = f" {BREAK} "
OPEN_PAY = 1e12  # USD a month: stands for "no upper end", which engines cannot hold


@dataclass(frozen=True, slots=True)
class Searchable:
    """Words joined by spaces, `field=value` keys, and numbers by column (times in whole seconds since 1970)."""

    exact: str
    bare: str
    keys: frozenset[str]
    numbers: dict[str, float]


def searchable(document: Document) -> Searchable:
    """Return what queries can find of a document."""
    texts = (document.text, *document.image_text)
    return Searchable(
        exact=PARTED.join(map(exact_text, texts)),
        bare=PARTED.join(map(bare_text, texts)),
        keys=frozenset(key(field, value) for field, value in _values(document)),
        numbers={column: number for column, number in _numbers(document) if number is not None},
    )


def key(field: str, value: str) -> str:
    """Return the term by which a field's value is found; case and width never matter, a huge value is cut."""
    folded = fold(value).text.strip()
    if len(folded) > MAX_KEY:
        folded = f"{folded[:KEY_START]}…{hashlib.sha256(folded.encode()).hexdigest()[:32]}"
    return f"{field}={folded}"


def bounds(query: Between) -> tuple[tuple[str, float | None, float | None], ...]:
    """Return the columns and bounds that a range asks for; offered pay matches when the two ranges overlap."""
    if query.field == "pay":
        return ("pay_high", query.low, None), ("pay_low", None, query.high)
    return ((query.field, query.low, query.high),)


def seconds(moment: datetime) -> int:
    """Return a time as whole seconds since 1970."""
    return math.floor(moment.timestamp())


def _values(document: Document) -> Iterator[tuple[str, str]]:
    yield "id", document.id
    yield "platform", document.platform
    yield "source", document.source
    yield "source", document.source.partition(":")[2]
    yield "via", document.via
    yield from (("lang", lang) for lang in _with_stems(document.langs))
    yield from (("place", place) for place in _with_stems(document.places))
    yield from (("contact", contact) for contact in document.contacts + document.contact_candidates)
    yield from (("indicator", indicator) for indicator in document.indicators)
    yield from (("context", context) for context in document.contexts)
    yield from (("mark", mark) for mark in document.marks)
    yield from (("has", held) for held in document.has)
    yield from _author(document)
    if document.cluster:
        yield "cluster", document.cluster
    if document.alertable:
        yield "alertable", "true"
    if document.protected:
        yield "protected", "true"


def _with_stems(values: tuple[str, ...]) -> Iterator[str]:
    """Yield each value and what stands before its first hyphen: a town's country, a script's language."""
    for value in values:
        yield value
        yield value.partition("-")[0]


def _author(document: Document) -> Iterator[tuple[str, str]]:
    if document.author_handle:
        yield "author", document.author_handle
    if document.author_name:
        yield "author", document.author_name
        yield from (("author", word) for word in exact_text(document.author_name).split())


def _numbers(document: Document) -> Iterator[tuple[str, float | None]]:
    yield "score", document.score
    yield "first_seen", seconds(document.first_seen_at)
    yield "collected", seconds(document.collected_at)
    yield "posted", seconds(document.posted_at) if document.posted_at else None
    yield "gone", seconds(document.gone) if document.gone else None
    if document.pay:
        yield "pay_low", document.pay.low
        yield "pay_high", OPEN_PAY if document.pay.high is None else document.pay.high
