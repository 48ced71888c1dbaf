"""Decoding: a body as it was sent to the bytes it stands for, never more than a cap."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from posts.errors import WorkerError

MAX_BODY_BYTES = 8 << 20  # settings sheet: DOWNLOAD_MAXSIZE of a page; holds before and after decoding
MAX_TAG_BYTES = 64 << 10  # one tag of 40,000 attributes took 1.9 s; real tags have below 4 KiB
MOST_TAGS = 300_000  # 500,000 lone <p> made a tree of 130 MB; a real page of 8 MiB has below 160,000
TAG_START = re.compile(rb"<(?:(script|style)(?=[\s/>])|[a-z/!?])")
GZIP = frozenset({"gzip", "x-gzip"})  # the only coding we ask for: 1.6 KB of brotli can unpack to 1 GiB
GZIP_WINDOW = 31  # zlib's window bits for one gzip member


@dataclass(frozen=True, slots=True)
class Plain:
    """What a body stands for; `is_whole` is false where the compressed data ended too early."""

    data: bytes
    is_whole: bool = True


def decoded(body: bytes, headers: Iterable[tuple[str, str]]) -> Plain:
    """Return the decoded body; refuse a coding we did not ask for, broken data, and more than 8 MiB."""
    codings = ",".join(value for name, value in headers if name.lower() == "content-encoding").split(",")
    plain = Plain(body)
    for coding in reversed([part.strip().lower() for part in codings]):
        if coding in GZIP:
            inner = _inflated(plain.data)
            plain = Plain(inner.data, inner.is_whole and plain.is_whole)
        elif coding not in {"", "identity"}:
            raise WorkerError(f"the answer is sent in a coding we did not ask for: {coding[:20]}")
    return plain


def _inflated(body: bytes) -> Plain:
    data, rest = b"", body
    while rest:
        engine = zlib.decompressobj(GZIP_WINDOW)
        try:
            data += engine.decompress(rest, MAX_BODY_BYTES + 1 - len(data))
        except zlib.error as problem:
            raise WorkerError("the answer's gzip data is broken") from problem
        if len(data) > MAX_BODY_BYTES:
            raise WorkerError(f"the answer unpacks to more than {MAX_BODY_BYTES >> 20} MiB")
        if not engine.eof:
            return Plain(data, is_whole=False)
        rest = engine.unused_data.lstrip(b"\0")  # members may follow each other; some servers pad with zeros
    return Plain(data)


def check_tags(body: bytes) -> None:
    """Refuse a page with a tag so long that parsing takes quadratic time, or with too many; lone signs are no tags."""
    if body.count(b"<") > MOST_TAGS:
        raise WorkerError(f"the page holds more than {MOST_TAGS} tags: a trap for parsers")
    low = body.lower()
    found = TAG_START.search(low)
    while found:
        end = low.find(b">", found.start())
        if (end if end >= 0 else len(low)) - found.start() > MAX_TAG_BYTES:
            raise WorkerError("the page holds a tag of more than 64 KiB: a trap for parsers")
        if end >= 0 and found.group(1):
            end = low.find(b"</" + found.group(1), end)
        found = TAG_START.search(low, end) if end >= 0 else None
