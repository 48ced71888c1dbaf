"""Digests of WARC records and WACZ files, in all the ways in which tools write them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Iterator

ALGORITHMS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})


def unknown_in(digest: str) -> str | None:
    """Return the algorithm of a digest where it is none that we can compute."""
    algorithm = _algorithm(digest)
    return None if algorithm in ALGORITHMS else algorithm or digest[:20]


def holds(digest: str, candidates: Iterable[bytes]) -> bool:
    """Say whether a digest `algorithm:VALUE` (hex, base32 or base64) fits one of some readings of the same bytes."""
    wanted = set(_values(digest.partition(":")[2].strip()))
    return any(hashlib.new(_algorithm(digest), data).digest() in wanted for data in candidates)


def fits(digest: str, pieces: Iterable[bytes]) -> bool:
    """Say whether a digest fits bytes that come in pieces."""
    seen = hashlib.new(_algorithm(digest))
    for piece in pieces:
        seen.update(piece)
    return seen.digest() in set(_values(digest.partition(":")[2].strip()))


def _algorithm(digest: str) -> str:
    return digest.partition(":")[0].strip().lower().replace("sha-", "sha")


def _values(text: str) -> Iterator[bytes]:
    bare = text.rstrip("=")
    decoders: tuple[Callable[[], bytes], ...] = (
        lambda: bytes.fromhex(bare),
        lambda: base64.b32decode(bare.upper() + "=" * (-len(bare) % 8)),
        lambda: base64.b64decode(bare.replace("-", "+").replace("_", "/") + "=" * (-len(bare) % 4), validate=True),
    )
    for decoder in decoders:
        try:
            yield decoder()
        except (ValueError, binascii.Error):
            continue
