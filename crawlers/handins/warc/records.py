"""Records: a WARC file of anybody in its records, each with the bytes it lies in, or why it is none (ISO 28500:2017).

Stricter than readers that replay archives: nothing is repaired and nothing guessed. Behind a record whose end is not
certain an uncompressed file is not read on, since a page could hold bytes that look like a record; gzip members have
ends of their own, so that there the next one is read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from posts.held import STEP_BYTES, Held

GZIP_SIGN = b"\x1f\x8b"
GZIP_WINDOW = 31  # zlib's window bits for one gzip member
VERSION = re.compile(rb"WARC/\d\.\d{1,2}\r?\n")
HEAD_END = re.compile(rb"\r?\n\r?\n")
FIELD = re.compile(rb"([^\s:]{1,100}):[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
MAX_HEAD_BYTES = 64 << 10
MAX_RECORD_BYTES = 32 << 20  # of one record, unpacked: a page has 8 MiB at most, pictures 20
MAX_UNPACKED_BYTES = 2 << 30  # of one file: 256 MiB of pages unpack to less
MOST_BYTES = MAX_HEAD_BYTES + MAX_RECORD_BYTES
FIRST_BYTES = 1 << 14  # of a member: most have no more
END = b"\r\n\r\n"
BLANK = b"\r\n"


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record: where it lies in the file, its fields by their names in lower case, its block; or what is wrong."""

    at: int
    length: int
    fields: dict[str, str] = field(default_factory=dict)
    block: bytes = b""
    problem: str | None = None
    is_large: bool = False  # whole, but more than we look into: its block is left out
    is_last: bool = False  # where the next record begins is not certain

    @property
    def kind(self) -> str:
        """The type of the record: response, request, resource, revisit, metadata, warcinfo, conversion."""
        return self.fields.get("warc-type", "").lower()


def records(held: Held) -> Iterator[RawRecord]:
    """Yield what lies in a file, in order, up to the first record whose end is not certain."""
    at, unpacked = 0, 0
    while at < held.length:
        if held.read(at, len(GZIP_SIGN)) == GZIP_SIGN:
            record, size = _member(held, at)
            unpacked += size
        else:
            record = _plain(held, at)
        yield record
        if record.is_last:
            return
        if unpacked > MAX_UNPACKED_BYTES:
            yield _broken(at + record.length, held, f"it unpacks to more than {MAX_UNPACKED_BYTES >> 30} GiB")
            return
        at = _after_blanks(held, at + record.length)


def holds_many(held: Held) -> bool:
    """Say whether a file is one gzip member around many records: somebody packed a whole WARC."""
    if held.read(0, len(GZIP_SIGN)) != GZIP_SIGN:
        return False
    engine, plain, wanted = zlib.decompressobj(GZIP_WINDOW), bytearray(), MAX_HEAD_BYTES
    try:
        for piece in held.pieces():
            rest = piece
            while rest and len(plain) < wanted:
                plain += engine.decompress(rest, STEP_BYTES)
                rest = engine.unconsumed_tail
                length = _promised_end(plain)
                wanted = MAX_HEAD_BYTES if length is None else min(length + MAX_HEAD_BYTES, MOST_BYTES)
            if len(plain) >= wanted or engine.eof:
                break
    except zlib.error:
        return False
    length = _promised_end(plain)
    if length is None:
        return False
    behind = bytes(plain[length : length + MAX_HEAD_BYTES]).lstrip(BLANK)
    return VERSION.match(behind) is not None


def _promised_end(plain: bytearray) -> int | None:
    found = HEAD_END.search(plain, 0, MAX_HEAD_BYTES)
    size = _size(_fields(bytes(plain[: found.end()]))) if found and VERSION.match(plain) else None
    return found.end() + size if found and size is not None else None


def _after_blanks(held: Held, at: int) -> int:
    while behind := held.read(at, MAX_HEAD_BYTES):
        bare = behind.lstrip(BLANK)
        at += len(behind) - len(bare)
        if bare:
            break
    return at


def _broken(at: int, held: Held, problem: str) -> RawRecord:
    return RawRecord(at, held.length - at, problem=problem, is_last=True)


def _plain(held: Held, at: int) -> RawRecord:
    """Read an uncompressed record; its end is certain only where its length and the empty lines behind it agree."""
    head = held.read(at, MAX_HEAD_BYTES)
    found = HEAD_END.search(head)
    if VERSION.match(head) is None:
        return _broken(at, held, "no record begins here")
    if found is None:
        return _broken(at, held, "the head of the record does not end")
    fields = _fields(head[: found.end()])
    size = _size(fields)
    if size is None:
        return _broken(at, held, "the record does not say its length")
    start, end = at + found.end(), at + found.end() + size
    if end > held.length:
        return _broken(at, held, f"the record is cut short: {held.length - start:,} bytes of {size:,}")
    if held.read(end, len(END)) != END:
        return _broken(at, held, "the record does not end where its length says")
    length = end + len(END) - at
    if size > MAX_RECORD_BYTES:
        return RawRecord(at, length, fields, is_large=True)
    return RawRecord(at, length, fields, held.read(start, size))


def _member(held: Held, at: int) -> tuple[RawRecord, int]:
    """Read a record that is one gzip member; return it with the bytes that the member unpacks to."""
    engine = zlib.decompressobj(GZIP_WINDOW)
    kept, size, position, rest = bytearray(), 0, at, b""
    try:
        while not engine.eof and size <= MAX_UNPACKED_BYTES:
            if not rest:
                rest = held.read(position, STEP_BYTES if size else FIRST_BYTES)
                position += len(rest)
            if not rest:
                return _broken(at, held, "its compressed data is cut short"), size
            plain = engine.decompress(rest, STEP_BYTES)
            rest = engine.unconsumed_tail
            size += len(plain)
            kept += plain[: MOST_BYTES - len(kept)]
    except zlib.error:
        return _broken(at, held, "its compressed data is broken"), size
    if not engine.eof:
        return _broken(at, held, f"it unpacks to more than {MAX_UNPACKED_BYTES >> 30} GiB"), size
    length = position - at - len(engine.unused_data)
    return _unpacked(kept, size, at, length), size


def _unpacked(plain: bytearray, size: int, at: int, length: int) -> RawRecord:
    """Return the record of a member; what lies in it is nobody else's, so that a wrong one does not end the file."""
    found = HEAD_END.search(plain, 0, MAX_HEAD_BYTES)
    if VERSION.match(plain) is None or found is None:
        return RawRecord(at, length, problem="no record begins in this gzip member")
    fields = _fields(bytes(plain[: found.end()]))
    promised = _size(fields)
    if promised is None:
        return RawRecord(at, length, fields, problem="the record does not say its length")
    have = size - found.end()
    if have < promised:
        return RawRecord(at, length, fields, problem=f"the record is cut short: {have:,} bytes of {promised:,}")
    if have - promised > len(END) or (size <= len(plain) and plain[found.end() + promised :] not in (END, BLANK, b"")):
        return RawRecord(at, length, fields, problem=f"the record has {have:,} bytes and says {promised:,}")
    if promised > MAX_RECORD_BYTES:
        return RawRecord(at, length, fields, is_large=True)
    return RawRecord(at, length, fields, bytes(memoryview(plain)[found.end() : found.end() + promised]))


def _fields(head: bytes) -> dict[str, str]:
    """Return the fields of a head, the first of each name."""
    fields: dict[str, str] = {}
    start = head.find(b"\n") + 1
    for found in FIELD.finditer(head, start):
        name = found[1].decode("utf-8", "replace").lower()
        fields.setdefault(name, " ".join(found[2].decode("utf-8", "replace").split()))
    return fields


def _size(fields: dict[str, str]) -> int | None:
    said = fields.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 12 else None
