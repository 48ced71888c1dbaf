"""Exchange: the block of a response record parted into status, headers and body (RFC 9112)."""

from __future__ import annotations

import re
from dataclasses import dataclass

STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})(?: [^\r\n]*)?\r?\n")
HEAD_END = re.compile(rb"\r?\n\r?\n")
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
MAX_HEAD_BYTES = 256 << 10
MAX_HEADERS = 300


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a server answered: status, headers, the body as it was recorded, and without its chunked framing."""

    status: int
    headers: tuple[tuple[str, str], ...]
    recorded: bytes
    body: bytes

    def header(self, name: str) -> str:
        """Return the first header of a name, empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def exchange_of(block: bytes) -> Exchange | None:
    """Return the answer in a block, None where it is none of HTTP."""
    status = STATUS.match(block)
    if status is None:
        return None
    found = HEAD_END.search(block, status.end() - 2, MAX_HEAD_BYTES)
    head, recorded = (block[: found.start()], block[found.end() :]) if found else (block, b"")
    headers = tuple(_headers(head))
    is_chunked = any(key.lower() == "transfer-encoding" and "chunked" in value.lower() for key, value in headers)
    return Exchange(int(status[1]), headers, recorded, _without_chunks(recorded) if is_chunked else recorded)


def _headers(head: bytes) -> list[tuple[str, str]]:
    lines = head.decode("latin-1").splitlines()[1 : MAX_HEADERS + 1]
    parted = [line.partition(":") for line in lines]
    return [(name.strip(), value.strip()) for name, colon, value in parted if colon]


def _without_chunks(body: bytes) -> bytes:
    """Return a body without its framing; many tools take the framing off and leave the header: then it stays."""
    parts: list[bytes] = []
    at = 0
    while (found := CHUNK.match(body, at)) is not None:
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts)
        end = found.end() + size
        if body[end : end + 2] != b"\r\n":
            return body
        parts.append(body[found.end() : end])
        at = end + 2
    return body
