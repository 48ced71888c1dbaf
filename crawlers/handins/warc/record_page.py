"""Record pages: what was fetched, out of one record of a WARC file; and the posts of the page in it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from crawlers.decode import decoded
from crawlers.handins.found import Asked, Found
from crawlers.handins.saved.page import page_of
from crawlers.handins.saved.saved import Saved, address
from crawlers.handins.warc.exchange import Exchange
from crawlers.handins.warc.listing import content_of
from crawlers.handins.warc.records import GZIP_WINDOW, RawRecord, records
from posts.errors import InputError
from posts.held import STEP_BYTES, Held
from posts.post import with_fields

CUT_SHORT = "the page was cut short when it was recorded: its last words may be missing"
AGAIN = "ask for the archive again"


def page_in(record: Held, asked: Asked) -> Found:
    """Return what the page of a record holds."""
    raw, exchange = _opened(record)
    said = raw.fields.get("content-type", "") if raw.kind != "response" else exchange.header("content-type")
    plain = decoded(exchange.body, exchange.headers)
    saved = Saved(
        asked,
        plain.data,
        url=address(asked.name),
        headers=(*exchange.headers, ("content-type", said)),
        mime=said.partition(";")[0].strip().lower(),
        place=f"{asked.name or asked.part}",
    )
    found = page_of(saved)
    if not plain.is_whole or "warc-truncated" in raw.fields:
        return with_fields(found, notes=(*found.notes, CUT_SHORT))
    return found


def payload_in(record: Held) -> bytes:
    """Return what was fetched, decoded."""
    _, exchange = _opened(record)
    return decoded(exchange.body, exchange.headers).data


def gunzipped(held: Held, most: int) -> Iterator[bytes]:
    """Yield the bytes of a file that is one gzip member."""
    engine, size = zlib.decompressobj(GZIP_WINDOW), 0
    try:
        for piece in held.pieces():
            rest = piece
            while rest and not engine.eof:
                plain = engine.decompress(rest, STEP_BYTES)
                rest, size = engine.unconsumed_tail, size + len(plain)
                if size > most:
                    raise InputError(f"it unpacks to more than {most >> 20} MiB", "unpack it and hand in the WARC file")
                yield plain
    except zlib.error as problem:
        raise InputError("its compressed data is broken", AGAIN) from problem


def _opened(record: Held) -> tuple[RawRecord, Exchange]:
    raw = next(records(record), None)
    exchange = content_of(raw.block, raw.kind) if raw is not None and raw.problem is None else None
    if raw is None or exchange is None:
        raise InputError("the record cannot be read", AGAIN)
    return raw, exchange
