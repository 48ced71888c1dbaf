"""Segments: which there are, who still writes them, and what of them is whole after a crash."""

from __future__ import annotations

import fcntl
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from posts import jsonl
from posts.capture import Capture
from posts.files import storage
from posts.warc import read_records

GZIP = 31  # zlib's window bits for one gzip member
CHUNK_BYTES = 1 << 18
HEAD_BYTES = 1 << 16  # of a record: ours have some hundred


@dataclass(frozen=True, slots=True)
class Whole:
    """What a segment holds whole: its captures, and where the last of them ends.

    Behind that end stands nothing, or the beginning of a capture that a crash tore off before anybody acknowledged
    it (`torn`), or something that was never written so (`damaged`): that is not ours to cut off.
    """

    captures: tuple[Capture, ...]
    end: int
    rest: Literal["nothing", "torn", "damaged"]


def whole(archive: Path, name: str) -> Whole:
    """Return what a segment holds whole."""
    captures: list[Capture] = []
    end = 0
    path = archive / name
    with storage(path), path.open("rb") as stream:
        try:
            for stop, member in _members(stream):
                if member is not None:
                    (stored,) = read_records(io.BytesIO(member), name)
                    capture = jsonl.load(stored.body, Capture, file=name)
                    captures.append(msgspec.structs.replace(capture, length=stop - (capture.offset or 0)))
                    end = stop
        except zlib.error:
            return Whole(tuple(captures), end, "damaged")
        return Whole(tuple(captures), end, "torn" if path.stat().st_size > end else "nothing")


def cut_torn_end(archive: Path, name: str) -> None:
    """Cut off what a crash tore, so that other tools can read the segment to its end."""
    found = whole(archive, name)
    path = archive / name
    if found.rest == "torn":
        with storage(path), path.open("r+b") as stream:
            stream.truncate(found.end)


def is_being_written(path: Path) -> bool:
    """Say whether a process still has this segment open for writing, or has only just made it."""
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return path.stat().st_size == 0  # its writer may be about to lock it


def segments(archive: Path) -> list[str]:
    """Return the names of all segments, oldest first."""
    return sorted(path.relative_to(archive).as_posix() for path in archive.rglob("*.warc.gz"))


def _is_metadata(head: bytes | bytearray) -> bool:
    """Say whether a record is one of ours that closes a capture, whatever a page may have written into its own."""
    return b"WARC-Type: metadata" in head.partition(b"\r\n\r\n")[0].split(b"\r\n")


def _members(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield where each gzip member ends that is whole, and its plain bytes where it closes a capture.

    What is in the others is passed over, however much it is. A torn member ends it, a wrong one raises.
    """
    end, held = 0, b""
    while True:
        engine, kept, is_wanted = zlib.decompressobj(GZIP), bytearray(), True
        while not engine.eof:
            held = held or stream.read(CHUNK_BYTES)
            if not held:
                return
            plain, before = engine.decompress(held, CHUNK_BYTES), len(held)
            held = engine.unused_data or engine.unconsumed_tail
            end += before - len(held)
            if is_wanted:
                kept += plain
                is_wanted = _is_metadata(kept) or not (len(kept) >= HEAD_BYTES or b"\r\n\r\n" in kept)
        yield end, bytes(kept) if _is_metadata(kept) else None
