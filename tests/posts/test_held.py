"""Held bytes: parts and streams of a file are what slices of its bytes are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.held import Held

DATA = bytes(range(256)) * 5


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Held:
    path: Path = tmp_path_factory.mktemp("held") / "file"
    path.write_bytes(b"before" + DATA + b"behind")
    return Held(file=os.open(path, os.O_RDONLY), at=6, length=len(DATA))


@given(at=st.integers(0, 1300), length=st.integers(0, 1300), step=st.integers(1, 400))
def test_a_part_holds_what_a_slice_holds(whole: Held, at: int, length: int, step: int) -> None:
    wanted = DATA[at : at + length]

    part = whole.part(at, length)

    assert (part.read(), part.length) == (wanted, len(wanted))
    assert b"".join(part.pieces(step)) == wanted
    assert part.stream().read() == wanted
    assert part.read(3, 5) == wanted[3:8]


@given(places=st.lists(st.tuples(st.integers(0, 1280), st.integers(0, 300)), max_size=8))
def test_its_stream_reads_from_any_place(whole: Held, places: list[tuple[int, int]]) -> None:
    stream = whole.stream()

    for at, most in places:
        stream.seek(at)

        assert stream.read(most) == DATA[at : at + most]
        assert stream.tell() == min(at + most, max(at, len(DATA)))


def test_its_stream_knows_its_end_and_no_place_before_its_beginning(whole: Held) -> None:
    stream = whole.stream()

    assert stream.seek(-3, os.SEEK_END) == len(DATA) - 3
    assert (stream.readable(), stream.seekable()) == (True, True)
    with pytest.raises(OSError, match="before the first byte"):
        stream.seek(-len(DATA) - 1, os.SEEK_END)
