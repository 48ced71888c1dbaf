"""The web archive of a bundle against its captures, record by record, each unpacked within limits."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from lurewatch.evidence.names import uuid_of
from lurewatch.evidence.verify.container import Container
from lurewatch.evidence.verify.findings import Findings
from lurewatch.evidence.verify.members import members
from posts import jsonl
from posts.capture import Capture
from posts.errors import ArchiveDamaged, LineRefused
from posts.post import with_fields
from posts.warc_stream import Passed, passing

SIGN = b"WARC/"
BODIES = frozenset({"response", "resource", "conversion"})
# What stands beside the DOM of a page that a browser has shown: the answer that it came from, and its picture.
BESIDE_DOM = ("response", "resource")


def check_web(container: Container, findings: Findings, name: str, captures: dict[str, Capture]) -> None:
    """Compare the web archive with the captures: the same ones, the same bytes, the same circumstances."""
    shown: set[str] = set()
    told: set[str] = set()
    bodies: list[Passed] = []
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
    findings: Findings, bodies: Sequence[Passed], captures: dict[str, Capture], own: Capture | None
) -> set[str]:
    """Check the bodies before the metadata of a capture; return the ids of those that are captures."""
    beside = _beside_dom(findings, bodies, own) if own is not None and own.kind == "rendered" else set()
    alone = [stored for stored in bodies if stored.id not in beside]
    for stored in alone:
        _check_body(findings, stored, captures)
    return {stored.id for stored in alone}


def _beside_dom(findings: Findings, bodies: Sequence[Passed], own: Capture) -> set[str]:
    """Check what stands beside the DOM of a rendered page, and return its ids."""
    beside = [stored for stored in bodies if stored.kind in BESIDE_DOM]
    fits = tuple(stored.kind for stored in beside) == BESIDE_DOM and beside[1].sha256 == own.screenshot
    if not fits:
        findings.add("E_WARC_XREF", f"data/captures/{uuid_of(own.id)}/capture.json")
    return {stored.id for stored in beside}


def _check_body(findings: Findings, stored: Passed, captures: dict[str, Capture]) -> None:
    capture = captures.get(stored.id)
    if capture is None:
        findings.add("E_WARC_XREF", f"record {uuid_of(stored.id)}")
    elif stored.sha256 != capture.sha256:
        findings.add("E_WARC_XREF", f"data/captures/{uuid_of(stored.id)}/capture.json")


def _check_circumstances(findings: Findings, stored: Passed, captures: dict[str, Capture]) -> str:
    """Compare a capture with what was archived of it then; where it stands in the archive may change."""
    then = jsonl.load(stored.body, Capture)
    now = captures.get(then.id)
    if now is None or _lasting(now) != _lasting(then):
        findings.add("E_WARC_XREF", f"data/captures/{uuid_of(then.id)}/capture.json")
    return then.id


def _lasting(capture: Capture) -> Capture:
    return with_fields(capture, warc=None, offset=None, length=None)


def _records(container: Container, name: str) -> Iterator[Passed]:
    for member in members(container.pieces(name)):
        if member.peek(len(SIGN))[: len(SIGN)] != SIGN:  # warcio would unpack a second layer, without limits
            raise zlib.error("no record")
        yield from passing(member, name)
