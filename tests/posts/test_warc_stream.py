"""Records in pieces: the same verdicts as on whole ones, and a file of any size in little memory."""

from __future__ import annotations

import io
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.capture import Capture
from posts.errors import ArchiveDamaged
from posts.held import Held
from posts.identity import sha256_hex
from posts.post import with_fields
from posts.segments import whole
from posts.warc import Exchange, Segment, body_of, raw_members, read_records
from posts.warc_stream import body_pieces, check_body, passing, raw_pieces
from tests.conftest import START, make_capture

RUN = "20260105T030000Z-aaaaaa"
NAME = f"2026/01/{RUN}.warc.gz"
HEAD = b"HTTP/1.1 200 OK\r\n\r\n"
MANY = 40 << 20
LITTLE = 12 << 20


def facts(body: bytes, **fields: Any) -> Capture:
    return make_capture(id="", run="", sha256=sha256_hex(body), bytes=len(body), **fields)


def handed(archive: Path, body: bytes) -> Capture:
    segment = Segment(archive, RUN, START)
    capture = segment.add_resource(facts(body, kind="file"), "urn:x", "text/plain", body)
    segment.close()
    return capture


@given(body=st.binary(max_size=400), page=st.binary(max_size=400))
def test_records_that_pass_are_the_records_that_are_read_whole(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, page: bytes
) -> None:
    archive = tmp_path_factory.mktemp("archive")
    segment = Segment(archive, RUN, START)
    segment.add_http(
        facts(page, url="https://t.me/s/loker__contoh"), Exchange(b"GET / HTTP/1.1\r\n\r\n", b"", HEAD, page)
    )
    capture = segment.add_resource(facts(body, kind="file"), "urn:x", "text/plain", body)
    segment.close()
    data = (archive / NAME).read_bytes()

    passed = list(passing(io.BytesIO(data), NAME))

    read = list(read_records(io.BytesIO(data), NAME))
    assert [(one.kind, one.id, one.sha256, one.sound) for one in passed] == [
        (one.kind, one.id, sha256_hex(one.body), one.sound) for one in read
    ]
    assert [one.body for one in passed if one.kind == "metadata"] == [
        one.body for one in read if one.kind == "metadata"
    ]
    assert b"".join(body_pieces(archive, capture)) == body_of(archive, capture) == body
    assert b"".join(raw_pieces(archive, capture)) == raw_members(archive, capture)


def test_a_digest_that_does_not_fit_is_told_in_pieces_too(tmp_path: Path) -> None:
    record = (
        b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x>\r\nWARC-Target-URI: urn:x\r\n"
        b"WARC-Block-Digest: %s\r\nContent-Length: 4\r\n\r\nbody\r\n\r\n"
    )
    sound = b"sha1:AIED6RLZ4CFGCJBFYDA2C7XEPLOXQO4U"

    verdicts = [
        [one.sound for stored in (passing, read_records) for one in stored(io.BytesIO(record % digest), "x")]
        for digest in (sound, b"sha1:" + b"A" * 32, b"crc:AAAA")
    ]

    assert verdicts == [[True, True], [False, False], [False, False]]


@pytest.mark.parametrize("damage", ["another hash", "another record", "torn"])
def test_a_body_that_is_not_the_recorded_one_is_refused(tmp_path: Path, damage: str) -> None:
    capture = handed(tmp_path, os.urandom(50_000))
    if damage == "another hash":
        capture = with_fields(capture, sha256=sha256_hex(b"x"))
    elif damage == "another record":
        capture = with_fields(capture, id="<urn:uuid:other>")
    else:
        (tmp_path / NAME).write_bytes((tmp_path / NAME).read_bytes()[:20_000])

    with pytest.raises(ArchiveDamaged):
        check_body(tmp_path, capture)


def test_what_was_never_archived_has_no_pieces(tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged, match="never archived"):
        list(raw_pieces(tmp_path, facts(b"x")))


def test_a_large_file_is_archived_found_and_checked_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(os.urandom(1 << 20) * (MANY >> 20))
    held = Held(file=os.open(path, os.O_RDONLY), at=0, length=MANY)
    segment = Segment(tmp_path, RUN, START)
    capture = facts(path.read_bytes(), kind="file")

    tracemalloc.start()
    capture = segment.add_resource(capture, "urn:x", "text/plain", held)
    segment.close()
    found = whole(tmp_path, NAME)
    check_body(tmp_path, capture)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert list(found.captures) == [capture]
    assert (capture.bytes, found.rest) == (MANY, "nothing")
    assert most < LITTLE
