"""Package: what the list of files of a WACZ says, and whether it is the list that its maker wrote (WACZ 1.1.1)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from crawlers.handins.warc.digests import holds
from posts.errors import InputError
from posts.post import Record

MAX_FILES = 50_000
MAX_PAGES = 50_000
LETTERS = 1_000
AGAIN = "ask for the archive again"


class Resource(Record, frozen=True, kw_only=True):
    """One file of the list: its path, digest and size."""

    path: str
    digest: str | None = None
    bytes: int | None = None


class Package(Record, frozen=True, kw_only=True):
    """The list of files, and what is to be said of whoever wrote it."""

    files: tuple[Resource, ...]
    notes: tuple[str, ...] = ()


def package_of(listed: bytes, digest: bytes | None) -> Package:
    """Return the list of files; refuse one that is none, or that was changed after its digest was written."""
    data = _object(listed, "datapackage.json")
    resources = data.get("resources")
    if not isinstance(resources, list) or len(resources) > MAX_FILES:
        raise InputError("datapackage.json lists no files", AGAIN)
    files = tuple(_resource(one) for one in resources if isinstance(one, dict))
    if not files:
        raise InputError("datapackage.json lists no files", AGAIN)
    notes = [f"its list of files was written by {str(data['software'])[:80]}"] if data.get("software") else []
    if digest is None:
        notes.append("nothing shows who wrote its list of files: it has no datapackage-digest.json")
    else:
        notes.append(_signed(listed, _object(digest, "datapackage-digest.json")))
    return Package(files=files, notes=tuple(notes))


def page_addresses(lines: bytes) -> tuple[str, ...]:
    """Return the addresses in a list of pages (pages.jsonl)."""
    found = []
    for raw in lines.splitlines()[:MAX_PAGES]:
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            continue  # a line that is none names no page; the pages are in the archive all the same
        if isinstance(value, dict) and isinstance(value.get("url"), str):
            found.append(value["url"][: 2 * LETTERS])
    return tuple(dict.fromkeys(found))


def _object(body: bytes, name: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise InputError(f"{name} is no JSON", AGAIN) from problem
    if not isinstance(value, dict):
        raise InputError(f"{name} is no JSON object", AGAIN)
    return value


def _resource(one: Mapping[str, Any]) -> Resource:
    """Return one file of the list, in the form of today or of 2020 (with its digest among `stats`)."""
    stats: dict[str, Any] = one["stats"] if isinstance(one.get("stats"), dict) else {}
    size = one.get("bytes", stats.get("bytes"))
    digest = one.get("hash", stats.get("hash"))
    if isinstance(digest, str) and ":" not in digest:
        digest = f"{one.get('hashing') or 'sha256'}:{digest}"
    return Resource(
        path=str(one.get("path", ""))[:LETTERS],
        digest=digest[:LETTERS] if isinstance(digest, str) else None,
        bytes=size if isinstance(size, int) and size >= 0 else None,
    )


def _signed(listed: bytes, data: Mapping[str, Any]) -> str:
    """Return a sentence on who signed the list; refuse a list that is not the signed one."""
    digest = data.get("hash")
    if not isinstance(digest, str) or not digest.startswith("sha256:") or not holds(digest, [listed]):
        raise InputError("its list of files was changed after its digest was written", f"nothing is taken; {AGAIN}")
    signed = data.get("signedData")
    if not isinstance(signed, dict):
        return "its list of files fits its digest; nobody signed it"
    if signed.get("hash") != digest:
        raise InputError("its signature is one of another list of files", f"nothing is taken; {AGAIN}")
    who = f"{signed.get('domain') or 'a key without a name'}, {signed.get('created') or 'no date'}"[:200]
    try:
        _check(signed, digest)
    except InvalidSignature as problem:
        raise InputError("its signature does not fit its list of files", f"nothing is taken; {AGAIN}") from problem
    except (ValueError, TypeError, KeyError, binascii.Error, UnsupportedAlgorithm):
        return f"signed by {who}, in a way that we cannot check"
    return f"signed by {who}: the signature fits its key; whose key that is was not checked"


def _check(signed: Mapping[str, Any], digest: str) -> None:
    key: object
    if isinstance(signed.get("domainCert"), str):
        key = x509.load_pem_x509_certificate(signed["domainCert"].encode()).public_key()
    else:
        key = load_der_public_key(base64.b64decode(str(signed["publicKey"]), validate=True))
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise UnsupportedAlgorithm("no key on a curve")
    key.verify(base64.b64decode(str(signed["signature"]), validate=True), digest.encode(), ec.ECDSA(hashes.SHA256()))
