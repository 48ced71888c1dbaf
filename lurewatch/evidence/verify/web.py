"""The web archive of a bundle against its captures, record by record, each unpacked within limits."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from lurewatch.evidence.names import uuid_of
from lurewatch.evidence.verify.container import Container
from lurewatch.evidence.verify.findings import Findings
from posts import jsonl
from posts.capture import Capture
from posts.errors import ArchiveDamaged, BundleError, LineRefused
from posts.identity import sha256_hex
from posts.post import with_fields
from posts.segments import GZIP
from posts.warc import Stored, read_records

MAX_RECORD_BYTES = 64 << 20  # pages have up to 8 MiB, pictures 20, a part of a handed-in file 48
MAX_UNPACKED_BYTES = 4 << 30
BODIES = frozenset({"response", "resource"})


def check_web(container: Container, findings: Findings, name: str, captures: dict[str, Capture]) -> None:
    """Compare the web archive with the captures: the same ones, the same bytes, the same circumstances."""
    shown: set[str] = set()
    told: set[str] = set()
    try:
        for stored in _records(container, name):
            if not stored.sound:
                findings.add("E_WARC_XREF", name)
            if stored.kind in BODIES:
                _check_body(findings, stored, captures)
                shown.add(stored.id)
            elif stored.kind == "metadata":
                told.add(_check_circumstances(findings, stored, captures))
    except (ArchiveDamaged, LineRefused, zlib.error):
        findings.add("E_FORMAT", name)
        return
    for own in sorted(captures.keys() - (shown & told)):
        findings.add("E_WARC_XREF", f"data/captures/{uuid_of(own)}/capture.json")


def _check_body(findings: Findings, stored: Stored, captures: dict[str, Capture]) -> None:
    capture = captures.get(stored.id)
    if capture is None:
        findings.add("E_WARC_XREF", f"record {uuid_of(stored.id)}")
    elif sha256_hex(stored.body) != capture.sha256:
        findings.add("E_WARC_XREF", f"data/captures/{uuid_of(stored.id)}/capture.json")


def _check_circumstances(findings: Findings, stored: Stored, captures: dict[str, Capture]) -> str:
    """Compare a capture with what was archived of it then; where it stands in the archive may change."""
    then = jsonl.load(stored.body, Capture)
    now = captures.get(then.id)
    if now is None or _lasting(now) != _lasting(then):
        findings.add("E_WARC_XREF", f"data/captures/{uuid_of(then.id)}/capture.json")
    return then.id


def _lasting(capture: Capture) -> Capture:
    return with_fields(capture, warc=None, offset=None, length=None)


def _records(container: Container, name: str) -> Iterator[Stored]:
    for member in _members(container.pieces(name)):
        if not member.startswith(b"WARC/"):  # warcio would unpack a second layer, without limits
            raise zlib.error("no record")
        yield from read_records(io.BytesIO(member), name)


def _members(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the plain bytes of each gzip member; raise zlib.error for what is none, BundleError for a bomb."""
    held, room = b"", MAX_UNPACKED_BYTES
    while held := held or next(pieces, b""):
        engine, plain = zlib.decompressobj(GZIP), bytearray()
        while not engine.eof:
            held = held or next(pieces, b"")
            if not held:
                raise zlib.error("cut short")
            plain += engine.decompress(held, MAX_RECORD_BYTES + 1 - len(plain))
            held = engine.unused_data
            if len(plain) > min(MAX_RECORD_BYTES, room):
                raise BundleError("its web archive unpacks to too much: a bomb", "do not unpack it")
        room -= len(plain)
        yield bytes(plain)
