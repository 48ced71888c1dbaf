"""WARC segments: captures written once, never reopened, and read back (the only door to warcio).

One gzip member a record, WARC/1.1 (ISO 28500:2017), SHA-256 digests, record ids from run and number. The records of a
capture are written in one piece: after a full disk or a failed fsync the segment ends where it ended before.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import io
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

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
from posts.held import Held
from posts.identity import record_id, sha256_hex
from posts.tail import Tail

WARC_VERSION = "1.1"
FIELDS_TYPE = "application/warc-fields"
STANDARD = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
ABOUT = f"software: Lurewatch\r\nformat: WARC File Format 1.1\r\nconformsTo: {STANDARD}\r\nrobots: obey\r\n".encode()
METADATA_TYPE = "application/json"
DOM_TYPE = "text/html; charset=utf-8"
PICTURE_TYPE = "image/png"
SCREENSHOT = "urn:screenshot:"  # before the address of the page that a picture shows
DIGESTS = frozenset({"sha256", "sha1"})  # ours, and what other tools write
EMPTY_LINE = re.compile(rb"\n\r?\n")  # ends a head; some servers leave out the carriage returns
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
    """A record read back: type, id, address, date, its block as exact head and body, and whether its digests held."""

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
        super().__init__("", [])
        self._raw = raw

    def __bool__(self) -> bool:
        return True

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self._raw


class Segment:
    """One process's own WARC file, opened exclusively and only ever appended to."""

    def __init__(self, archive: Path, run: str, opened_at: datetime) -> None:
        self.name = f"{opened_at:%Y}/{opened_at:%m}/{run}.warc.gz"
        self._run = run
        self._number = 0
        self._path = archive / self.name
        self._lead = 0  # bytes before the first capture: what the file says about itself
        with storage(self._path):
            self._path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
            fcntl.flock(self._file, fcntl.LOCK_EX)  # says to the sweep: still being written
            sync_folder(self._path.parent)
        self._tail = Tail(self._path, self._file)
        self._writer = _Writer(self._tail, gzip=True, warc_version=WARC_VERSION)

    def add_http(self, capture: Capture, exchange: Exchange) -> Capture:
        """Archive one exchange and return its capture with id, segment, offset and length filled in."""
        self._begin(capture)
        url = capture.final_url or capture.url or ""
        response = self._next_id()
        head, removed = _without_framing(exchange.response_head)
        headers = self._headers(capture, response) | removed | _circumstances(capture)
        self._write("response", url, exchange.body, headers, _ExactHead(head))
        linked = self._headers(capture, self._next_id()) | {"WARC-Concurrent-To": response}
        self._write("request", url, exchange.request_body, linked, _ExactHead(exchange.request_head))
        return self._finish(capture, response)

    def add_resource(
        self, capture: Capture, uri: str, mime: str, body: bytes | Held, kind: str = "resource"
    ) -> Capture:
        """Archive a file (hand-in, screenshot) and return its capture, filled in."""
        self._begin(capture)
        own = self._next_id()
        self._write(kind, uri, body, self._headers(capture, own) | {"Content-Type": mime})
        return self._finish(capture, own)

    def add_rendered(self, capture: Capture, answer: Exchange, dom: bytes, picture: bytes) -> Capture:
        """Archive a page as a browser showed it, with the answer it came from; the capture is named by its DOM.

        ISO 28500 has a record for each: `response`, `conversion` (the DOM, made of the answer) and `resource`.
        """
        self._begin(capture)
        url = capture.final_url or capture.url or ""
        response = self._next_id()
        headers = self._headers(capture, response) | _circumstances(capture)
        self._write("response", url, answer.body, headers, _ExactHead(answer.response_head))
        linked = self._headers(capture, self._next_id()) | {"WARC-Concurrent-To": response}
        self._write("request", url, answer.request_body, linked, _ExactHead(answer.request_head))
        own = self._next_id()
        made = self._headers(capture, own) | {"WARC-Refers-To": response, "Content-Type": DOM_TYPE}
        self._write("conversion", url, dom, made)
        shown = self._headers(capture, self._next_id()) | {"WARC-Refers-To": own, "Content-Type": PICTURE_TYPE}
        self._write("resource", f"{SCREENSHOT}{url}", picture, shown)
        return self._finish(capture, own)

    def close(self) -> None:
        """Close; an empty segment is removed."""
        self._tail.take_back()
        with storage(self._path):
            os.close(self._file)
            if self._tail.end == 0:
                self._path.unlink()

    def _begin(self, capture: Capture) -> None:
        """Let a new file say what it is (ISO 28500, 6.4) in front of its first capture, and only together with it."""
        self._tail.take_back()  # what an interrupted capture has left
        if self._tail.end == 0:
            own = {"WARC-Filename": self._path.name, "Content-Type": FIELDS_TYPE}
            self._write("warcinfo", "", ABOUT, self._headers(capture, record_id(self._run, 0)) | own)
            self._lead = self._tail.length

    def _finish(self, capture: Capture, own: str) -> Capture:
        offset = self._tail.end + self._lead
        named = msgspec.structs.replace(capture, id=own, run=self._run, warc=self.name, offset=offset)
        headers = self._headers(capture, self._next_id()) | {"WARC-Refers-To": own, "Content-Type": METADATA_TYPE}
        self._write("metadata", capture.url or "", jsonl.canonical(named), headers)
        length = self._tail.commit() - self._lead
        self._lead = 0
        return msgspec.structs.replace(named, length=length)

    @staticmethod
    def _headers(capture: Capture, own: str) -> dict[str, str]:
        return {"WARC-Record-ID": own, "WARC-Date": capture.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}

    def _write(
        self, kind: str, url: str, body: bytes | Held, headers: dict[str, str], head: _ExactHead | None = None
    ) -> None:
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body) if isinstance(body, bytes) else body.stream(),
            length=len(body) if isinstance(body, bytes) else body.length,
            warc_content_type=headers.get("Content-Type", ""),
            warc_headers_dict=headers,
            http_headers=head,
        )
        self._writer.write_record(record)

    def _next_id(self) -> str:
        self._number += 1
        return record_id(self._run, self._number)


def _circumstances(capture: Capture) -> dict[str, str]:
    """Return what the standard has own headers for: the server's address, and that an answer is not whole."""
    address = {"WARC-IP-Address": capture.address} if capture.address else {}
    return address | ({"WARC-Truncated": "unspecified"} if capture.partial else {})


def _without_framing(head: bytes) -> tuple[bytes, dict[str, str]]:
    """Take Transfer-Encoding out of a head: the body is kept without its chunked framing (contract.md §5)."""
    lines = head.splitlines(keepends=True)
    framing = [line for line in lines if line.lower().startswith(b"transfer-encoding:")]
    if not framing:
        return head, {}
    kept = b"".join(line for line in lines if line not in framing)
    return kept, {"WARC-X-Removed-Header": "; ".join(line.decode("latin-1").strip() for line in framing)}


def read_records(stream: Any, name: str) -> Iterator[Stored]:
    """Yield the records of a WARC stream in order; raise ArchiveDamaged at the first that does not read."""
    try:
        for record in ArchiveIterator(stream, no_record_parse=True):
            block = record.raw_stream.read()
            head, body = _parted(record.rec_type, block)
            digests = {"WARC-Block-Digest": block, "WARC-Payload-Digest": body}
            yield Stored(
                kind=record.rec_type,
                id=record.rec_headers.get_header("WARC-Record-ID") or "",
                url=record.rec_headers.get_header("WARC-Target-URI") or "",
                date=record.rec_headers.get_header("WARC-Date") or "",
                head=head,
                body=body,
                sound=all(_holds(record.rec_headers.get_header(name), data) for name, data in digests.items()),
            )
    except UNREADABLE as problem:
        what = "a WARC record does not read"  # never the library's words: they quote raw, perhaps hostile bytes
        raise ArchiveDamaged(what, "restore this segment from a copy", file=name) from problem


def _parted(kind: str, block: bytes) -> tuple[bytes, bytes]:
    """Part the block of an HTTP record after its head's empty line."""
    empty = EMPTY_LINE.search(block) if kind in {"request", "response"} else None
    return (block[: empty.end()], block[empty.end() :]) if empty else (b"", block)


def _holds(digest: str | None, data: bytes) -> bool:
    """Say whether a digest of WARC's form `algorithm:BASE32` fits; a record without one cannot be doubted."""
    if digest is None:
        return True
    algorithm, _, value = digest.partition(":")
    if algorithm.lower() not in DIGESTS:
        return False
    return base64.b32encode(hashlib.new(algorithm.lower(), data).digest()).decode() == value


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


def screenshot_of(archive: Path, capture: Capture) -> bytes | None:
    """Return the picture of a rendered page, checked against its hash; None where there is none."""
    if capture.screenshot is None:
        return None
    for stored in read_capture(archive, capture):
        if stored.kind == "resource" and stored.sound and sha256_hex(stored.body) == capture.screenshot:
            return stored.body
    raise ArchiveDamaged("the archived picture is not the recorded one", "restore this segment from a copy")
