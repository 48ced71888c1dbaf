"""What the tests of web archives share: records, WARC and WACZ files, as tools write them and as attackers do."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping

HTML = "text/html; charset=utf-8"


def sha1(data: bytes) -> str:
    """Return a digest as most tools write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def record(block: bytes, kind: str = "response", length: int | None = None, **fields: str) -> bytes:
    """Return one record; fields with underscores for dashes."""
    head = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000001>",
        "WARC-Date": "2026-01-02T08:00:00Z",
        "Content-Type": "application/http; msgtype=response" if kind == "response" else "application/octet-stream",
        **{name.replace("_", "-"): value for name, value in fields.items()},
        "Content-Length": str(len(block) if length is None else length),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n"


def response(url: str, body: bytes, mime: str = HTML, status: str = "200 OK", **fields: str) -> bytes:
    """Return the record of an answer, with both digests unless the fields say otherwise."""
    block = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\n\r\n".encode() + body
    digests = {"WARC_Block_Digest": sha1(block), "WARC_Payload_Digest": sha1(body)}
    return record(block, "response", None, WARC_Target_URI=url, **(digests | fields))


def packed(*records: bytes) -> bytes:
    """Return records as a WARC file, one gzip member each."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def page(words: str, title: str = "Halaman") -> bytes:
    """Return a page with some words."""
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><p>{words}</p></body></html>".encode()


def wacz(files: Mapping[str, bytes], listed: Mapping[str, bytes] | None = None, **more: bytes) -> bytes:
    """Return a WACZ of some files; `listed` are those in its list (all, unless said), `more` stand beside it."""
    resources = [
        {"path": path, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "bytes": len(data)}
        for path, data in (files if listed is None else listed).items()
    ]
    package = json.dumps({"profile": "data-package", "software": "contoh 1", "resources": resources}).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {**files, "datapackage.json": package, **more}.items():
            archive.writestr(name.replace("__", "."), data)
    return buffer.getvalue()
