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
from posts.warc import body_of, raw_members

File = tuple[str, bytes | Iterable[bytes]]
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝")


def files(case: Case, home: Home) -> Iterator[File]:
    """Yield every payload file in its order."""
    yield "data/README.html", render("README.html", case)
    yield "data/report/index.html", render("report.html", case)
    for member in case.members:
        yield from _item(member, case)
    for capture in case.captures:
        yield from _capture(capture, home)
    for sha256, mime in case.media:
        path = home.media / sha256[:2] / sha256
        yield f"data/media/{sha256}.{extension(mime)}", pieces_of(path)
    yield "data/web/records.warc.gz", _records(case, home.archive)
    yield "data/clusters/clusters.jsonl", _lines(case.clusters)
    log, head = bundle_chain(case.custody)
    yield "data/custody/log.jsonl", log
    yield "data/custody/head.json", jsonl.canonical(head) + b"\n"
    yield "data/coverage.jsonl", _coverage(case)
    yield "data/withheld.csv", _withheld(case)
    yield "data/case.json", _case_file(case)


def _item(member: Member, case: Case) -> Iterator[File]:
    base = f"data/items/{member.id}"
    kept = {capture.id for capture in case.captures}
    item = {
        "id": member.id,
        "post": member.newest,
        "reading": member.reading,
        "first_seen_at": member.first_seen_at,
        "not_shown_at": member.not_shown_at,
        "cluster": member.cluster,
        "revisions": [{"rev": one.rev, "seen_at": one.seen_at, "post": one.post} for one in member.versions],
        "observations": member.observations,
        "marks": member.marks,
        "captures": [seen.capture for seen in member.observations if seen.capture in kept],
        "media": [media.sha256 for media in member.newest.media if media.sha256],
    }
    yield f"{base}/item.json", jsonl.canonical(item) + b"\n"
    for version in member.versions:
        yield f"{base}/text-{version.rev}.txt", version.post.text.encode()


def _capture(capture: Capture, home: Home) -> Iterator[File]:
    base = f"data/captures/{uuid_of(capture.id)}"
    mime = next((value for name, value in capture.headers if name.lower() == "content-type"), "text/html")
    kind = "application/x-ndjson" if capture.kind == "file" else mime
    yield f"{base}/capture.json", jsonl.canonical(capture) + b"\n"
    yield f"{base}/response.{extension(kind)}", body_of(home.archive, capture)


def _records(case: Case, archive: Path) -> Iterator[bytes]:
    for capture in case.captures:
        yield raw_members(archive, capture)


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
