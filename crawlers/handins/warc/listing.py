"""Listing: what a WARC file holds, each record verified by its own digests; nothing of it is believed beyond them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawlers.handins.warc.digests import holds, unknown_in
from crawlers.handins.warc.exchange import Exchange, exchange_of
from crawlers.handins.warc.records import MAX_HEAD_BYTES, RawRecord, holds_many, records
from posts.errors import InputError
from posts.held import Held
from posts.post import Record

MAX_RECORDS = 100_000
URL_LETTERS = 2_000
TYPE_LETTERS = 80
PAGE_TYPES = ("text/html", "application/xhtml+xml")
DATA_TYPES = ("json", "application/rss", "application/atom", "/xml", "application/rdf")  # parts of a type
PLAIN_TYPES = ("text/plain",)
CONTENT = frozenset({"response", "resource", "conversion"})
BESIDE = frozenset({"warcinfo", "request", "metadata"})  # they tell of a record, and are none of a page
UNVERIFIED = "no digest"
SIGNED_IN = re.compile(rb"\n(?:cookie|authorization):", re.IGNORECASE)
TRIMMED = re.compile(r"[\x00-\x20<>\"\x7f]")


class Listed(Record, frozen=True, kw_only=True):
    """One record: where it lies, what it says of itself, whether it can be a page; or why it is not taken."""

    number: int
    at: int
    length: int
    kind: str = ""
    url: str = ""
    date: str = ""
    mime: str = ""
    status: int | None = None
    bytes: int = 0
    payload: str | None = None  # digest by which a later visit says that it saw the same
    why_not: str | None = None
    is_unverified: bool = False
    is_signed_in: bool = False
    is_last: bool = False


class Listing(Record, frozen=True, kw_only=True):
    """All records of a file; or that the whole file is packed once and must be unpacked first."""

    records: tuple[Listed, ...] = ()
    is_packed: bool = False


def listing(held: Held) -> Listing:
    """Return what lies in a WARC file; raise InputError where its first bytes are no record."""
    if holds_many(held):
        return Listing(is_packed=True)
    found = tuple(_listed(held))
    if not any(one.kind for one in found):
        why = found[0].why_not if found else "the file is empty"
        raise InputError(f"this is no WARC file: {why}", "hand it in as what it is, or ask for the file again")
    return Listing(records=found)


def content_of(block: bytes, kind: str) -> Exchange | None:
    """Return what a record's block says that a server answered; a resource stands for itself."""
    return Exchange(200, (), block, block) if kind in {"resource", "conversion"} else exchange_of(block)


def _listed(held: Held) -> Iterator[Listed]:
    for number, record in enumerate(records(held), 1):
        if number > MAX_RECORDS:
            what = f"the file has more than {MAX_RECORDS:,} records: those from here on are not read"
            yield Listed(number=number, at=record.at, length=0, why_not=what, is_last=True)
            return
        yield _one(number, record)


def _one(number: int, record: RawRecord) -> Listed:
    exchange = content_of(record.block, record.kind) if record.kind in CONTENT and record.block else None
    return Listed(
        number=number,
        at=record.at,
        length=record.length,
        kind=record.kind,
        url=_address(record),
        date=record.fields.get("warc-date", "")[:TYPE_LETTERS],
        mime=_mime(record, exchange),
        status=exchange.status if exchange else None,
        bytes=len(exchange.body) if exchange else len(record.block),
        payload=record.fields.get("warc-payload-digest"),
        why_not=record.problem or _why_not(record, exchange),
        is_unverified=not {"warc-block-digest", "warc-payload-digest"} & record.fields.keys(),
        is_signed_in=record.kind == "request" and SIGNED_IN.search(record.block[:MAX_HEAD_BYTES]) is not None,
        is_last=record.is_last,
    )


def _address(record: RawRecord) -> str:
    """Return the address that a record claims; some tools put it into angle brackets."""
    return TRIMMED.sub("", record.fields.get("warc-target-uri", ""))[:URL_LETTERS]


def _mime(record: RawRecord, exchange: Exchange | None) -> str:
    said = record.fields.get("content-type", "")
    if record.kind == "response":
        said = exchange.header("content-type") if exchange else ""
    return said.partition(";")[0].strip().lower()[:TYPE_LETTERS]


def _why_not(record: RawRecord, exchange: Exchange | None) -> str | None:
    """Return why a whole record is not taken: a kind that nobody knows, a digest that does not fit."""
    if record.kind not in CONTENT | BESIDE | {"revisit"}:
        return f"it is of a kind that we do not take: {record.kind[:20] or 'none'}"
    if record.is_large:
        return "it is larger than 32 MiB: not verified and not read"
    readings = {"warc-block-digest": [record.block]}
    if exchange is not None:
        readings["warc-payload-digest"] = [exchange.recorded, exchange.body]
    for name, data in readings.items():
        digest = record.fields.get(name)
        if digest is not None and (strange := unknown_in(digest)):
            return f"its digest is of a kind that we cannot compute: {strange}"
        if digest is not None and not holds(digest, data):
            what = "block" if "block" in name else "payload"
            return f"its bytes do not fit its {what} digest: it was changed or damaged after it was written"
    if record.kind == "response" and exchange is None:
        return "its block is no HTTP answer"
    return None
