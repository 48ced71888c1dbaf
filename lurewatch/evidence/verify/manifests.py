"""Manifests: whether the files are those that were sealed, all of them, and no others."""

from __future__ import annotations

import hashlib
import re

from lurewatch.evidence.bundle import BAGIT, SEALS, TAG_MANIFEST
from lurewatch.evidence.verify.container import Container
from lurewatch.evidence.verify.findings import Findings

LINE = re.compile(r"([0-9a-f]{64}|[0-9a-f]{128})  (\S+)")
TAGS = frozenset(
    {
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "manifest-sha512.txt",
        "VERIFY.txt",
        "signer.pem",
        "allowed_signers",
    }
)

Manifest = dict[str, str]


def check_manifests(container: Container, findings: Findings) -> bool:
    """Check every file against the lists; False when the lists themselves are not there to check with."""
    missing = [name for name in (*sorted(TAGS), TAG_MANIFEST) if name not in container.entries]
    for name in missing:
        findings.add("E_MISSING_TAG", name)
    if missing:
        return False
    tags = _manifest(container, TAG_MANIFEST, findings)
    sha256 = _manifest(container, "manifest-sha256.txt", findings)
    sha512 = _manifest(container, "manifest-sha512.txt", findings)
    for name in sorted(sha256.keys() ^ sha512.keys()):
        findings.add("E_MANIFESTS_DIFFER", name)
    _check_extra(container, findings, tags, sha256)
    total = _check_payload(container, findings, sha256, sha512)
    _check_tags(container, findings, tags)
    _check_declarations(container, findings, f"{total}.{len(sha256)}")
    return True


def _manifest(container: Container, name: str, findings: Findings) -> Manifest:
    listed: Manifest = {}
    text = container.load(name).decode("utf-8", "replace")
    for line in text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"):
        found = LINE.fullmatch(line)
        if found is None:
            findings.add("E_MANIFEST_FORMAT", name)
        elif found[2] in listed:
            findings.add("E_MANIFEST_DUP", found[2])
        else:
            listed[found[2]] = found[1]
    return listed


def _check_extra(container: Container, findings: Findings, tags: Manifest, payload: Manifest) -> None:
    allowed = {*payload, *TAGS, TAG_MANIFEST, *SEALS}
    for name in sorted(container.entries.keys() - allowed):
        findings.add("E_EXTRA", name)
    for name in sorted(tags.keys() ^ TAGS):
        findings.add("E_MANIFESTS_DIFFER", name)
    if not all(path.startswith("data/") for path in payload):
        findings.add("E_MANIFEST_FORMAT", "manifest-sha256.txt")


def _check_payload(container: Container, findings: Findings, sha256: Manifest, sha512: Manifest) -> int:
    total = 0
    for name in sorted(sha256.keys() | sha512.keys()):
        if name not in container.entries:
            findings.add("E_MISSING", name)
            continue
        first, second, size = hashlib.sha256(), hashlib.sha512(), 0
        for piece in container.pieces(name):
            first.update(piece)
            second.update(piece)
            size += len(piece)
        total += size
        if sha256.get(name) != first.hexdigest() or sha512.get(name) != second.hexdigest():
            findings.add("E_HASH", name)
    return total


def _check_tags(container: Container, findings: Findings, tags: Manifest) -> None:
    for name, digest in tags.items():
        if name not in container.entries:
            findings.add("E_MISSING", name)
        elif hashlib.sha256(container.load(name)).hexdigest() != digest:
            findings.add("E_TAG_HASH", name)


def _check_declarations(container: Container, findings: Findings, oxum: str) -> None:
    if container.load("bagit.txt") != BAGIT:
        findings.add("E_BAGIT", "bagit.txt")
    if bag_info(container).get("Payload-Oxum") != oxum:
        findings.add("E_OXUM", "bag-info.txt")


def bag_info(container: Container) -> dict[str, str]:
    """Return the labels of bag-info.txt."""
    text = container.load("bag-info.txt").decode("utf-8", "replace")
    return {name: value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())}
