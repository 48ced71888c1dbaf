"""Bundle: one case as a signed BagIt 1.0 bag (RFC 8493) in a reproducible ZIP."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from lurewatch.evidence.case import Case, Member
from lurewatch.evidence.chain import bundle_chain
from lurewatch.evidence.keys import EvidenceKey, allowed_signers, fingerprint, pem
from lurewatch.evidence.packing import Packed, Packer
from lurewatch.evidence.payload import files
from posts.errors import InputError
from posts.home import Home

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SEALS = (f"seal/{TAG_MANIFEST}.ed25519", f"seal/{TAG_MANIFEST}.sshsig")


def write_bundle(case: Case, home: Home, key: EvidenceKey, target: Path, *, replace: bool = False) -> None:
    """Write the bundle of a case; a file that is there is not touched unless `replace` says so."""
    _require_public(case)
    if target.exists() and not replace:
        raise InputError("this file exists already", "choose another name, or remove it first", file=str(target))
    if not target.parent.is_dir():
        raise InputError("this folder does not exist", "make it first", file=str(target.parent))
    with Packer(target, case.slug) as packer:
        payload = [packer.add(path, data) for path, data in files(case, home)]
        tags = [packer.add(path, data) for path, data in _tags(case, key, payload)]
        sealed = _manifest(tags, "sha256")
        packer.add(TAG_MANIFEST, sealed)
        for path, signature in zip(SEALS, (key.sign(sealed), key.sshsig(sealed)), strict=True):
            packer.add(path, signature)


def _require_public(case: Case) -> None:
    """Refuse a case that would hand out what is to be protected, whoever put it together."""
    withheld = {one.capture for one in case.withheld}
    held = sorted(capture.id for capture in case.captures if capture.id in withheld)
    given = [one.id for one in case.members if one.reading.protected or _is_given(one)]
    if held or given:
        what = f"{', '.join(held + given)} is to be protected and cannot stand in a bundle"
        raise InputError(what, "tell the makers of Lurewatch")


def _is_given(member: Member) -> bool:
    return any(version.post.visibility == "given" for version in member.versions)


def _tags(case: Case, key: EvidenceKey, payload: list[Packed]) -> list[tuple[str, bytes]]:
    return [
        ("bagit.txt", BAGIT),
        ("bag-info.txt", _bag_info(case, payload)),
        ("manifest-sha256.txt", _manifest(payload, "sha256")),
        ("manifest-sha512.txt", _manifest(payload, "sha512")),
        ("VERIFY.txt", _verify_text(case, key)),
        ("signer.pem", pem(key.public)),
        ("allowed_signers", allowed_signers(key.public)),
    ]


def _bag_info(case: Case, payload: list[Packed]) -> bytes:
    _, head = bundle_chain(case.custody)
    rows = {
        "Source-Organization": case.operator or "not stated",
        "Contact-Name": case.contact or "not stated",
        "External-Description": case.subject.sentence,
        "External-Identifier": case.slug,
        "Bagging-Date": f"{case.newest_event_at.astimezone(UTC):%Y-%m-%d}",
        "Payload-Oxum": f"{sum(one.size for one in payload)}.{len(payload)}",
        "Bag-Software-Agent": "lurewatch 0.1.0",
        "Custody-Head": head.sha256,
        "Redaction-Level": "default: restricted lane left out, captures that show protected posts withheld",
    }
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in rows.items()).encode()


def _manifest(files_: list[Packed], algorithm: str) -> bytes:
    ordered = sorted(files_, key=lambda one: one.path)
    return "".join(f"{getattr(one, algorithm)}  {one.path}\n" for one in ordered).encode()


def _verify_text(case: Case, key: EvidenceKey) -> bytes:
    loader = PackageLoader("lurewatch.evidence")
    environment = Environment(loader=loader, undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701 - a text file
    template = environment.get_template("VERIFY.txt")
    return template.render(slug=case.slug, fingerprint=fingerprint(key.public)).encode()
