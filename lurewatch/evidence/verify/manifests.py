"""Manifests: whether the files are those that were sealed, all of them, and no others."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from lurewatch.evidence.bundle import BAGIT, SEALS, TAG_MANIFEST
from lurewatch.evidence.verify.container import Container
from lurewatch.evidence.verify.findings import Findings

LINE = re.compile(r"([0-9a-f]{64}|[0-9a-f]{128})  (\S+)")
SHA256, SHA512 = "manifest-sha256.txt", "manifest-sha512.txt"
TAGS = frozenset({"bagit.txt", "bag-info.txt", SHA256, SHA512, "VERIFY.txt", "signer.pem", "allowed_signers"})

Manifest = dict[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """One payload file as it is."""

    size: int
    sha256: str
    sha512: str


Measures = dict[str, Measured]


def check_manifests(container: Container, findings: Findings) -> Measures:
    """Check every file against the lists and return what the payload files measure."""
    for name in sorted({*TAGS, TAG_MANIFEST} - container.entries.keys()):
        findings.add("E_MISSING_TAG", name)
    measures = {name: _measure(container, name) for name in container.below("data/")}
    lists = [_manifest(container, name, findings) for name in (SHA256, SHA512) if name in container.entries]
    _check_lists(container, findings, lists)
    if len(lists) == 2:
        _check_payload(findings, measures, *lists)
    _check_tags(container, findings)
    _check_declarations(container, findings, measures)
    return measures


def _measure(container: Container, name: str) -> Measured:
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    for piece in container.pieces(name):
        sha256.update(piece)
        sha512.update(piece)
        size += len(piece)
    return Measured(size, sha256.hexdigest(), sha512.hexdigest())


def _manifest(container: Container, name: str, findings: Findings) -> Manifest:
    listed: Manifest = {}
    text = container.load(name).decode("utf-8", "replace")
    for line in text.removesuffix("\n").split("\n"):
        found = LINE.fullmatch(line)
        if found is None:
            findings.add("E_MANIFEST_FORMAT", name)
        elif found[2] in listed:
            findings.add("E_MANIFEST_DUP", found[2])
        else:
            listed[found[2]] = found[1]
    return listed


def _check_lists(container: Container, findings: Findings, lists: list[Manifest]) -> None:
    """Check which files are named: by both lists the same, and no other is there."""
    named = {name for listed in lists for name in listed}
    for name in sorted(named):
        if not all(name in listed for listed in lists):
            findings.add("E_MANIFESTS_DIFFER", name)
        if not name.startswith("data/"):
            findings.add("E_MANIFEST_FORMAT", SHA256)
    if lists:
        for name in sorted(container.entries.keys() - named - TAGS - {TAG_MANIFEST, *SEALS}):
            findings.add("E_EXTRA", name)


def _check_payload(findings: Findings, measures: Measures, sha256: Manifest, sha512: Manifest) -> None:
    for name in sorted(sha256.keys() | sha512.keys()):
        found = measures.get(name)
        if found is None:
            findings.add("E_MISSING", name)
        elif (sha256.get(name), sha512.get(name)) != (found.sha256, found.sha512):
            findings.add("E_HASH", name)


def _check_tags(container: Container, findings: Findings) -> None:
    if TAG_MANIFEST not in container.entries:
        return
    tags = _manifest(container, TAG_MANIFEST, findings)
    for name in sorted(tags.keys() ^ TAGS):
        findings.add("E_MANIFESTS_DIFFER", name)
    for name, digest in tags.items():
        if name in container.entries and hashlib.sha256(container.load(name)).hexdigest() != digest:
            findings.add("E_TAG_HASH", name)


def _check_declarations(container: Container, findings: Findings, measures: Measures) -> None:
    if "bagit.txt" in container.entries and container.load("bagit.txt") != BAGIT:
        findings.add("E_BAGIT", "bagit.txt")
    oxum = f"{sum(one.size for one in measures.values())}.{len(measures)}"
    if "bag-info.txt" in container.entries and bag_info(container).get("Payload-Oxum") != oxum:
        findings.add("E_OXUM", "bag-info.txt")


def bag_info(container: Container) -> dict[str, str]:
    """Return the labels of bag-info.txt."""
    if "bag-info.txt" not in container.entries:
        return {}
    text = container.load("bag-info.txt").decode("utf-8", "replace")
    return {name: value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())}
