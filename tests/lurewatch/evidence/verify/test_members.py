"""Members of a gzip file: each comes out as it went in, and a cut one is never taken for whole."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lurewatch.evidence.verify.members import members


def in_pieces(data: bytes, size: int) -> Iterator[bytes]:
    return iter([data[at : at + size] for at in range(0, len(data), size)])


@given(st.lists(st.binary(max_size=60), max_size=5), st.integers(1, 50))
def test_members_come_out_as_they_went_in_whatever_the_pieces(bodies: list[bytes], size: int) -> None:
    data = b"".join(gzip.compress(body) for body in bodies)

    assert [member.read() for member in members(in_pieces(data, size))] == bodies


@given(st.binary(min_size=1, max_size=60), st.integers(1, 40))
def test_a_member_that_is_cut_is_never_taken_for_whole(body: bytes, cut: int) -> None:
    data = gzip.compress(body)[:-cut]

    with pytest.raises(zlib.error):
        [member.read() for member in members(in_pieces(data or b"x", 7))]
