"""WARC segments: captures written once, never reopened, and read back (the only door to warcio).

One gzip member a record, WARC/1.1 (ISO 28500:2017), SHA-256 digests, record ids from run and number.
"""

from __future__ import annotations

import fcntl
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from posts import jsonl
from posts.capture import Capture
from posts.errors import ArchiveDamaged
from posts.files import PRIVATE_FILE, PRIVATE_FOLDER, storage, sync_folder
from posts.identity import record_id, sha256_hex

WARC_VERSION = "1.1"
GZIP = 31  # zlib's window bits for one gzip member
CHUNK_BYTES = 1 << 18
HEAD_BYTES = 4096  # of a record: its own headers
METADATA_TYPE = "application/json"
# What warcio raises on torn and hostile records; AttributeError where a record lost its target address.
UNREADABLE = (ArchiveLoadFailed, AttributeError, EOFError, OSError, ValueError, zlib.error)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request and its answer, byte for byte as they passed: heads end with an empty line."""

    request_head: bytes
    request_body: bytes
    response_head: bytes
    body: bytes  # as sent, before content decoding; chunked framing is gone


@dataclass(frozen=True, slots=True)
class Stored:
    """A record read back: type, headers of the record, exact block, and whether its digests held."""

    kind: str
    id: str
    url: str
    date: str
    head: bytes
    body: bytes
    sound: bool


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio is untyped
    @staticmethod
    def _create_digester() -> Any:
        return Digester("sha256")


class _ExactHead(StatusAndHeaders):  # type: ignore[misc]  # warcio is untyped
    """HTTP head that is written exactly as it was received."""

    def __init__(self, raw: bytes) -> None:
        first, *rest = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
        protocol, _, status = first.partition(" ")
        pairs = [(name, value.strip()) for name, _, value in (line.partition(":") for line in rest)]
        super().__init__(status, pairs, protocol=protocol)
        self._raw = raw

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self._raw


class Segment:
    """One process's own WARC file, opened exclusively and only ever appended to."""

    def __init__(self, archive: Path, run: str, opened_at: datetime) -> None:
        self.name = f"{opened_at:%Y}/{opened_at:%m}/{run}.warc.gz"
        self._run = run
        self._number = 0
        path = archive / self.name
        with storage(path):
            path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb")
            fcntl.flock(self._file.fileno(), fcntl.LOCK_EX)  # says to the sweep: still being written
            sync_folder(path.parent)
        self._path = path
        self._writer = _Writer(self._file, gzip=True, warc_version=WARC_VERSION)

    def add_http(self, capture: Capture, exchange: Exchange) -> Capture:
        """Archive one exchange and return its capture with id, segment, offset and length filled in."""
        url = capture.final_url or capture.url or ""
        with storage(self._path):
            start = self._file.tell()
            response = self._next_id()
            linked = {"WARC-Concurrent-To": response}
            head, removed = _without_framing(exchange.response_head)
            headers = self._headers(capture, response) | removed
            self._write("response", url, exchange.body, headers, _ExactHead(head))
            asked = _ExactHead(exchange.request_head)
            self._write("request", url, exchange.request_body, self._headers(capture, self._next_id()) | linked, asked)
            return self._finish(capture, response, start)

    def add_resource(self, capture: Capture, uri: str, mime: str, body: bytes, kind: str = "resource") -> Capture:
        """Archive a file (hand-in, screenshot) and return its capture, filled in."""
        with storage(self._path):
            start = self._file.tell()
            own = self._next_id()
            self._write(kind, uri, body, self._headers(capture, own) | {"Content-Type": mime})
            return self._finish(capture, own, start)

    def close(self) -> None:
        """Make everything durable and close; an empty segment is removed."""
        with storage(self._path):
            empty = self._file.tell() == 0
            self._sync()
            self._file.close()
            if empty:
                self._path.unlink()

    def _finish(self, capture: Capture, own: str, start: int) -> Capture:
        named = msgspec.structs.replace(capture, id=own, run=self._run, warc=self.name, offset=start)
        headers = self._headers(capture, self._next_id()) | {"WARC-Refers-To": own, "Content-Type": METADATA_TYPE}
        self._write("metadata", capture.url or "", jsonl.canonical(named), headers)
        self._sync()
        return msgspec.structs.replace(named, length=self._file.tell() - start)

    @staticmethod
    def _headers(capture: Capture, own: str) -> dict[str, str]:
        return {"WARC-Record-ID": own, "WARC-Date": capture.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}

    def _write(self, kind: str, url: str, body: bytes, headers: dict[str, str], head: _ExactHead | None = None) -> None:
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=headers.get("Content-Type", ""),
            warc_headers_dict=headers,
            http_headers=head,
        )
        self._writer.write_record(record)

    def _next_id(self) -> str:
        self._number += 1
        return record_id(self._run, self._number)

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


def _without_framing(head: bytes) -> tuple[bytes, dict[str, str]]:
    """Take Transfer-Encoding out of a head: the body is kept without its chunked framing (contract.md §5)."""
    lines = head.split(b"\r\n")
    framing = [line for line in lines if line.lower().startswith(b"transfer-encoding:")]
    if not framing:
        return head, {}
    kept = b"\r\n".join(line for line in lines if line not in framing)
    return kept, {"WARC-X-Removed-Header": "; ".join(line.decode("latin-1") for line in framing)}


def read_records(stream: Any, name: str) -> Iterator[Stored]:
    """Yield the records of a WARC stream in order; raise ArchiveDamaged at the first that does not read."""
    try:
        for record in ArchiveIterator(stream, check_digests=True):
            body = record.content_stream().read() if record.rec_type != "response" else record.raw_stream.read()
            head = record.http_headers.to_bytes() if record.http_headers else b""
            yield Stored(
                kind=record.rec_type,
                id=record.rec_headers.get_header("WARC-Record-ID") or "",
                url=record.rec_headers.get_header("WARC-Target-URI") or "",
                date=record.rec_headers.get_header("WARC-Date") or "",
                head=head,
                body=body,
                sound=record.digest_checker.passed is not False,
            )
    except UNREADABLE as problem:
        what = f"a WARC record does not read: {problem}"
        raise ArchiveDamaged(what, "restore this segment from a copy", file=name) from problem


def read_capture(archive: Path, capture: Capture) -> list[Stored]:
    """Return the records of one capture: response, request, metadata (or resource, metadata)."""
    return list(read_records(io.BytesIO(raw_members(archive, capture)), capture.warc or ""))


def raw_members(archive: Path, capture: Capture) -> bytes:
    """Return the gzip members of one capture, byte for byte as they stand in the segment."""
    if capture.warc is None or capture.offset is None or capture.length is None:
        raise ArchiveDamaged("this capture was never archived", "collect the source again", file=capture.id)
    path = archive / capture.warc
    with storage(path), path.open("rb") as stream:
        stream.seek(capture.offset)
        return stream.read(capture.length)


def body_of(archive: Path, capture: Capture) -> bytes:
    """Return the archived body of a capture and refuse it when its hash is not the recorded one."""
    wanted = [stored for stored in read_capture(archive, capture) if stored.id == capture.id]
    if len(wanted) != 1 or not wanted[0].sound or sha256_hex(wanted[0].body) != capture.sha256:
        what = "the archived bytes are not the recorded ones"
        raise ArchiveDamaged(what, "restore this segment from a copy", file=capture.warc)
    return wanted[0].body


def whole_captures(archive: Path, name: str) -> tuple[list[Capture], int]:
    """Return the captures of a segment that are written whole, and where the last of them ends.

    What stands after that end was torn by a crash before anybody acknowledged it.
    """
    captures: list[Capture] = []
    end = 0
    path = archive / name
    with storage(path), path.open("rb") as stream:
        for stop, member in _members(stream):
            if b"WARC-Type: metadata" not in member[:HEAD_BYTES]:
                continue
            (stored,) = read_records(io.BytesIO(member), name)
            capture = jsonl.load(stored.body, Capture, file=name)
            captures.append(msgspec.structs.replace(capture, length=stop - (capture.offset or 0)))
            end = stop
    return captures, end


def _members(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield (where it ends, plain bytes) of each gzip member that is whole; stop at the first that is not."""
    end, held = 0, b""
    while True:
        engine, plain = zlib.decompressobj(GZIP), []
        while not engine.eof:
            held = held or stream.read(CHUNK_BYTES)
            if not held:
                return
            try:
                plain.append(engine.decompress(held))
            except zlib.error:
                return
            end += len(held) - len(engine.unused_data)
            held = engine.unused_data
        yield end, b"".join(plain)


def is_being_written(path: Path) -> bool:
    """Say whether a process still has this segment open for writing."""
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def segments(archive: Path) -> list[str]:
    """Return the names of all segments, oldest first."""
    return sorted(path.relative_to(archive).as_posix() for path in archive.rglob("*.warc.gz"))
