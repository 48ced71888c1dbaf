"""Decoding: a body as it was sent to the bytes it stands for, never more than a cap."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from posts.errors import WorkerError

MAX_BODY_BYTES = 8 << 20  # settings sheet: DOWNLOAD_MAXSIZE of a page; holds before and after decoding
MAX_TAG_BYTES = 64 << 10  # one tag of 40,000 attributes took 1.9 s; real tags have below 4 KiB
WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def decoded(body: bytes, headers: Iterable[tuple[str, str]]) -> bytes:
    """Return the decoded body; refuse an unknown coding, broken data, and more than 8 MiB."""
    codings = [value for name, value in headers if name.lower() == "content-encoding"]
    for coding in reversed([part.strip().lower() for part in ",".join(codings).split(",") if part.strip()]):
        if coding != "identity":
            body = _inflated(body, coding)
    return body


def _inflated(body: bytes, coding: str) -> bytes:
    if coding not in WINDOW:
        raise WorkerError(f"the page is sent in a coding we did not ask for: {coding[:20]}")
    engine = zlib.decompressobj(WINDOW[coding])
    try:
        plain = engine.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error as problem:
        raise WorkerError(f"the page's {coding} data is broken") from problem
    if len(plain) > MAX_BODY_BYTES:
        raise WorkerError(f"the page unpacks to more than {MAX_BODY_BYTES >> 20} MiB")
    return plain


def check_tags(body: bytes) -> None:
    """Refuse a page with a tag so long that parsing it takes quadratic time."""
    start = body.find(b"<")
    while start >= 0:
        end = body.find(b">", start)
        if (end if end >= 0 else len(body)) - start > MAX_TAG_BYTES:
            raise WorkerError("the page holds a tag of more than 64 KiB: a trap for parsers")
        start = body.find(b"<", end) if end >= 0 else -1
