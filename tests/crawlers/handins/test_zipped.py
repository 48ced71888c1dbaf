"""ZIPs of strangers: what is in them, told without unpacking; traps and damage are refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins import zipped
from crawlers.handins.zipped import DEFLATED, STORED, Entry, directory, inflated
from posts.errors import InputError
from tests.crawlers.handins.handing import held, zip_of

FILES = {"_chat.txt": b"x" * 1000, "media/a.jpg": b"\xff\xd8\xff"}


def listed(body: bytes) -> tuple[Entry, ...]:
    return directory(held(body)).entries


def content(body: bytes) -> dict[str, bytes]:
    return {
        entry.name: b"".join(inflated(held(body).part(entry.at, entry.packed), entry, 1 << 20))
        for entry in listed(body)
        if entry.why_not is None
    }


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_files_come_out_as_they_were_put_in(method: int) -> None:
    assert content(zip_of(FILES, method)) == FILES


def test_bytes_before_the_archive_do_not_matter() -> None:
    assert content(b"#!/bin/sh\n" + zip_of(FILES)) == FILES


@given(st.dictionaries(st.text("abc/äü文.", min_size=1, max_size=12), st.binary(max_size=300), max_size=6))
def test_our_reader_sees_what_the_standard_library_sees(files: dict[str, bytes]) -> None:
    body = zip_of(files)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        wanted = {info.filename: archive.read(info) for info in infos}

    found = content(body)

    refused = {entry.name for entry in listed(body) if entry.why_not is not None}
    assert found == {name: data for name, data in wanted.items() if name not in refused}


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/../../b", "C:/a", "a\\b", "a\x07b", "..\\a"])
def test_paths_that_lead_out_are_told(name: str) -> None:
    (entry,) = listed(zip_of({name: b"x"}))

    assert entry.why_not == "its path leads out of the ZIP"


def test_a_name_twice_and_a_password_and_odd_methods_are_told() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")
        archive.writestr("b", b"3", zipfile.ZIP_LZMA)
        archive.writestr("locked", b"4")
    body = bytearray(buffer.getvalue())
    at = body.rindex(b"PK\x01\x02")
    body[at + 8] |= 1

    found = {entry.name: entry.why_not for entry in listed(bytes(body))}

    assert found == {
        "a": "the ZIP holds 2 files of this name",
        "b": "it is compressed in a way that we do not take",
        "locked": "it is locked with a password",
    }


def test_folders_and_what_systems_add_are_left_out() -> None:
    names = ["a/", "__MACOSX/._a", ".DS_Store", "a/Thumbs.db", "a/b"]

    assert [entry.name for entry in listed(zip_of(dict.fromkeys(names, b"x")))] == ["a/b"]


def test_an_empty_zip_is_empty() -> None:
    assert listed(b"PK\x05\x06" + bytes(18)) == ()


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", zip_of(FILES)[:-30], b"x" * 1000])
def test_what_is_no_whole_zip_is_refused(body: bytes) -> None:
    with pytest.raises(InputError, match="the ZIP is damaged, or none at all"):
        listed(body)


def test_too_many_files_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "MAX_ENTRIES", 5)

    with pytest.raises(InputError, match="more than 5 files"):
        listed(zip_of({str(number): b"" for number in range(6)}))


def test_more_than_four_gibibytes_are_refused_by_their_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "MAX_UNPACKED_BYTES", 1 << 30)
    body = bytearray(zip_of({"a": b"x"}))
    at = body.rindex(b"PK\x01\x02")
    body[at + 24 : at + 28] = struct.pack("<I", 0x7FFFFFFF)

    with pytest.raises(InputError, match="more than 1 GiB"):
        listed(bytes(body))


def test_files_that_lie_over_each_other_are_a_trap() -> None:
    body = zip_of({"a": b"x" * 50}, zipfile.ZIP_STORED)
    central = body.index(b"PK\x01\x02")
    end = body.index(b"PK\x05\x06")
    entry = bytearray(body[central:end])
    entry[46:47] = b"b"
    again = body[:central] + body[central:end] + bytes(entry)
    tail = bytearray(body[end:])
    tail[8:12] = struct.pack("<HH", 2, 2)
    tail[12:16] = struct.pack("<I", 2 * (end - central))

    with pytest.raises(InputError, match="lie over each other"):
        listed(again + bytes(tail))


def test_a_place_that_holds_something_else_is_told() -> None:
    body = bytearray(zip_of({"a": b"x" * 50}))
    body[0:4] = b"XXXX"

    (entry,) = listed(bytes(body))

    assert entry.why_not == "its place in the ZIP holds something else"


@pytest.mark.parametrize(
    ("packed", "method", "what"),
    [
        (b"x" * 11, STORED, "more than 0 MiB"),
        (zlib.compress(b"x" * 11)[2:-4], DEFLATED, "more than 0 MiB"),
        (b"xx", STORED, "do not fit the checksum"),
        (b"\xff\xff", DEFLATED, "compressed data is broken"),
        (zlib.compress(bytes(range(9)))[2:6], DEFLATED, "cut short"),
    ],
)
def test_bytes_that_are_not_the_promised_ones_are_refused(packed: bytes, method: int, what: str) -> None:
    entry = Entry(name="a", method=method, packed=len(packed), crc=1)

    with pytest.raises(InputError, match=what):
        list(inflated(held(packed), entry, 10))
