"""Payload: the files of a case, each with the path it has below data/."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from lurewatch.evidence.case import Case, Member
from lurewatch.evidence.chain import bundle_chain
from lurewatch.evidence.names import extension, uuid_of
from lurewatch.evidence.packing import pieces_of
from lurewatch.evidence.report import render
from posts import jsonl
from posts.capture import Capture
from posts.home import Home
from posts.warc import screenshot_of
from posts.warc_stream import body_pieces, check_body, raw_pieces

File = tuple[str, bytes | Iterable[bytes]]
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones act in some locales


def files(case: Case, home: Home) -> Iterator[File]:
    """Yield every payload file in its order."""
    yield "data/README.html", render("README.html", case)
    yield "data/report/index.html", render("report.html", case)
    held = {capture.id for capture in case.captures}
    pictures = {sha256 for sha256, _ in case.media}
    for member in case.members:
        yield from _item(member, held, pictures)
    for capture in case.captures:
        yield from _capture(capture, home, pictures)
    for sha256, mime in case.media:
        yield f"data/media/{sha256}.{extension(mime)}", pieces_of(home.media / sha256[:2] / sha256)
    yield "data/web/records.warc.gz", _records(case, home.archive)
    yield "data/clusters/clusters.jsonl", _lines(case.clusters)
    log, head = bundle_chain(case.custody)
    yield "data/custody/log.jsonl", log
    yield "data/custody/head.json", jsonl.canonical(head) + b"\n"
    yield "data/coverage.jsonl", _coverage(case)
    yield "data/withheld.csv", _withheld(case)
    yield "data/case.json", _case_file(case)


def _item(member: Member, held: set[str], pictures: set[str]) -> Iterator[File]:
    base = f"data/items/{member.id}"
    own_pictures = {media.sha256 for version in member.versions for media in version.post.media if media.sha256}
    item = {
        "id": member.id,
        "post": member.newest,
        "reading": member.reading,
        "first_seen_at": member.first_seen_at,
        "not_shown_at": member.not_shown_at,
        "cluster": member.cluster,
        "revisions": [{"rev": one.rev, "seen_at": one.seen_at, "post": one.post} for one in member.versions],
        "observations": member.observations,
        # The words of a reason are free text and may name a person to protect: they stay with the operator.
        "marks": [{"value": mark.value, "actor": mark.actor, "at": mark.at} for mark in member.marks],
        "captures": [seen.capture for seen in member.observations if seen.capture in held],
        "media": sorted(own_pictures & pictures),
    }
    yield f"{base}/item.json", jsonl.canonical(item) + b"\n"
    for version in member.versions:
        yield f"{base}/text-{version.rev}.txt", version.post.text.encode()


def _capture(capture: Capture, home: Home, pictures: set[str]) -> Iterator[File]:
    """Yield a capture and its body; a picture's body stands in data/media already."""
    base = f"data/captures/{uuid_of(capture.id)}"
    yield f"{base}/capture.json", jsonl.canonical(capture) + b"\n"
    if capture.sha256 in pictures:
        check_body(home.archive, capture)
    else:
        mime = next((value for name, value in capture.headers if name.lower() == "content-type"), "text/html")
        own = extension("application/x-ndjson" if capture.kind == "file" else mime)
        yield f"{base}/response.{own}", body_pieces(home.archive, capture)
    yield from _picture(base, capture, home)


def _picture(base: str, capture: Capture, home: Home) -> Iterator[File]:
    """Yield the screenshot of a page that a browser has shown."""
    picture = screenshot_of(home.archive, capture)
    if picture is not None:
        yield f"{base}/screenshot.png", picture


def _records(case: Case, archive: Path) -> Iterator[bytes]:
    for capture in case.captures:
        yield from raw_pieces(archive, capture)


def _lines(records: Iterable[object]) -> bytes:
    return b"".join(jsonl.canonical(record) + b"\n" for record in records)


def _coverage(case: Case) -> bytes:
    visits = [{"type": "visit", "visit": visit} for visit in case.visits]
    gaps = [{"type": "gap", "gap": gap} for gap in case.gaps]
    return _lines([*visits, *gaps])


def _withheld(case: Case) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["capture", "sha256", "reason"])
    for one in case.withheld:
        writer.writerow([csv_safe(value) for value in (one.capture, one.sha256, one.reason)])
    return text.getvalue().encode()


def csv_safe(value: str) -> str:
    """Return a value that no spreadsheet takes for a formula (ASVS 1.2.10)."""
    return f"'{value}" if value.startswith(FORMULA_SIGNS) else value


def _case_file(case: Case) -> bytes:
    facts = {
        "subject": {"kind": case.subject.kind, "value": case.subject.value, "sentence": case.subject.sentence},
        "operator": case.operator,
        "contact": case.contact,
        "posts": len(case.members),
        "captures": len(case.captures),
        "withheld": len(case.withheld),
        "restricted_lane_left_out": case.left_out,
        "newest_event_at": case.newest_event_at,
        "software": sorted({capture.software for capture in case.captures if capture.software}),
    }
    return jsonl.canonical(facts) + b"\n"
