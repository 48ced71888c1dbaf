"""The killable worker of hand-ins: its refusals come back with what to do; a trap holds nobody longer than its time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawlers.handins.found import Asked, Found, Refusal, packed, unpacked
from crawlers.handins.reading import SECONDS, FileReader
from crawlers.handins.zipped import Entry
from posts.errors import InputError
from posts.post import Author, Media, Post
from tests.conftest import START
from tests.crawlers.handins.handing import CHAT, photo, zip_of


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader() as made:
        yield made


def asked(**options: str) -> Asked:
    return Asked(kind="whatsapp", name="_chat.txt", sha256="0" * 64, received_at=START, options=options)


def test_the_deadline_is_a_minute() -> None:
    assert FileReader()._worker._seconds == SECONDS == 60


def test_what_a_reader_finds_comes_through_the_pipe_whole(reader: FileReader) -> None:
    found = reader.read(asked(zone="UTC"), CHAT.encode())

    assert [post.text for post in found.posts] == ["Lowongan di Poipet", ""]
    assert found.posts[1].media[0].url == "IMG-20240115-WA0001.jpg"
    assert found.refused == ()


def test_a_file_that_cannot_be_read_is_one_refusal_with_what_to_do(reader: FileReader) -> None:
    (refusal,) = reader.read(asked(), b"03/04/2024, 10:30 - Budi: x").refused

    assert "--dates" in refusal.do


def test_zips_and_pictures_go_through_the_same_process(reader: FileReader) -> None:
    body = zip_of({"a.txt": b"hello" * 100})
    (entry,) = reader.directory(body).entries

    assert reader.unpack(body[entry.at : entry.at + entry.packed], entry, 1000) == b"hello" * 100
    assert reader.without_metadata(photo())[0] == "image/jpeg"


def test_refusals_of_the_worker_are_ours(reader: FileReader) -> None:
    with pytest.raises(InputError, match="damaged"):
        reader.directory(b"PK\x03\x04")
    with pytest.raises(InputError, match="broken"):
        reader.unpack(b"\xff", Entry(name="a", method=8), 10)
    with pytest.raises(InputError, match="no PNG"):
        reader.without_metadata(b"x")


def test_a_reader_that_breaks_is_told_and_the_next_file_is_read(reader: FileReader) -> None:
    broken = asked(zone="no such zone ever")

    (refusal,) = reader.read(broken, CHAT.encode()).refused

    assert "time zone" in refusal.what
    assert reader.read(asked(), CHAT.encode()).posts


def test_an_answer_without_its_empty_fields_is_the_same_answer() -> None:
    media = Media(kind="video", url="a.mp4", exif_present=False)
    post = Post(platform="x", text="", author=Author(name="Budi"), media=(media,), counts={}, labels=("service",))
    found = Found(
        posts=(post, Post(platform="x", text="y")), refused=(Refusal(what="w", do="d", line=3),), notes=("n",)
    )

    assert unpacked(packed(found)) == found
    assert len(packed(Found(posts=(Post(platform="x", text="y"),)))) < 200
