"""Document: what an engine holds of a post: its newest revision, its reading and what the ledger knows of it."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from posts import jsonl
from posts.mark import MarkValue
from posts.post import Post, Record, Via
from posts.reading import Reading

LaneName = Literal["public", "restricted"]
Holding = Literal[
    "image",
    "video",
    "audio",
    "file",
    "link",
    "contact",
    "pay",
    "place",
    "indicator",
    "image_text",
    "repost",
    "reply",
]

BUCKETS = 4096  # 1 M documents give 244 a bucket, few enough to name the ones that differ
FILES = {"document": "file", "sticker": "image", "other": "file"}  # media kinds under the word people look for


class PayRange(Record, frozen=True, kw_only=True):
    """The lowest and the highest offered pay in USD a month; `high` null is open ("from 800")."""

    low: float
    high: float | None


class Facts(Record, frozen=True, kw_only=True):
    """What the ledger knows of a post; `collected_at` is its newest capture, `gone` the time since it is not shown."""

    seq: int
    rev: int
    lane: LaneName
    first_seen_at: datetime
    collected_at: datetime
    gone: datetime | None = None
    cluster: str | None = None
    marks: tuple[MarkValue, ...] = ()


class Document(Record, frozen=True, kw_only=True):
    """A post as engines hold it; `seq` is its newest feed number and tells which of two versions is newer."""

    id: str
    seq: int
    rev: int
    lane: LaneName
    platform: str
    source: str
    via: Via
    text: str
    first_seen_at: datetime
    collected_at: datetime
    posted_at: datetime | None = None
    gone: datetime | None = None
    author_handle: str | None = None
    author_name: str | None = None
    image_text: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    contact_candidates: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    pay: PayRange | None = None
    indicators: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    score: float = 0
    alertable: bool = False
    protected: bool = False
    cluster: str | None = None
    marks: tuple[MarkValue, ...] = ()
    has: tuple[Holding, ...] = ()

    @property
    def newest_at(self) -> datetime:
        """When it was posted, else when we first saw it: what the sort `newest` goes by."""
        return self.posted_at or self.first_seen_at


def document(post: Post, reading: Reading, facts: Facts) -> Document:
    """Return the document of a post, from its newest revision, that revision's reading and the ledger's facts."""
    return Document(
        id=post.id,
        seq=facts.seq,
        rev=facts.rev,
        lane=facts.lane,
        platform=post.platform,
        source=post.source,
        via=post.via,
        text=post.text,
        first_seen_at=facts.first_seen_at,
        collected_at=facts.collected_at,
        posted_at=post.posted_at,
        gone=facts.gone,
        author_handle=post.author.handle,
        author_name=post.author.name,
        image_text=reading.image_text,
        langs=_once(span.lang for span in reading.languages),
        contacts=_once(contact.value for contact in reading.contacts),
        contact_candidates=_once(value for contact in reading.contacts for value in contact.candidates),
        places=_once(place.id for place in reading.places),
        pay=_pay_range(reading),
        indicators=_once(hit.id for hit in reading.indicators),
        contexts=_once(hit.kind for hit in reading.context),
        score=float(reading.score.total),
        alertable=reading.alertable,
        protected=reading.protected,
        cluster=facts.cluster,
        marks=tuple(sorted(set(facts.marks))),
        has=tuple(sorted(_holdings(post, reading))),
    )


def checksum(document: Document) -> int:
    """Return the 32-bit checksum of a document's content; the feed number is left out, for a rebuild may renumber."""
    return zlib.crc32(jsonl.canonical(msgspec.structs.replace(document, seq=0)))


def bucket(id: str) -> int:  # noqa: A002 - it is the id of a post, the word of the contract
    """Return which of the 4,096 buckets of the comparison a document belongs to."""
    return zlib.crc32(id.encode()) % BUCKETS


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _pay_range(reading: Reading) -> PayRange | None:
    known = [pay for pay in reading.pay if pay.usd_month_min is not None or pay.usd_month_max is not None]
    if not known:
        return None
    high = max(math.inf if pay.usd_month_max is None else pay.usd_month_max for pay in known)
    low = min(pay.usd_month_min or 0 for pay in known)
    return PayRange(low=float(low), high=None if high == math.inf else float(high))


def _holdings(post: Post, reading: Reading) -> set[Holding]:
    held = {FILES.get(item.kind, item.kind) for item in post.media if item.role == "post"}
    parts = {
        "link": post.links,
        "contact": reading.contacts,
        "pay": reading.pay,
        "place": reading.places,
        "indicator": reading.indicators,
        "image_text": reading.image_text,
        "repost": post.repost_of,
        "reply": post.reply_to,
    }
    return msgspec.convert(held | {name for name, part in parts.items() if part}, set[Holding])
