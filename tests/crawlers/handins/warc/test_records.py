"""Records of a WARC file: as a well-kept library reads them where they are right, with exact reasons where not."""

from __future__ import annotations

import gzip
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawlers.handins.warc import records as module
from crawlers.handins.warc.records import holds_many, records
from tests.crawlers.handins.handing import held
from tests.crawlers.handins.warc.making import packed, page, record, response

ONE = response("https://example.org/1", page("satu"))
TWO = response("https://example.org/2", page("dua"))


def by_library(body: bytes) -> list[tuple[str, str, bytes]]:
    """Return the records as warcio reads them: the slow, obvious model."""
    return [
        (one.rec_type, one.rec_headers.get_header("WARC-Target-URI"), one.raw_stream.read())
        for one in ArchiveIterator(BytesIO(body), no_record_parse=True)
    ]


blocks = st.binary(max_size=200).map(lambda data: data.replace(b"WARC/", b"warc/"))


@given(st.lists(blocks, min_size=1, max_size=5), st.booleans())
@settings(max_examples=60)
def test_good_files_are_read_as_by_the_library(bodies: list[bytes], is_packed: bool) -> None:
    made = [record(body, "resource", WARC_Target_URI=f"https://example.org/{at}") for at, body in enumerate(bodies)]
    body = packed(*made) if is_packed else b"".join(made)

    found = list(records(held(body)))

    assert [(one.kind, one.fields["warc-target-uri"], one.block) for one in found] == by_library(body)
    assert [one.problem for one in found] == [None] * len(bodies)
    assert [next(records(held(body[one.at : one.at + one.length]))).block for one in found] == bodies


@given(st.integers(0, len(ONE + TWO)), st.booleans())
@settings(max_examples=80)
def test_a_file_cut_anywhere_keeps_its_whole_records_and_says_where_it_broke(at: int, is_packed: bool) -> None:
    whole = packed(ONE, TWO) if is_packed else ONE + TWO
    body = whole[:at]

    found = list(records(held(body)))

    good = [one for one in found if one.problem is None]
    assert good == list(records(held(whole)))[: len(good)]
    assert sum(one.length for one in found) == len(body)
    assert all(one.is_last for one in found if one.problem is not None)


@given(st.binary(max_size=400))
def test_any_bytes_give_records_or_reasons(body: bytes) -> None:
    found = list(records(held(b"WARC/1.0\r\n" + body)))

    assert found
    assert all(one.problem is not None or one.kind is not None for one in found)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"hello", "no record begins here"),
        (b"WARC/1.0\r\nContent-Length: 5", "the head of the record does not end"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\nx", "the record does not say its length"),
        (b"WARC/1.0\r\nContent-Length: -1\r\n\r\nx", "the record does not say its length"),
        (b"WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\nx", "the record does not say its length"),
        (record(b"12345", length=2_000_000_000), "the record is cut short: 9 bytes of 2,000,000,000"),
        (record(b"12345", length=3), "the record does not end where its length says"),
        (gzip.compress(record(b"12345", length=3)), "the record has 9 bytes and says 3"),
        (gzip.compress(record(b"12345", length=50)), "the record is cut short: 9 bytes of 50"),
        (gzip.compress(b"hello"), "no record begins in this gzip member"),
        (gzip.compress(ONE)[:-9], "its compressed data is cut short"),
        (gzip.compress(ONE)[:40] + b"\xff" * 60, "its compressed data is broken"),
    ],
)
def test_what_is_wrong_is_said_exactly(body: bytes, problem: str) -> None:
    found = list(records(held(body)))

    assert found[-1].problem == problem


def test_a_record_inside_a_page_is_no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    evil = response("https://example.org/3", b"\r\n\r\n" + TWO)

    found = list(records(held(evil[:-30] + ONE)))

    assert [one.problem for one in found] == ["the record does not end where its length says"]


def test_behind_a_wrong_gzip_member_the_next_one_is_read() -> None:
    found = list(records(held(packed(record(b"x", length=90), TWO))))

    assert [one.problem is None for one in found] == [False, True]


def test_a_bomb_is_counted_and_never_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RECORD_BYTES", 1 << 20)
    monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 8 << 20)
    large = packed(record(bytes(3 << 20), "resource"), record(bytes(3 << 20), "resource"))

    found = list(records(held(large + packed(record(bytes(30 << 20), "resource")) + packed(TWO))))

    assert [(one.is_large, len(one.block)) for one in found[:2]] == [(True, 0), (True, 0)]
    assert found[2].problem == "it unpacks to more than 0 GiB"
    assert len(found) == 3


@pytest.mark.parametrize(
    ("body", "is_so"),
    [
        (gzip.compress(ONE + TWO), True),
        (gzip.compress(ONE), False),
        (packed(ONE, TWO), False),
        (ONE + TWO, False),
        (gzip.compress(b"hello"), False),
        (b"\x1f\x8bhello", False),
    ],
)
def test_a_file_packed_as_a_whole_is_known(body: bytes, is_so: bool) -> None:
    assert holds_many(held(body)) is is_so
