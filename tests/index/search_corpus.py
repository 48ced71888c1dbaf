"""The corpora of the search tests: fictional posts in 19 languages, and queries with the posts they must find."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from index.document import Document, PayRange
from index.query import Lookups
from posts.identity import named_id
from posts.post import Record

CORPORA = Path(__file__).parent.parent / "corpora"
SEEN = datetime(2026, 1, 7, tzinfo=UTC)
LOOKUPS = Lookups(zone=ZoneInfo("Asia/Jakarta"))


class Line(Record, frozen=True, kw_only=True):
    """A post of the corpus, in short; its name stands for its id."""

    name: str
    lang: str
    text: str
    platform: str = "telegram_web"
    source: str | None = None
    author: tuple[str, str] | None = None
    langs: tuple[str, ...] | None = None
    contacts: tuple[str, ...] = ()
    contact_candidates: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    pay: tuple[float, float | None] | None = None
    indicators: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    score: float = 0
    alertable: bool = False
    protected: bool = False
    cluster: str | None = None
    marks: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    image_text: tuple[str, ...] = ()
    via: str = "crawl"
    posted: datetime | None = None
    collected: datetime | None = None
    gone: datetime | None = None


class Golden(Record, frozen=True, kw_only=True):
    """A query and the posts it must find, no others."""

    query: str
    lang: str | None
    finds: tuple[str, ...]


def id_of(name: str) -> str:
    return named_id("p1_", "search corpus", name)


@cache
def golden_queries() -> tuple[Golden, ...]:
    lines = (CORPORA / "queries.jsonl").read_bytes().splitlines()
    return tuple(msgspec.json.decode(line, type=Golden) for line in lines)


@cache
def golden_posts() -> tuple[Document, ...]:
    lines = (CORPORA / "search_posts.jsonl").read_bytes().splitlines()
    return tuple(_document(msgspec.json.decode(line, type=Line), seq) for seq, line in enumerate(lines, 1))


def make_document(name: str = "one", text: str = "lowongan kerja", **fields: Any) -> Document:
    base: dict[str, Any] = {
        "id": id_of(name),
        "seq": 1,
        "rev": 1,
        "lane": "public",
        "platform": "telegram_web",
        "source": "telegram_web:loker__contoh",
        "via": "crawl",
        "text": text,
        "first_seen_at": SEEN,
        "collected_at": SEEN,
    }
    return Document(**(base | fields))


def _document(line: Line, seq: int) -> Document:
    fields = {name: getattr(line, name) for name in line.__struct_fields__ if name in Document.__struct_fields__}
    handle, name = line.author or (None, None)
    fields |= {
        "seq": seq,
        "source": line.source or f"{line.platform}:kanal__contoh",
        "author_handle": handle,
        "author_name": name,
        "langs": (line.lang,) if line.langs is None else line.langs,
        "pay": PayRange(low=line.pay[0], high=line.pay[1]) if line.pay else None,
        "posted_at": line.posted,
        "first_seen_at": SEEN + timedelta(minutes=seq),
        "collected_at": line.collected or SEEN + timedelta(minutes=seq),
    }
    return make_document(line.name, **fields)
