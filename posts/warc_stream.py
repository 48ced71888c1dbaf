"""WARC records of any size, read in pieces: their hashes and what closes a capture, never a whole body at once."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator

from posts.capture import Capture
from posts.errors import ArchiveDamaged
from posts.files import storage
from posts.held import STEP_BYTES, Held
from posts.warc import DIGESTS, EMPTY_LINE, UNREADABLE, body_of

COPY = "restore this segment from a copy"
MAX_HEAD_BYTES = 1 << 20  # of an HTTP answer: our spiders take 64 KiB
MAX_METADATA_BYTES = 8 << 20  # of a capture: its headers and redirects are counted
UNREAD = "a WARC record does not read"  # never the library's words: they quote raw, perhaps hostile bytes


@dataclass(frozen=True, slots=True)
class Passed:
    """A record that went by: type, id, hash of its body (an HTTP head left out), whether its digests held.

    `body` is there where the record is one that closes a capture.
    """

    kind: str
    id: str
    sha256: str
    sound: bool
    body: bytes = b""


def passing(stream: Any, name: str) -> Iterator[Passed]:
    """Yield the records of a WARC stream in order; raise ArchiveDamaged at the first that does not read."""
    try:
        for record in ArchiveIterator(stream, no_record_parse=True):
            yield _passed(record)
    except UNREADABLE as problem:
        raise ArchiveDamaged(UNREAD, COPY, file=name) from problem


def body_pieces(archive: Path, capture: Capture) -> Iterator[bytes]:
    """Yield the archived body of a capture in pieces; raise ArchiveDamaged, at the end, when it is another one.

    Whoever uses the pieces before the end must be able to take that back.
    """
    if capture.kind != "file":
        yield body_of(archive, capture)  # a page or picture: small
        return
    seen, found = hashlib.sha256(), False
    with _members(archive, capture) as stream:
        try:
            for record in ArchiveIterator(stream, no_record_parse=True):
                if record.rec_headers.get_header("WARC-Record-ID") == capture.id:
                    found = not found
                    for piece in _pieces(record):
                        seen.update(piece)
                        yield piece
        except UNREADABLE as problem:
            raise ArchiveDamaged(UNREAD, COPY, file=capture.warc) from problem
    if not found or seen.hexdigest() != capture.sha256:
        raise ArchiveDamaged("the archived bytes are not the recorded ones", COPY, file=capture.warc)


def check_body(archive: Path, capture: Capture) -> None:
    """Raise ArchiveDamaged when the archived body of a capture is not the recorded one."""
    for _ in body_pieces(archive, capture):
        pass


def raw_pieces(archive: Path, capture: Capture) -> Iterator[bytes]:
    """Yield the gzip members of a capture, byte for byte as they stand in the segment."""
    with _members(archive, capture) as stream:
        while piece := stream.read(STEP_BYTES):
            yield piece


@contextmanager
def _members(archive: Path, capture: Capture) -> Iterator[BinaryIO]:
    if capture.warc is None or capture.offset is None or capture.length is None:
        raise ArchiveDamaged("this capture was never archived", "collect the source again", file=capture.id)
    path = archive / capture.warc
    with storage(path):
        source = path.open("rb")
    with source:
        yield Held(file=source.fileno(), at=capture.offset, length=capture.length).stream()


def _pieces(record: Any) -> Iterator[bytes]:
    while piece := record.raw_stream.read(STEP_BYTES):
        yield piece


def _passed(record: Any) -> Passed:
    headers = record.rec_headers
    head, body = _Hash(headers.get_header("WARC-Block-Digest")), _Hash(headers.get_header("WARC-Payload-Digest"))
    kept, pieces = b"", _pieces(record)
    if record.rec_type in {"request", "response"}:
        before, after = _parted(pieces)
        head.update(before)
        pieces = chain([after], pieces)
    for piece in pieces:
        head.update(piece)
        body.update(piece)
        if record.rec_type == "metadata":
            kept += piece[: MAX_METADATA_BYTES - len(kept)]
    own = headers.get_header("WARC-Record-ID") or ""
    return Passed(record.rec_type, own, body.sha256.hexdigest(), head.holds and body.holds, kept)


def _parted(pieces: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Part the block of an HTTP record after its head's empty line: the head, and what was read behind it."""
    read = b""
    for piece in pieces:
        read += piece
        if (empty := EMPTY_LINE.search(read)) is not None:
            return read[: empty.end()], read[empty.end() :]
        if len(read) > MAX_HEAD_BYTES:
            break
    return b"", read


class _Hash:
    """The SHA-256 of what goes by, and whether the digest fits that a record claims for it."""

    def __init__(self, claimed: str | None) -> None:
        self._algorithm, _, self._value = (claimed or "").partition(":")
        self._is_claimed = claimed is not None
        self.sha256 = hashlib.sha256()
        self._other = hashlib.sha1(usedforsecurity=False) if self._algorithm.lower() == "sha1" else None

    def update(self, data: bytes) -> None:
        self.sha256.update(data)
        if self._other is not None:
            self._other.update(data)

    @property
    def holds(self) -> bool:
        """A record without a digest cannot be doubted; one of a kind that we do not know can."""
        if not self._is_claimed:
            return True
        if self._algorithm.lower() not in DIGESTS:
            return False
        return base64.b32encode((self._other or self.sha256).digest()).decode() == self._value
