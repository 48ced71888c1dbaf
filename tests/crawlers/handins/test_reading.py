"""The killable worker of hand-ins: its refusals come back with what to do; a trap holds nobody longer than its time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawlers.handins.found import Asked, Found, Refusal, packed, unpacked
from crawlers.handins.reading import SECONDS, FileReader
from crawlers.handins.spool import Spool
from crawlers.handins.zipped import Entry
from posts.errors import InputError
from posts.held import Held
from posts.post import Author, Media, Post
from tests.conftest import START
from tests.crawlers.handins.handing import CHAT, photo, zip_of
from tests.crawlers.handins.warc.making import packed as warc_of
from tests.crawlers.handins.warc.making import page, response


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileReader]:
    with Spool(tmp_path_factory.mktemp("spool")) as spool, FileReader(spool) as made:
        yield made


def lying(reader: FileReader, data: bytes) -> Held:
    return reader.spool.take([data]).held


def asked(**options: str) -> Asked:
    return Asked(kind="whatsapp", name="_chat.txt", sha256="0" * 64, received_at=START, options=options)


def test_the_deadline_is_a_minute(reader: FileReader) -> None:
    assert reader._worker._seconds == SECONDS == 60


def test_what_a_reader_finds_comes_through_the_pipe_whole(reader: FileReader) -> None:
    told, found = reader.read(asked(zone="UTC"), lying(reader, CHAT.encode()))

    assert told.notes
    assert [post.text for post in found.posts] == ["Lowongan di Poipet", ""]
    assert found.posts[1].media[0].url == "IMG-20240115-WA0001.jpg"
    assert found.refused == ()


def test_a_file_that_cannot_be_read_is_one_refusal_with_what_to_do(reader: FileReader) -> None:
    (found,) = reader.read(asked(), lying(reader, b"03/04/2024, 10:30 - Budi: x"))

    (refusal,) = found.refused
    assert "--dates" in refusal.do


def test_zips_and_pictures_go_through_the_same_process(reader: FileReader) -> None:
    held = lying(reader, zip_of({"a.txt": b"hello" * 100}))
    (entry,) = reader.directory(held).entries

    assert reader.unpack(held.part(entry.at, entry.packed), entry, 1000).read() == b"hello" * 100
    assert reader.without_metadata(photo())[0] == "image/jpeg"


def test_refusals_of_the_worker_are_ours(reader: FileReader) -> None:
    with pytest.raises(InputError, match="damaged"):
        reader.directory(lying(reader, b"PK\x03\x04"))
    with pytest.raises(InputError, match="broken"):
        reader.unpack(lying(reader, b"\xff"), Entry(name="a", method=8), 10)
    with pytest.raises(InputError, match="no PNG"):
        reader.without_metadata(b"x")


def test_a_reader_that_breaks_is_told_and_the_next_file_is_read(reader: FileReader) -> None:
    broken = asked(zone="no such zone ever")

    (found,) = reader.read(broken, lying(reader, CHAT.encode()))

    (refusal,) = found.refused
    assert "time zone" in refusal.what
    assert any(found.posts for found in reader.read(asked(), lying(reader, CHAT.encode())))


def test_an_answer_without_its_empty_fields_is_the_same_answer() -> None:
    media = Media(kind="video", url="a.mp4", exif_present=False)
    post = Post(platform="x", text="", author=Author(name="Budi"), media=(media,), counts={}, labels=("service",))
    found = Found(
        posts=(post, Post(platform="x", text="y")), refused=(Refusal(what="w", do="d", line=3),), notes=("n",)
    )

    assert unpacked(packed(found)) == found
    assert len(packed(Found(posts=(Post(platform="x", text="y"),)))) < 200


def test_a_web_archive_is_listed_and_read_record_by_record(reader: FileReader) -> None:
    warc = lying(reader, warc_of(response("https://example.org/a", page("kata dari arsip"))))

    (one,) = reader.records(warc).records
    found = reader.page(Asked(kind="page", name=one.url, sha256="0" * 64, received_at=START), warc)

    assert (one.url, one.why_not) == ("https://example.org/a", None)
    assert found.posts[0].text == "Halaman\n\nkata dari arsip"
    assert reader.payload(warc) == page("kata dari arsip")
    assert reader.unpacked_gzip(warc).read().startswith(b"WARC/1.0")


def test_lists_of_a_packed_archive_and_kinds_come_through_the_pipe(reader: FileReader) -> None:
    listed = b'{"resources": [{"path": "archive/a.warc", "hash": "sha256:00", "bytes": 1}]}'

    assert reader.package(listed, None).files[0].path == "archive/a.warc"
    assert reader.pages(b'{"url": "https://example.org/a"}\n') == ("https://example.org/a",)
    assert reader.recognised("a.csv", b"a,b") == "csv"
    assert reader.recognised("a.xyz", b"a,b") is None


def test_a_page_that_is_a_trap_is_one_refusal_and_the_next_is_read(reader: FileReader) -> None:
    asked_of = Asked(kind="page", name="https://example.org/a", sha256="0" * 64, received_at=START)
    trap = lying(reader, warc_of(response("https://example.org/a", b"<p " + b"a=1 " * 40_000 + b">")))

    refused = reader.page(asked_of, trap)

    assert [one.what for one in refused.refused] == ["the page holds a tag of more than 64 KiB: a trap for parsers"]
    assert reader.page(asked_of, lying(reader, warc_of(response("https://example.org/a", page("kata"))))).posts
