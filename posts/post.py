"""Post, Author, Media: exactly what was published, raw beside normalised."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeVar

import msgspec

Via = Literal["crawl", "url_request", "hand_in"]
Visibility = Literal["public", "given"]
Zone = Literal["stated", "assumed", "none"]
Precision = Literal["second", "minute", "hour", "day", "month", "year", "unknown"]
MediaKind = Literal["image", "video", "audio", "document", "sticker", "other"]
MediaRole = Literal["post", "avatar", "preview", "poster"]

SERVICE = "service"  # label of a message the platform wrote itself ("channel created", "photo updated")
PREVIEW = "preview"  # label of a post of which a list shows the beginning only; its own page has the rest


Kind = TypeVar("Kind", bound=msgspec.Struct)


def with_fields(record: Kind, **fields: Any) -> Kind:
    """Return a record with some fields changed."""
    return msgspec.structs.replace(record, **fields)


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen value with named fields; an unknown field is refused, never ignored."""


class Count(Record, frozen=True, kw_only=True):
    """A number as a page shows it: 1.48M is value 1480000, raw "1.48M"."""

    value: int
    raw: str


class Author(Record, frozen=True, kw_only=True):
    """The account that published, as one capture showed it."""

    native_id: str | None = None
    handle: str | None = None
    name: str | None = None
    url: str | None = None
    bio: str | None = None
    avatar: str | None = None
    members: Count | None = None
    labels: tuple[str, ...] = ()


class Media(Record, frozen=True, kw_only=True):
    """One image, video or file of a post; `why_missing` says why its bytes are not kept."""

    kind: MediaKind = "image"
    role: MediaRole = "post"
    order: int = 0
    url: str | None = None
    sha256: str | None = None
    mime: str | None = None
    bytes: int | None = None
    width: int | None = None
    height: int | None = None
    duration_seconds: int | None = None  # of a video or voice message
    fetched_at: datetime | None = None
    capture: str | None = None
    why_missing: str | None = None
    phash: str | None = None  # 16 hex digits, imagehash pHash 8x8
    dhash: str | None = None  # 16 hex digits, imagehash dHash 8x8
    qr: tuple[str, ...] = ()
    exif_present: bool | None = None


class Repost(Record, frozen=True, kw_only=True):
    """Where a forwarded post came from."""

    name: str | None = None
    url: str | None = None
    native_id: str | None = None


class Post(Record, frozen=True, kw_only=True):
    """What was published; times are UTC, `posted_raw` is the page's own words."""

    platform: str
    text: str
    id: str = ""
    source: str = ""
    native_id: str | None = None
    url: str | None = None
    via: Via = "hand_in"
    visibility: Visibility = "public"
    author: Author = Author()
    posted_at: datetime | None = None
    posted_raw: str | None = None
    posted_zone: Zone | None = None
    posted_precision: Precision | None = None
    edited_at: datetime | None = None
    media: tuple[Media, ...] = ()
    links: tuple[str, ...] = ()
    reply_to: str | None = None
    repost_of: Repost | None = None
    album: str | None = None
    signature: str | None = None
    labels: tuple[str, ...] = ()
    counts: dict[str, Count] = {}
    capture: str | None = None
