"""Segments after a crash: what was acknowledged is found whole, at whatever byte the crash came."""

from __future__ import annotations

from pathlib import Path

import pytest

from posts.capture import Capture
from posts.identity import sha256_hex
from posts.segments import cut_torn_end, is_being_written, segments, whole
from posts.warc import Exchange, Segment
from tests.conftest import START, make_capture

RUN = "20260105T030000Z-aaaaaa"
NAME = f"2026/01/{RUN}.warc.gz"
HEAD = b"HTTP/1.1 200 OK\r\nWARC-Type: metadata\r\n\r\n"
BODIES = (b"first", b"WARC-Type: metadata\r\n\r\n{}", b"third")


@pytest.fixture
def captures(tmp_path: Path) -> list[Capture]:
    segment = Segment(tmp_path, RUN, START)
    made = [
        segment.add_http(
            make_capture(id="", run="", sha256=sha256_hex(body), url="https://t.me/s/loker__contoh"),
            Exchange(b"GET / HTTP/1.1\r\n\r\n", b"", HEAD, body),
        )
        for body in BODIES
    ]
    segment.close()
    return made


def test_all_captures_of_a_closed_segment_are_found_as_they_were_returned(
    tmp_path: Path, captures: list[Capture]
) -> None:
    found = whole(tmp_path, NAME)

    assert list(found.captures) == captures
    assert (found.end, found.rest) == ((tmp_path / NAME).stat().st_size, "nothing")


def test_a_crash_at_any_byte_leaves_exactly_the_captures_before_it(tmp_path: Path, captures: list[Capture]) -> None:
    path = tmp_path / NAME
    data = path.read_bytes()

    for cut in range(len(data) + 1):
        path.write_bytes(data[:cut])
        found = whole(tmp_path, NAME)
        kept = [capture for capture in captures if (capture.offset or 0) + (capture.length or 0) <= cut]
        assert list(found.captures) == kept
        assert found.rest == ("nothing" if cut == found.end else "torn")


def test_a_torn_end_is_cut_off_and_nothing_else(tmp_path: Path, captures: list[Capture]) -> None:
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:-5])

    cut_torn_end(tmp_path, NAME)

    assert path.stat().st_size == captures[1].offset + captures[1].length  # type: ignore[operator]  # both are set
    assert list(whole(tmp_path, NAME).captures) == captures[:2]


def test_damage_in_the_middle_is_named_and_what_follows_is_never_cut_off(
    tmp_path: Path, captures: list[Capture]
) -> None:
    path = tmp_path / NAME
    data = bytearray(path.read_bytes())
    middle = (captures[1].offset or 0) + 40
    data[middle : middle + 40] = bytes(40)
    path.write_bytes(data)

    cut_torn_end(tmp_path, NAME)

    found = whole(tmp_path, NAME)
    assert (list(found.captures), found.rest) == (captures[:1], "damaged")
    assert path.read_bytes() == data


def test_a_segment_is_being_written_until_its_writer_closes_it(tmp_path: Path) -> None:
    segment = Segment(tmp_path, RUN, START)
    path = tmp_path / NAME
    assert is_being_written(path)
    segment.add_resource(make_capture(), "urn:x", "text/plain", b"x")
    assert is_being_written(path)

    segment.close()

    assert not is_being_written(path)


def test_segments_are_listed_oldest_first(tmp_path: Path) -> None:
    for name in ("2026/02/b", "2026/01/c", "2025/12/a"):
        path = tmp_path / f"{name}.warc.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    assert segments(tmp_path) == ["2025/12/a.warc.gz", "2026/01/c.warc.gz", "2026/02/b.warc.gz"]
