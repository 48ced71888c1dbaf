"""Answers in records: status, headers, the body with and without its chunked framing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.warc.exchange import exchange_of


def chunked(parts: list[bytes]) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part) + b"0\r\n\r\n"


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_chunks_are_joined(parts: list[bytes]) -> None:
    found = exchange_of(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(parts))

    assert found is not None
    assert (found.body, found.recorded) == (b"".join(parts), chunked(parts))


@pytest.mark.parametrize(
    "body", [b"<html>plain</html>", b"5\r\nabcdeXX3\r\nabc\r\n0\r\n\r\n", b"ffffffff\r\nab\r\n0\r\n\r\n", b""]
)
def test_a_body_whose_framing_was_taken_off_already_stays(body: bytes) -> None:
    found = exchange_of(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)

    assert found is not None
    assert found.body == body


@pytest.mark.parametrize("block", [b"", b"hello", b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 20 OK\r\n\r\n"])
def test_what_is_no_answer_is_none(block: bytes) -> None:
    assert exchange_of(block) is None


def test_headers_are_found_whatever_their_case() -> None:
    found = exchange_of(b"HTTP/2 200\nContent-Type: text/html\nX: a:b\nnonsense\n\nbody")

    assert found is not None
    assert (found.status, found.header("content-TYPE"), found.header("x"), found.header("y")) == (
        200,
        "text/html",
        "a:b",
        "",
    )
    assert found.body == b"body"
