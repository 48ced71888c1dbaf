"""Media of hand-ins: found beside their posts, kept as working copies without metadata, or said why not."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from crawlers.handins import media_files
from posts.home import Home
from posts.identity import hand_in_id, sha256_hex
from posts.warc import body_of, read_capture
from tests.crawlers.handins.handing import CAMERA, CHAT, PICTURE, handed, photo, plain_photo, saved, waiting, zip_of

pytestmark = pytest.mark.usefixtures("inside")


def test_a_picture_gets_a_working_copy_without_metadata_and_its_original_stays_sealed(
    home: Home, tmp_path: Path
) -> None:
    original = photo()

    handed(home, "whatsapp", saved(tmp_path / "c.zip", zip_of({"_chat.txt": CHAT.encode(), PICTURE: original})))

    found = waiting(home)
    (media,) = found.posts[1].media
    copy = (home.media / (media.sha256 or "")[:2] / (media.sha256 or "")).read_bytes()
    assert CAMERA.encode() in original
    assert CAMERA.encode() not in copy
    assert b"at home" not in copy
    assert Image.open(BytesIO(copy)).tobytes() == Image.open(BytesIO(original)).tobytes()
    assert (media.mime, media.bytes, media.url) == ("image/jpeg", len(copy), PICTURE)
    made = next(capture for capture in found.captures if capture.id == media.capture)
    assert made.file is not None
    assert [one.parent_sha256 for one in made.file.derivations] == [sha256_hex(original)]
    assert body_of(home.archive, made) == copy
    assert [stored.kind for stored in read_capture(home.archive, made)] == ["conversion", "metadata"]


def test_a_picture_without_metadata_keeps_its_hash_and_is_archived_once(home: Home, tmp_path: Path) -> None:
    picture = plain_photo()

    handed(home, "whatsapp", saved(tmp_path / "c.zip", zip_of({"_chat.txt": CHAT.encode(), PICTURE: picture})))

    found = waiting(home)
    assert found.posts[1].media[0].sha256 == sha256_hex(picture)
    assert [found.posts[1].media[0].capture] == [capture.id for capture in found.captures]


def test_what_is_not_beside_the_chat_is_said(home: Home, tmp_path: Path) -> None:
    handed(home, "whatsapp", saved(tmp_path / "_chat.txt", CHAT.encode()))

    (media,) = waiting(home).posts[1].media
    assert (media.sha256, media.url) == (None, PICTURE)
    assert media.why_missing == "it is not among the files that were handed in"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("PTT-20240115-WA0001.opus", b"OggS", "kept in the archive only"),
        ("IMG-20240115-WA0001.jpg", b"no picture", "no PNG, JPEG, WebP or GIF"),
        ("IMG-20240115-WA0001.jpg", photo()[:300], "cut short"),
        ("IMG-20240115-WA0001.heic", b"\0\0\0\x18ftypheic", "no PNG, JPEG, WebP or GIF"),
    ],
)
def test_media_without_a_working_copy_say_why(home: Home, tmp_path: Path, name: str, data: bytes, why: str) -> None:
    chat = f"15/01/2024, 10:31 - Budi: {name} (file attached)"

    handed(home, "whatsapp", saved(tmp_path / "c.zip", zip_of({"_chat.txt": chat.encode(), name: data})))

    (media,) = waiting(home).posts[0].media
    assert media.sha256 is None
    assert why in (media.why_missing or "")
    assert media.bytes == len(data)


def test_a_picture_that_is_too_large_has_no_working_copy(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_files, "MAX_PICTURE_BYTES", 10)

    handed(home, "whatsapp", saved(tmp_path / "c.zip", zip_of({"_chat.txt": CHAT.encode(), PICTURE: photo()})))

    assert waiting(home).posts[1].media[0].why_missing == "it has more than 0 MiB"


def test_an_image_is_one_post_with_the_words_that_are_typed(home: Home, tmp_path: Path) -> None:
    path = saved(tmp_path / "Screenshot.png", photo(kind="PNG"))

    handed(home, "image", path, text=" Lowongan https://example.org/loker ")

    (post,) = waiting(home).posts
    assert (post.platform, post.text, post.links) == (
        "image",
        "Lowongan https://example.org/loker",
        ("https://example.org/loker",),
    )
    assert post.id == hand_in_id(sha256_hex(path.read_bytes()), "1")
    assert post.media[0].mime == "image/png"
    assert post.media[0].sha256 != sha256_hex(path.read_bytes())
