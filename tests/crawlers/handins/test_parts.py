"""Parts of a file: together they are the file; each line has its number, whatever the size of the pieces."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.parts import parts

LINES = st.lists(st.sampled_from([b"a", b"bb", b"", b"  ", b"c" * 20, b"d\r"]), max_size=12)


@given(lines=LINES, size=st.integers(1, 30), ends=st.booleans())
def test_the_pieces_are_the_file_byte_for_byte(lines: list[bytes], size: int, ends: bool) -> None:
    data = b"\n".join(lines) + (b"\n" if ends else b"")

    assert b"".join(part.data for part in parts(BytesIO(data), size)) == data


@given(lines=LINES, size=st.integers(25, 60), ends=st.booleans())
def test_lines_have_the_numbers_of_the_whole_file(lines: list[bytes], size: int, ends: bool) -> None:
    data = b"\n".join(lines) + (b"\n" if ends else b"")
    expected = [(at, line.rstrip(b"\r")) for at, line in enumerate(data.split(b"\n"), 1) if line.strip()]

    assert [found for part in parts(BytesIO(data), size) for found in part.lines()] == expected


@pytest.mark.parametrize("size", [3, 4, 7])
def test_a_line_longer_than_a_piece_is_given_once_and_later_lines_keep_their_numbers(size: int) -> None:
    data = b"a\n" + b"x" * 20 + b"\nb\nc"

    found = [found for part in parts(BytesIO(data), size) for found in part.lines()]

    assert [number for number, _ in found] == [1, 2, 3, 4]
    assert found[0] == (1, b"a")
    assert found[1][1].startswith(b"x")
    assert found[2:] == [(3, b"b"), (4, b"c")]


def test_an_empty_file_has_no_parts() -> None:
    assert list(parts(BytesIO(b""))) == []
