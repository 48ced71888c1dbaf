"""WARC segments: what was sent is what is read back, byte for byte, by us and by others."""

from __future__ import annotations

import base64
import errno
import gzip
import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from posts.capture import Capture
from posts.errors import ArchiveDamaged, StorageError, StorageFull
from posts.identity import record_id, sha256_hex
from posts.warc import Exchange, Segment, body_of, raw_members, read_capture, read_records
from tests.conftest import START, make_capture

RUN = "20260105T030000Z-aaaaaa"
NAME = f"2026/01/{RUN}.warc.gz"
ASKED = b"GET /s/loker__contoh HTTP/1.1\r\nHost: t.me\r\n\r\n"
ODD_HEAD = (
    b"HTTP/1.1 200 Fine  Indeed\r\nx-weird-Case:a  b\r\nSET-cookie: 1\r\nSet-Cookie:  2\r\nX-Bytes: \xe9\xff\r\n\r\n"
)


def page(body: bytes, **fields: Any) -> Capture:
    given: dict[str, Any] = {"id": "", "run": "", "sha256": sha256_hex(body), "bytes": len(body)}
    return make_capture(**(given | {"url": "https://t.me/s/loker__contoh"} | fields))


def archived(archive: Path, body: bytes, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n", **fields: Any) -> Capture:
    segment = Segment(archive, RUN, START)
    capture = segment.add_http(page(body, **fields), Exchange(ASKED, b"", head, body))
    segment.close()
    return capture


@given(body=st.binary(max_size=3000))
def test_the_body_comes_back_as_it_was_sent(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    archive = tmp_path_factory.mktemp("archive")

    capture = archived(archive, body)

    assert body_of(archive, capture) == body


@pytest.mark.parametrize(
    "head",
    [
        ODD_HEAD,
        b"HTTP/1.1 200 OK\nServer: bare\n\n",
        b"HTTP/1.0 200\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n",
    ],
)
@pytest.mark.parametrize("body", [b"", b"\r\n\r\n", b"WARC/1.1\r\n\r\nWARC-Type: metadata\r\n\r\n", b"\x1f\x8b half"])
def test_heads_are_kept_exactly(tmp_path: Path, head: bytes, body: bytes) -> None:
    capture = archived(tmp_path, body, head)

    response, request, metadata = read_capture(tmp_path, capture)

    assert (response.head, response.body) == (head, body)
    assert (request.head, request.body) == (ASKED, b"")
    assert [one.kind for one in (response, request, metadata)] == ["response", "request", "metadata"]
    assert all(one.sound for one in (response, request, metadata))


def test_the_framing_of_a_chunked_body_is_named_and_taken_out(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nA: 1\r\ntransfer-encoding: chunked\r\nB: 2\r\n\r\n"

    capture = archived(tmp_path, b"whole", head)

    (response, *_) = read_capture(tmp_path, capture)
    assert response.head == b"HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n\r\n"
    assert b"WARC-X-Removed-Header: transfer-encoding: chunked\r\n" in gzip.decompress(raw_members(tmp_path, capture))


def test_ids_come_from_run_and_number_and_records_name_each_other(tmp_path: Path) -> None:
    capture = archived(tmp_path, b"x", address="192.0.2.7", partial=True)

    with (tmp_path / NAME).open("rb") as stream:
        heads = [dict(record.rec_headers.headers) for record in ArchiveIterator(stream)]

    about, response, request, metadata = heads
    assert [head["WARC-Record-ID"] for head in heads] == [record_id(RUN, number) for number in range(4)]
    assert (about["WARC-Type"], about["WARC-Filename"]) == ("warcinfo", f"{RUN}.warc.gz")
    assert "WARC-Target-URI" not in about
    assert capture.id == response["WARC-Record-ID"] == request["WARC-Concurrent-To"] == metadata["WARC-Refers-To"]
    assert response["WARC-IP-Address"] == "192.0.2.7"
    assert response["WARC-Truncated"] == "unspecified"
    assert {head["WARC-Date"] for head in heads} == {"2026-01-05T03:00:00.000000Z"}


def test_another_tool_finds_the_same_digests(tmp_path: Path) -> None:
    body = b"<html>\xff</html>" * 50
    archived(tmp_path, body, ODD_HEAD)

    with (tmp_path / NAME).open("rb") as stream:
        records = [(record, record.content_stream().read()) for record in ArchiveIterator(stream, check_digests=True)]

    assert [record.digest_checker.passed for record, _ in records] == [True, True, True, True]
    assert records[1][1] == body
    digest = records[1][0].rec_headers.get_header("WARC-Payload-Digest")
    assert digest == f"sha256:{base64.b32encode(hashlib.sha256(body).digest()).decode()}"


def test_a_handed_in_file_is_one_resource(tmp_path: Path) -> None:
    segment = Segment(tmp_path, RUN, START)
    body = b'{"platform": "x"}\r\n'

    capture = segment.add_resource(page(body, kind="file"), "urn:x", "application/x-ndjson", body)
    segment.close()

    assert [one.kind for one in read_capture(tmp_path, capture)] == ["resource", "metadata"]
    assert body_of(tmp_path, capture) == body


def test_several_captures_share_a_segment(tmp_path: Path) -> None:
    segment = Segment(tmp_path, RUN, START)
    bodies = [b"one", b"two" * 1000, b""]

    captures = [segment.add_http(page(body), Exchange(ASKED, b"", b"HTTP/1.1 200 OK\r\n\r\n", body)) for body in bodies]
    segment.close()

    assert [body_of(tmp_path, capture) for capture in captures] == bodies
    assert len({capture.id for capture in captures}) == 3
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_a_segment_is_never_reopened_and_an_empty_one_leaves_nothing(tmp_path: Path) -> None:
    Segment(tmp_path, RUN, START).close()
    assert not (tmp_path / NAME).exists()
    open_one = Segment(tmp_path, RUN, START)

    with pytest.raises(StorageError):
        Segment(tmp_path, RUN, START)

    open_one.close()


@pytest.mark.parametrize("fails_at", ["write", "fsync"])
def test_a_full_disk_takes_back_the_torn_capture_and_the_next_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: str
) -> None:
    segment = Segment(tmp_path, RUN, START)
    exchange = Exchange(ASKED, b"", b"HTTP/1.1 200 OK\r\n\r\n", b"body")
    first = segment.add_http(page(b"body"), exchange)
    write = os.write

    def torn(file: int, data: memoryview) -> int:
        if len(data) < 100:
            raise OSError(errno.ENOSPC, "full")
        return write(file, data[: len(data) - 50])

    def failing(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(f"os.{fails_at}", torn if fails_at == "write" else failing)
        with pytest.raises(StorageFull):
            segment.add_http(page(b"body"), exchange)
    third = segment.add_http(page(b"body"), exchange)
    segment.close()

    assert third.offset == (first.offset or 0) + (first.length or 0)
    assert [body_of(tmp_path, capture) for capture in (first, third)] == [b"body", b"body"]
    with (tmp_path / NAME).open("rb") as stream:
        assert len(list(ArchiveIterator(stream))) == 7


def test_a_file_says_what_it_is_only_together_with_its_first_capture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = Segment(tmp_path, RUN, START)

    def failing(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", failing)
        with pytest.raises(StorageFull):
            segment.add_resource(page(b"x", kind="file"), "urn:x", "text/plain", b"x")
    kept = segment.add_resource(page(b"x", kind="file"), "urn:x", "text/plain", b"x")
    segment.close()

    with (tmp_path / NAME).open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds == ["warcinfo", "resource", "metadata"]
    assert body_of(tmp_path, kept) == b"x"


@pytest.mark.parametrize("at", range(0, 900, 37))
def test_a_flipped_byte_is_never_read_as_the_recorded_one(tmp_path: Path, at: int) -> None:
    capture = archived(tmp_path, bytes(range(256)))
    path = tmp_path / NAME
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 0x10
    path.write_bytes(data)

    try:
        body = body_of(tmp_path, capture)
    except ArchiveDamaged:
        body = bytes(range(256))  # found; or the flip hit the request or a part of gzip that holds nothing

    assert body == bytes(range(256))


def test_a_body_that_was_exchanged_with_its_digests_is_found_by_the_capture_s_own_hash(tmp_path: Path) -> None:
    capture = archived(tmp_path, b"as it was")
    forged = archived(tmp_path / "forged", b"as it was not")
    (tmp_path / NAME).write_bytes((tmp_path / "forged" / NAME).read_bytes())

    with pytest.raises(ArchiveDamaged, match="not the recorded ones"):
        body_of(tmp_path, make_capture(**{**_fields(capture), "length": forged.length}))


@pytest.mark.parametrize(
    ("digest", "is_sound"),
    [
        ("", True),
        (f"WARC-Block-Digest: sha1:{base64.b32encode(hashlib.sha1(b'x').digest()).decode()}\r\n", True),
        (f"WARC-Block-Digest: sha1:{'A' * 32}\r\n", False),
        ("WARC-Block-Digest: crc32:AAAA\r\n", False),
    ],
)
def test_other_tools_records_are_judged_by_the_digest_they_bring(digest: str, is_sound: bool) -> None:
    head = f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x>\r\n{digest}Content-Length: 1\r\n\r\n"

    (stored,) = read_records(io.BytesIO(head.encode() + b"x\r\n\r\n"), "other.warc")

    assert (stored.kind, stored.body, stored.sound) == ("resource", b"x", is_sound)


@pytest.mark.parametrize("torn", [b"\x1f\x8b\x08 torn", b"no archive at all"])
def test_what_is_no_archive_is_told(torn: bytes) -> None:
    with pytest.raises(ArchiveDamaged, match="does not read"):
        list(read_records(io.BytesIO(torn), "x.warc"))


def test_a_capture_that_was_never_archived_is_told() -> None:
    with pytest.raises(ArchiveDamaged, match="never archived"):
        raw_members(Path(), make_capture())


def _fields(capture: Capture) -> dict[str, Any]:
    return {name: getattr(capture, name) for name in capture.__struct_fields__}
