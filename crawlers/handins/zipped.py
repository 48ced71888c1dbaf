"""ZIP files that people hand in: what is in one, and where; nothing is ever unpacked to a disk.

Runs in the killable worker: all of it reads hostile bytes. The names inside are only names: they are compared,
never opened.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from posts.errors import InputError
from posts.held import STEP_BYTES, Held
from posts.post import Record

ENTRY_SIGN = b"PK\x01\x02"
MAX_ENTRIES = 50_000  # a phone exports 10,000 media at most
MAX_UNPACKED_BYTES = 4 << 30
MAX_INNER_BYTES = 256 << 20  # of one compressed file
STORED, DEFLATED = 0, 8  # what phones and browsers write; others (LZMA) can ask for gigabytes of memory
ENCRYPTED = 1
LOCAL_HEADER = struct.Struct("<4s22xHH")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
AGAIN = "ask for the file again"
UNPACK = "unpack it and hand in the folder"
# What the standard library raises on damaged archives.
BROKEN = (zipfile.BadZipFile, OSError, ValueError, EOFError, struct.error, NotImplementedError, OverflowError)


class Entry(Record, frozen=True, kw_only=True):
    """One file of a ZIP: its name, where its compressed bytes lie, and its size; or why it cannot be taken."""

    name: str
    at: int = 0
    packed: int = 0
    bytes: int = 0
    method: int = STORED
    crc: int = 0
    why_not: str | None = None


class Directory(Record, frozen=True, kw_only=True):
    """The files of a ZIP, in its own order; folders and what systems add for themselves are left out."""

    entries: tuple[Entry, ...]


def directory(held: Held) -> Directory:
    """Return what is in a ZIP; raise InputError when it is damaged, a trap, or larger than we take."""
    if _signs_in(held) > MAX_ENTRIES:
        raise InputError(f"the ZIP holds more than {MAX_ENTRIES:,} files", "hand it in in pieces")
    try:
        with zipfile.ZipFile(held.stream()) as archive:
            found = [info for info in archive.infolist() if not _is_clutter(info)]
        times = Counter(info.filename for info in found)
        entries = tuple(_entry(held, info, times[info.filename]) for info in found)
    except BROKEN as problem:
        raise InputError("the ZIP is damaged, or none at all", AGAIN) from problem
    _check_traps(entries)
    return Directory(entries=entries)


def _signs_in(held: Held) -> int:
    """Return how often the sign of an entry stands in a ZIP: the list of its files has no more."""
    count, rest = 0, b""
    for piece in held.pieces():
        count += (rest + piece).count(ENTRY_SIGN)
        rest = piece[-len(ENTRY_SIGN) + 1 :]
    return count


def inflated(packed: Held, entry: Entry, most: int) -> Iterator[bytes]:
    """Yield the bytes of a file in a ZIP; raise InputError when they are more than `most` or not the promised ones."""
    yield from _checked(_unpacked(packed, entry, most), entry, most)


def checked(data: Held, entry: Entry, most: int) -> Held:
    """Return the bytes of a stored file when they are those that the ZIP promises."""
    for _ in _checked(data.pieces(), entry, most):
        pass
    return data


def _unpacked(packed: Held, entry: Entry, most: int) -> Iterator[bytes]:
    if entry.method == STORED:
        yield from packed.pieces()
        return
    engine, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    try:
        for piece in packed.pieces():
            held = piece
            while held and not engine.eof and size <= most:
                plain = engine.decompress(held, STEP_BYTES)
                held, size = engine.unconsumed_tail, size + len(plain)
                yield plain
        while not engine.eof and size <= most and (plain := engine.decompress(b"", STEP_BYTES)):
            size += len(plain)
            yield plain
    except zlib.error as problem:
        raise InputError("its compressed data is broken", AGAIN) from problem
    if size <= most and not engine.eof:
        raise InputError("its compressed data is cut short", AGAIN)


def _checked(pieces: Iterable[bytes], entry: Entry, most: int) -> Iterator[bytes]:
    size, crc = 0, 0
    for piece in pieces:
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        if size > most:
            raise InputError(f"it has more than {most >> 20} MiB", UNPACK)
        yield piece
    if crc != entry.crc:
        raise InputError("its bytes do not fit the checksum of the ZIP", AGAIN)


def _is_clutter(info: zipfile.ZipInfo) -> bool:
    """Say whether an entry is a folder, or what a system keeps for itself."""
    parts = info.filename.split("/")
    return info.is_dir() or parts[0] == "__MACOSX" or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}


def _entry(held: Held, info: zipfile.ZipInfo, times: int) -> Entry:
    why_not = _why_not(info, times)
    if why_not is not None:
        return Entry(name=info.filename, why_not=why_not)
    sign, name_length, extra_length = LOCAL_HEADER.unpack(held.read(info.header_offset, LOCAL_HEADER.size))
    at = info.header_offset + LOCAL_HEADER.size + name_length + extra_length
    if sign != b"PK\x03\x04" or at + info.compress_size > held.length:
        return Entry(name=info.filename, why_not="its place in the ZIP holds something else")
    return Entry(
        name=info.filename,
        at=at,
        packed=info.compress_size,
        bytes=info.file_size,
        method=info.compress_type,
        crc=info.CRC,
    )


def _why_not(info: zipfile.ZipInfo, times: int) -> str | None:
    name = info.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith("/") or ".." in parts or ":" in parts[0] or "\\" in name or CONTROL.search(name):
        return "its path leads out of the ZIP"
    if times > 1:
        return f"the ZIP holds {times} files of this name"
    if info.flag_bits & ENCRYPTED:
        return "it is locked with a password"
    if info.compress_type not in {STORED, DEFLATED}:
        return "it is compressed in a way that we do not take"
    return None


def _check_traps(entries: tuple[Entry, ...]) -> None:
    if sum(entry.bytes for entry in entries) > MAX_UNPACKED_BYTES:
        raise InputError(f"the ZIP unpacks to more than {MAX_UNPACKED_BYTES >> 30} GiB", "hand it in in pieces")
    spans = sorted((entry.at, entry.at + entry.packed) for entry in entries if entry.why_not is None)
    if any(after[0] < before[1] for before, after in pairwise(spans)):
        raise InputError("files of the ZIP lie over each other: a trap for programs that unpack", "do not open it")
