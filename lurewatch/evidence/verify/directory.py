"""The list of files at the end of a ZIP, read with limits; whether it is as ours is judged by what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from lurewatch.evidence.zipform import (
    CENTRAL,
    CENTRAL_SIGN,
    END,
    END64,
    END64_SIGN,
    END_SIGN,
    LOCATOR,
    LOCATOR_SIGN,
    MANY,
    MAX_ENTRIES,
    Entry,
    central_header,
)
from posts.errors import BundleError

MAX_COMMENT = 0xFFFF
MAX_NAME_BYTES = 1024  # ours have at most 8 parts of 96 letters
LINK, TYPE_OF_FILE = 0o120000, 0o170000


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of the list; `is_plain` says whether its line is byte for byte as our writer makes it."""

    entry: Entry
    name: str
    is_plain: bool
    is_link: bool


@dataclass(frozen=True, slots=True)
class Directory:
    """The list: where it stands, and by how many bytes all offsets in it are too small."""

    listed: list[Listed]
    start: int
    stop: int
    shift: int


def read_directory(stream: BinaryIO, size: int) -> Directory:
    """Return the list of a file of `size` bytes; raise BundleError where there is none that can be followed."""
    stop, list_size, offset = _end(stream, size)
    start = stop - list_size
    if start < offset:
        raise BundleError("this ZIP file is cut short or damaged", "ask the sender for it again")
    stream.seek(start)
    listed: list[Listed] = []
    at = start
    while at < stop:
        one, length = _one(stream)
        listed.append(one)
        at += length
        if len(listed) > MAX_ENTRIES:
            raise BundleError(f"it has more than {MAX_ENTRIES:,} files", "a bundle never does: do not unpack it")
    return Directory(listed, start, at, start - offset)


def _end(stream: BinaryIO, size: int) -> tuple[int, int, int]:
    """Return (where the list stops, its size, its offset) as the end records state them."""
    tail_at = max(0, size - END.size - MAX_COMMENT)
    stream.seek(tail_at)
    tail = stream.read(size - tail_at)
    found = tail.rfind(END_SIGN)
    if found < 0:
        raise BundleError("this is no ZIP file, or it is cut short", "ask the sender for it again")
    stop = tail_at + found
    _, _, _, _, count, list_size, offset, _ = END.unpack(tail[found : found + END.size])
    if count != MANY:
        return stop, list_size, offset
    stream.seek(max(0, stop - LOCATOR.size - END64.size))
    fields = END64.unpack(stream.read(END64.size))
    locator = LOCATOR.unpack(stream.read(LOCATOR.size))
    if fields[0] != END64_SIGN or locator[0] != LOCATOR_SIGN:
        raise BundleError("this ZIP file is cut short or damaged", "ask the sender for it again")
    return stop - LOCATOR.size - END64.size, fields[8], fields[9]


def _one(stream: BinaryIO) -> tuple[Listed, int]:
    head = stream.read(CENTRAL.size)
    sign, _, _, flags, method, _, _, crc, packed, size, *rest = CENTRAL.unpack(head)
    name_length, extra_length, comment_length, _, _, attributes, offset = rest
    if sign != CENTRAL_SIGN or name_length > MAX_NAME_BYTES:
        raise BundleError("the list of files in this ZIP file is damaged", "ask the sender for it again")
    if method or flags & 1 or packed != size:
        what = "files in it are compressed, as a bundle's never are: packed again by another program, or a ZIP bomb"
        raise BundleError(what, "ask the sender for the file as it was exported")
    name = stream.read(name_length)
    more = stream.read(extra_length + comment_length)
    entry = Entry(name, crc, size, offset)
    shown = name.decode("utf-8", "surrogateescape")
    is_plain = head + name + more == central_header(entry)
    return Listed(entry, shown, is_plain, (attributes >> 16) & TYPE_OF_FILE == LINK), len(head + name + more)
