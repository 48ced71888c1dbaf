"""Digests in all the ways in which tools write them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.warc.digests import ALGORITHMS, holds, unknown_in

WRITTEN: dict[str, Callable[[bytes], str]] = {
    "hex": lambda raw: raw.hex(),
    "HEX": lambda raw: raw.hex().upper(),
    "base32": lambda raw: base64.b32encode(raw).decode(),
    "base32 in lower case": lambda raw: base64.b32encode(raw).decode().lower(),
    "base32 without padding": lambda raw: base64.b32encode(raw).decode().rstrip("="),
    "base64": lambda raw: base64.b64encode(raw).decode(),
    "base64 for addresses": lambda raw: base64.urlsafe_b64encode(raw).decode(),
}


@given(st.binary(max_size=50), st.binary(min_size=1, max_size=50))
@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
@pytest.mark.parametrize("way", WRITTEN)
def test_a_digest_fits_its_bytes_and_no_others(algorithm: str, way: str, data: bytes, more: bytes) -> None:
    written = f"{algorithm}:{WRITTEN[way](hashlib.new(algorithm, data).digest())}"

    assert holds(written, [data])
    assert not holds(written, [data + more])


@pytest.mark.parametrize("digest", ["sha1:", "sha1:!!!", "sha256:zz", "md5:0"])
def test_a_digest_that_is_none_fits_nothing(digest: str) -> None:
    assert not holds(digest, [b""])


@pytest.mark.parametrize(("digest", "name"), [("crc32:1", "crc32"), ("abc", "abc"), ("sha-256:x", None)])
def test_an_algorithm_that_we_cannot_compute_is_named(digest: str, name: str | None) -> None:
    assert unknown_in(digest) == name
