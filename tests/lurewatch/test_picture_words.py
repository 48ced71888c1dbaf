"""What is written in pictures: the codes stand on the medium, the lines are handed to reading; nothing is fetched."""

from __future__ import annotations

from pathlib import Path

from enrichers import load_data
from lurewatch.picture_words import reading_pictures
from posts.identity import sha256_hex
from posts.post import Media
from tests.conftest import make_post
from tests.enrichers.pictures.drawn import qr_code

LINK = "https://wa.me/6284000000101"


def kept(folder: Path, data: bytes) -> str:
    sha256 = sha256_hex(data)
    (folder / sha256[:2]).mkdir(parents=True, exist_ok=True)
    (folder / sha256[:2] / sha256).write_bytes(data)
    return sha256


def test_a_qr_code_stands_on_its_medium_and_in_the_lines(tmp_path: Path) -> None:
    sha256 = kept(tmp_path, qr_code(LINK))
    post = make_post(media=(Media(kind="image", sha256=sha256), Media(kind="image", sha256=sha256)))

    with reading_pictures(tmp_path, load_data()) as reader:
        read, lines = reader.read(post)

    assert [media.qr for media in read.media] == [(LINK,), (LINK,)]
    assert lines == (f"[QR code] {LINK}",)


def test_pictures_that_are_missing_or_broken_say_nothing(tmp_path: Path) -> None:
    broken = kept(tmp_path, b"no picture")
    post = make_post(
        media=(Media(kind="image"), Media(kind="image", sha256="0" * 64), Media(kind="image", sha256=broken))
    )

    with reading_pictures(tmp_path, load_data()) as reader:
        assert reader.read(post) == (post, ())
