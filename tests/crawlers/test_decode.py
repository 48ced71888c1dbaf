"""Decoding: gzip only, never more than a cap; what is broken or torn is told."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.decode import MAX_BODY_BYTES, MAX_TAG_BYTES, Plain, check_tags, decoded
from posts.errors import WorkerError

GZIP = (("Content-Encoding", "gzip"),)


@given(data=st.binary(max_size=2000), cut=st.integers(0, 2000))
def test_gzip_gives_what_was_put_in_also_in_several_members(data: bytes, cut: int) -> None:
    members = gzip.compress(data[:cut]) + gzip.compress(data[cut:]) + b"\0" * (cut % 3)

    assert decoded(members, GZIP) == Plain(data)


@pytest.mark.parametrize(
    "headers",
    [(), (("Content-Type", "text/html"),), (("content-encoding", "identity"),), (("Content-Encoding", ""),)],
)
def test_without_a_coding_the_body_is_the_page(headers: tuple[tuple[str, str], ...]) -> None:
    assert decoded(b"\x1f\x8b", headers) == Plain(b"\x1f\x8b")


@pytest.mark.parametrize("value", ["gzip, gzip", "GZIP,x-gzip", "identity, gzip , gzip"])
def test_codings_are_undone_in_turn(value: str) -> None:
    assert decoded(gzip.compress(gzip.compress(b"x")), (("Content-Encoding", value),)) == Plain(b"x")


@pytest.mark.parametrize("value", ["br", "deflate", "zstd", "gzip, br", "x" * 500])
def test_a_coding_that_was_not_asked_for_is_refused(value: str) -> None:
    with pytest.raises(WorkerError, match="did not ask for") as told:
        decoded(gzip.compress(b"x"), (("Content-Encoding", value),))

    assert len(told.value.what) < 100


def test_broken_data_is_refused() -> None:
    with pytest.raises(WorkerError, match="broken"):
        decoded(b"\x1f\x8bno gzip at all", GZIP)


def test_torn_data_is_read_as_far_as_it_goes_and_said_to_be_torn() -> None:
    data = bytes(range(256)) * 40

    plain = decoded(gzip.compress(data)[:-20], GZIP)

    assert data.startswith(plain.data)
    assert plain.data
    assert not plain.is_whole


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_is_stopped_at_the_cap(layers: int) -> None:
    bomb = bytes(64 << 20)
    for _ in range(layers):
        bomb = gzip.compress(bomb)

    with pytest.raises(WorkerError, match="more than 8 MiB"):
        decoded(bomb, (("Content-Encoding", ", ".join(["gzip"] * layers)),))


def test_a_page_of_exactly_the_cap_is_taken() -> None:
    assert len(decoded(gzip.compress(bytes(MAX_BODY_BYTES)), GZIP).data) == MAX_BODY_BYTES


@pytest.mark.parametrize(
    "body",
    [
        b"<div " + b"a=1 " * (MAX_TAG_BYTES // 4) + b">",
        b"x" * 10 + b"<" + b"y" * (MAX_TAG_BYTES + 1),
    ],
)
def test_a_tag_that_parsers_choke_on_is_refused(body: bytes) -> None:
    with pytest.raises(WorkerError, match="trap for parsers"):
        check_tags(body)


@pytest.mark.parametrize("body", [b"", b"no tag", b"<p>" + b"words " * MAX_TAG_BYTES + b"</p>", b"<", b"<>" * 1000])
def test_long_texts_between_tags_are_no_trap(body: bytes) -> None:
    check_tags(body)
