"""Kinds: what can be in a handed-in file, each with its reader; KINDS is the table of contents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crawlers.handins import image_file
from crawlers.handins.found import Asked, Found
from crawlers.handins.telegram_desktop import export as telegram
from crawlers.handins.whatsapp import chat as whatsapp

MAX_READ_BYTES = 32 << 20  # of one file with posts: 300,000 messages of usual length
MAX_PICTURE_BYTES = 20 << 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: which files of a parcel hold its posts, how one is read, how large it may be, its type."""

    mains: Callable[[Sequence[str]], list[str]]
    read: Callable[[bytes, Asked], Found]
    mime: str
    max_bytes: int = MAX_READ_BYTES


KINDS: Mapping[str, Kind] = {
    "whatsapp": Kind(whatsapp.mains, whatsapp.read, whatsapp.MIME),
    "telegram": Kind(telegram.mains, telegram.read, telegram.MIME),
    "image": Kind(image_file.mains, image_file.read, image_file.MIME, MAX_PICTURE_BYTES),
}
