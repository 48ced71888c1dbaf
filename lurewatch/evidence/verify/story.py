"""The story: whether items, captures, media, custody log and web archive of a bundle tell the same."""

from __future__ import annotations

import msgspec

from lurewatch.evidence.chain import BundleLine, Chain, Head, read_chain
from lurewatch.evidence.names import uuid_of
from lurewatch.evidence.verify.container import Container
from lurewatch.evidence.verify.findings import Findings
from lurewatch.evidence.verify.manifests import Measures, bag_info
from lurewatch.evidence.verify.web import check_web
from posts import jsonl
from posts.capture import Capture, Observation
from posts.errors import LineRefused

LOG = "data/custody/log.jsonl"
HEAD = "data/custody/head.json"
RECORDS = "data/web/records.warc.gz"
REQUIRED = (
    LOG,
    HEAD,
    RECORDS,
    "data/README.html",
    "data/case.json",
    "data/clusters/clusters.jsonl",
    "data/coverage.jsonl",
    "data/report/index.html",
    "data/withheld.csv",
)

Captures = dict[str, Capture]


class ItemPost(msgspec.Struct):
    """What the check needs of a post."""

    id: str
    text: str


class Revision(msgspec.Struct):
    """What the check needs of a version of a post."""

    rev: int
    post: ItemPost


class Item(msgspec.Struct):
    """What the check needs of an item.json; later versions may say more."""

    id: str
    post: ItemPost
    captures: tuple[str, ...]
    media: tuple[str, ...]
    observations: tuple[Observation, ...]
    revisions: tuple[Revision, ...]


def check_story(container: Container, findings: Findings, measures: Measures) -> None:
    """Compare the parts of a bundle with each other; each that cannot be read is a problem of its own."""
    for name in REQUIRED:
        if name not in container.entries:
            findings.add("E_MISSING", name)
    captures = _captures(container, findings, measures)
    lines = _log(container, findings)
    items = _items(container, findings)
    _check_items(container, findings, items, captures)
    _check_log(findings, items, captures, lines)
    _check_media(findings, measures, items)
    if RECORDS in container.entries:
        check_web(container, findings, RECORDS, captures)


def _captures(container: Container, findings: Findings, measures: Measures) -> Captures:
    """Return the captures by id, each checked against the body that lies beside it or among the media."""
    pictures = {one.sha256 for name, one in measures.items() if name.startswith("data/media/")}
    captures: Captures = {}
    for folder, names in container.folders("data/captures/").items():
        name = f"{folder}/capture.json"
        if name not in names:
            findings.add("E_XREF", names[0])
            continue
        try:
            capture = jsonl.load(container.load(name), Capture)
        except LineRefused:
            findings.add("E_FORMAT", name)
            continue
        picture = f"{folder}/screenshot.png"
        bodies = [other for other in names if other != name and (other != picture or capture.screenshot is None)]
        if capture.screenshot is not None and (picture not in names or measures[picture].sha256 != capture.screenshot):
            findings.add("E_XREF", picture)
        hashes = {measures[other].sha256 for other in bodies} or pictures
        if folder.rpartition("/")[2] != uuid_of(capture.id) or len(bodies) > 1:
            findings.add("E_XREF", name)
        elif capture.sha256 not in hashes:
            findings.add("E_XREF", bodies[0] if bodies else name)
        captures[capture.id] = capture
    return captures


def _log(container: Container, findings: Findings) -> list[BundleLine]:
    try:
        chain = read_chain(container.load(LOG)) if LOG in container.entries else Chain()
        stated = jsonl.load(container.load(HEAD), Head) if HEAD in container.entries else None
    except LineRefused:
        findings.add("E_FORMAT", LOG)
        return []
    for code, numbers in (("E_LOG_SEQ", chain.unchained), ("E_LOG_FORK", chain.untied)):
        for number in numbers:
            findings.add(code, f"line {number} of {LOG}")
    if stated != chain.head or bag_info(container).get("Custody-Head") != chain.head.sha256:
        findings.add("E_LOG_HEAD", HEAD)
    return chain.lines


def _items(container: Container, findings: Findings) -> dict[str, Item]:
    """Return the items by the name of their file; a folder without one is a problem."""
    items = {}
    for folder, names in container.folders("data/items/").items():
        name = f"{folder}/item.json"
        if name not in names:
            findings.add("E_XREF", names[0])
            continue
        try:
            items[name] = msgspec.json.decode(container.load(name), type=Item)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            findings.add("E_FORMAT", name)
    return items


def _check_items(container: Container, findings: Findings, items: dict[str, Item], captures: Captures) -> None:
    folders = container.folders("data/items/")
    for name, item in items.items():
        folder = name.rpartition("/")[0]
        texts = {f"{folder}/text-{one.rev}.txt": one.post.text for one in item.revisions}
        seen = {one.capture: one.seen_at for one in item.observations}
        if (
            not folder.rpartition("/")[2] == item.id == item.post.id
            or {name, *texts} != set(folders[folder])
            or any(capture not in captures for capture in item.captures)
            or any(capture in captures and captures[capture].fetched_at != at for capture, at in seen.items())
        ):
            findings.add("E_XREF", name)
        for path, text in texts.items():
            if path in container.entries and container.load(path) != text.encode():
                findings.add("E_XREF", path)


def _check_log(findings: Findings, items: dict[str, Item], captures: Captures, lines: list[BundleLine]) -> None:
    logged: dict[str, int] = {}
    for line in lines:
        logged[line.item] = logged.get(line.item, 0) + 1
        capture = captures.get(line.capture or "")
        if capture is not None and (line.sha256, line.t) != (capture.sha256, capture.fetched_at):
            findings.add("E_XREF", f"data/captures/{uuid_of(capture.id)}/capture.json")
    for name, item in items.items():
        if item.id not in logged:
            findings.add("E_ITEM_NOT_IN_LOG", name)
        elif len(item.revisions) > logged[item.id]:
            findings.add("E_XREF", name)
    for missing in sorted(logged.keys() - {item.id for item in items.values()}):
        findings.add("E_ITEM_MISSING", missing)


def _check_media(findings: Findings, measures: Measures, items: dict[str, Item]) -> None:
    stated = {sha256: name for name, item in items.items() for sha256 in item.media}
    held = set()
    for name in (name for name in measures if name.startswith("data/media/")):
        named_after = name.rpartition("/")[2].partition(".")[0]
        held.add(named_after)
        if measures[name].sha256 != named_after:
            findings.add("E_MEDIA_NAME", name)
        if named_after not in stated:
            findings.add("E_XREF", name)
    for sha256 in sorted(stated.keys() - held):
        findings.add("E_XREF", stated[sha256])
