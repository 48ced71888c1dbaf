"""Picture files: kept once by hash, whatever their name says; what is no picture is told."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from crawlers.picture_file import kept, mime_of
from posts.identity import sha256_hex
from posts.post import Media
from tests.conftest import START, make_capture

PNG = b"\x89PNG\r\n\x1a\n and the rest"
MEDIA = Media(kind="image", role="poster", order=3, url="https://cdn4.telesco.pe/file/a.jpg", why_missing="pending")
CAPTURE = make_capture(7, purpose="media")


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (PNG, "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<html>", None),
        (b"%!PS-Adobe EPSF", None),
        (b"", None),
    ],
)
def test_the_first_bytes_say_what_it_is(data: bytes, mime: str | None) -> None:
    assert mime_of(data) == mime


def test_a_picture_is_kept_by_its_hash_and_joined_to_its_capture(tmp_path: Path) -> None:
    found = kept(MEDIA, CAPTURE, PNG, tmp_path)

    digest = sha256_hex(PNG)
    assert (tmp_path / digest[:2] / digest).read_bytes() == PNG
    assert found == Media(
        kind="image",
        role="poster",
        order=3,
        url=MEDIA.url,
        sha256=digest,
        mime="image/png",
        bytes=len(PNG),
        fetched_at=START,
        capture=CAPTURE.id,
    )


def test_the_same_picture_twice_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / sha256_hex(PNG)[:2] / sha256_hex(PNG)
    kept(MEDIA, CAPTURE, PNG, tmp_path)
    written = path.stat().st_mtime_ns

    kept(MEDIA, CAPTURE, PNG, tmp_path)

    assert path.stat().st_mtime_ns == written


def test_a_compressed_picture_is_kept_unpacked(tmp_path: Path) -> None:
    capture = make_capture(headers=(("Content-Encoding", "gzip"),))

    assert kept(MEDIA, capture, gzip.compress(PNG), tmp_path).sha256 == sha256_hex(PNG)


@pytest.mark.parametrize(
    ("body", "fields", "why"),
    [
        (b"<html>wall</html>", {}, "no picture"),
        (PNG, {"partial": True}, "cut short"),
        (gzip.compress(PNG, mtime=0)[:-4], {"headers": (("Content-Encoding", "gzip"),)}, "cut short"),
        (PNG, {"headers": (("Content-Encoding", "br"),)}, "did not ask for"),
    ],
)
def test_what_cannot_be_kept_says_why(tmp_path: Path, body: bytes, fields: dict[str, Any], why: str) -> None:
    found = kept(MEDIA, make_capture(**fields), body, tmp_path)

    assert found.sha256 is None
    assert why in (found.why_missing or "")
    assert list(tmp_path.iterdir()) == []
