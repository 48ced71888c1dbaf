"""Kinds: what can be in a handed-in file, each with its reader; KINDS is the table of contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crawlers.handins import image_file, ndjson_file
from crawlers.handins.found import Asked, Found
from crawlers.handins.saved import html_file
from crawlers.handins.tables import csv_file
from crawlers.handins.telegram_desktop import export as telegram
from crawlers.handins.whatsapp import chat as whatsapp
from posts.held import Held

MAX_READ_BYTES = 32 << 20  # of one file with posts: 300,000 messages of usual length
MAX_PICTURE_BYTES = 20 << 20
MAX_TABLE_BYTES = 1 << 30  # five million rows of usual length; read line by line
MAX_ARCHIVE_BYTES = 1 << 30  # read record by record


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: which files of a parcel hold its posts, how one is read, how large it may be, its type.

    A web archive has no reader of its own: each of its records is read by itself.
    """

    mains: Callable[[Sequence[str]], list[str]]
    read: Callable[[Held, Asked], Found | Iterator[Found]] | None
    mime: str
    max_bytes: int = MAX_READ_BYTES


def whole(read: Callable[[bytes, Asked], Found]) -> Callable[[Held, Asked], Found]:
    """Return a reader that is given all bytes of a file at once: it is a small one."""
    return lambda held, asked: read(held.read(), asked)


def archive_names(names: Sequence[str]) -> list[str]:
    """Return the WARC files among some files."""
    return [name for name in names if name.lower().endswith((".warc", ".warc.gz"))]


KINDS: Mapping[str, Kind] = {
    "whatsapp": Kind(whatsapp.mains, whatsapp.read, whatsapp.MIME),
    "telegram": Kind(telegram.mains, whole(telegram.read), telegram.MIME),
    "warc": Kind(archive_names, None, "application/warc", MAX_ARCHIVE_BYTES),
    "wacz": Kind(archive_names, None, "application/wacz", MAX_ARCHIVE_BYTES),
    "html": Kind(html_file.mains, whole(html_file.read), html_file.MIME),
    "csv": Kind(csv_file.mains, csv_file.read, csv_file.MIME, MAX_TABLE_BYTES),
    "ndjson": Kind(ndjson_file.mains, ndjson_file.read, ndjson_file.MIME, MAX_TABLE_BYTES),
    "image": Kind(image_file.mains, whole(image_file.read), image_file.MIME, MAX_PICTURE_BYTES),
}
ARCHIVES = frozenset({"warc", "wacz"})
