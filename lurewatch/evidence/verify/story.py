"""The story: whether items, captures, web archive, media and custody log tell the same."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Any

import msgspec

from lurewatch.evidence.chain import BundleLine, Head, read_chain
from lurewatch.evidence.names import uuid_of
from lurewatch.evidence.verify.container import Container
from lurewatch.evidence.verify.findings import Findings
from lurewatch.evidence.verify.manifests import bag_info
from posts import jsonl
from posts.capture import Capture
from posts.errors import ArchiveDamaged, BundleError, LineRefused
from posts.post import Post
from posts.warc import Stored, read_records

LOG = "data/custody/log.jsonl"
HEAD = "data/custody/head.json"
RECORDS = "data/web/records.warc.gz"


class Item(msgspec.Struct):
    """What the check needs of an item.json."""

    id: str
    post: Post
    captures: tuple[str, ...]
    revisions: tuple[dict[str, Any], ...]


def check_story(container: Container, findings: Findings) -> None:
    """Compare the parts of a bundle with each other; each that cannot be read is a problem of its own."""
    captures = dict(_captures(container, findings))
    lines = _check_log(container, findings)
    _check_items(container, findings, captures, lines)
    _check_archive(container, findings, captures)
    for name in _below(container, "data/media/"):
        if _sha256(container, name) != name.rpartition("/")[2].partition(".")[0]:
            findings.add("E_MEDIA_NAME", name)


def _below(container: Container, folder: str) -> list[str]:
    return sorted(name for name in container.entries if name.startswith(folder))


def _sha256(container: Container, name: str) -> str:
    digest = hashlib.sha256()
    for piece in container.pieces(name):
        digest.update(piece)
    return digest.hexdigest()


def _captures(container: Container, findings: Findings) -> Iterator[tuple[str, Capture]]:
    """Yield the captures by id, each checked against the body that lies beside it."""
    for name in _below(container, "data/captures/"):
        if not name.endswith("/capture.json"):
            continue
        try:
            capture = jsonl.load(container.load(name), Capture)
        except LineRefused:
            findings.add("E_FORMAT", name)
            continue
        folder = name.rpartition("/")[0]
        bodies = [other for other in _below(container, f"{folder}/") if other != name]
        if folder.rpartition("/")[2] != uuid_of(capture.id) or len(bodies) != 1:
            findings.add("E_XREF", name)
        elif _sha256(container, bodies[0]) != capture.sha256:
            findings.add("E_XREF", bodies[0])
        yield capture.id, capture


def _check_log(container: Container, findings: Findings) -> list[BundleLine]:
    if LOG not in container.entries or HEAD not in container.entries:
        return []
    try:
        lines, broken, head = read_chain(container.load(LOG))
        stated = jsonl.load(container.load(HEAD), Head)
    except LineRefused:
        findings.add("E_FORMAT", LOG)
        return []
    if broken is not None:
        findings.add("E_LOG_SEQ", f"line {broken} of {LOG}")
    if stated != head or bag_info(container).get("Custody-Head") != head.sha256:
        findings.add("E_LOG_HEAD", HEAD)
    return lines


def _check_items(
    container: Container, findings: Findings, captures: dict[str, Capture], lines: list[BundleLine]
) -> None:
    logged = {line.item for line in lines}
    items = dict(_items(container, findings))
    for name, item in items.items():
        if item.id not in logged:
            findings.add("E_ITEM_NOT_IN_LOG", name)
        if not _agrees(container, name, item, captures):
            findings.add("E_XREF", name)
    for missing in sorted(logged - {item.id for item in items.values()}):
        findings.add("E_ITEM_MISSING", missing)
    for line in lines:
        capture = captures.get(line.capture or "")
        if capture is not None and line.sha256 not in {None, capture.sha256}:
            findings.add("E_XREF", f"data/captures/{uuid_of(capture.id)}/capture.json")


def _items(container: Container, findings: Findings) -> Iterator[tuple[str, Item]]:
    for name in _below(container, "data/items/"):
        if name.endswith("/item.json"):
            try:
                yield name, msgspec.json.decode(container.load(name), type=Item)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                findings.add("E_FORMAT", name)


def _agrees(container: Container, name: str, item: Item, captures: dict[str, Capture]) -> bool:
    folder = name.rpartition("/")[0]
    texts = {
        f"{folder}/text-{revision.get('rev')}.txt": str(revision.get("post", {}).get("text", ""))
        for revision in item.revisions
    }
    return (
        folder.rpartition("/")[2] == item.id == item.post.id
        and all(capture in captures for capture in item.captures)
        and all(path in container.entries and container.load(path).decode() == text for path, text in texts.items())
    )


def _check_archive(container: Container, findings: Findings, captures: dict[str, Capture]) -> None:
    """Compare the web archive with the captures, record by record."""
    if RECORDS not in container.entries:
        return
    held: dict[str, Stored] = {}
    try:
        for stored in read_records(io.BytesIO(container.load(RECORDS)), RECORDS):
            held[stored.id] = stored
    except (ArchiveDamaged, BundleError):
        findings.add("E_FORMAT", RECORDS)
        return
    for own, capture in captures.items():
        record = held.get(own)
        if record is None or not record.sound or hashlib.sha256(record.body).hexdigest() != capture.sha256:
            findings.add("E_WARC_XREF", f"data/captures/{uuid_of(own)}/capture.json")
    known = {own for own, stored in held.items() if stored.kind in {"response", "resource"}}
    for extra in sorted(known - captures.keys()):
        findings.add("E_WARC_XREF", uuid_of(extra))
