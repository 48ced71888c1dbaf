"""The web archive of a bundle against its captures, record by record, each unpacked within limits."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence

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
BODIES = frozenset({"response", "resource", "conversion"})
# What stands beside the DOM of a page that a browser has shown: the answer that it came from, and its picture.
BESIDE_DOM = ("response", "resource")


def check_web(container: Container, findings: Findings, name: str, captures: dict[str, Capture]) -> None:
    """Compare the web archive with the captures: the same ones, the same bytes, the same circumstances."""
    shown: set[str] = set()
    told: set[str] = set()
    bodies: list[Stored] = []
    try:
        for stored in _records(container, name):
            if not stored.sound:
                findings.add("E_WARC_XREF", name)
            if stored.kind in BODIES:
                bodies.append(stored)
            elif stored.kind == "metadata":
                own = _check_circumstances(findings, stored, captures)
                told.add(own)
                shown |= _check_bodies(findings, bodies, captures, captures.get(own))
                bodies = []
        shown |= _check_bodies(findings, bodies, captures, None)
    except (ArchiveDamaged, LineRefused, zlib.error):
        findings.add("E_FORMAT", name)
        return
    for own in sorted(captures.keys() - (shown & told)):
        findings.add("E_WARC_XREF", f"data/captures/{uuid_of(own)}/capture.json")


def _check_bodies(
    findings: Findings, bodies: Sequence[Stored], captures: dict[str, Capture], own: Capture | None
) -> set[str]:
    """Check the bodies before the metadata of a capture; return the ids of those that are captures."""
    beside = _beside_dom(findings, bodies, own) if own is not None and own.kind == "rendered" else set()
    alone = [stored for stored in bodies if stored.id not in beside]
    for stored in alone:
        _check_body(findings, stored, captures)
    return {stored.id for stored in alone}


def _beside_dom(findings: Findings, bodies: Sequence[Stored], own: Capture) -> set[str]:
    """Check what stands beside the DOM of a rendered page, and return its ids."""
    beside = [stored for stored in bodies if stored.kind in BESIDE_DOM]
    fits = tuple(stored.kind for stored in beside) == BESIDE_DOM and sha256_hex(beside[1].body) == own.screenshot
    if not fits:
        findings.add("E_WARC_XREF", f"data/captures/{uuid_of(own.id)}/capture.json")
    return {stored.id for stored in beside}


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
