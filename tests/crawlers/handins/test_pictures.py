"""Pictures without metadata: the same pixels, nothing else; damaged ones are refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps, PngImagePlugin

from crawlers.handins.pictures import without_metadata
from posts.errors import InputError
from tests.crawlers.handins.handing import CAMERA, photo, plain_photo

KINDS = ["JPEG", "PNG", "WEBP"]
MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def noise(kind: str, **fields: object) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((64, 40), 80).convert("RGB").save(buffer, kind, **fields)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_camera_place_and_comment_are_gone_and_every_pixel_stays(kind: str) -> None:
    original = photo(kind=kind)

    mime, copy = without_metadata(original)

    assert mime == MIMES[kind]
    assert CAMERA.encode() in original
    assert CAMERA.encode() not in copy
    assert dict(opened(copy).getexif()) == {}
    assert opened(copy).convert("RGB").tobytes() == opened(original).convert("RGB").tobytes()


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
def test_a_picture_without_metadata_keeps_its_bytes(kind: str) -> None:
    assert without_metadata(plain_photo(kind)) == (MIMES[kind], plain_photo(kind))


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
def test_a_copy_of_a_copy_is_the_copy(kind: str) -> None:
    copy = without_metadata(photo(kind=kind) if kind != "GIF" else noise("GIF", comment=b"at home"))[1]

    assert without_metadata(copy)[1] == copy


@pytest.mark.parametrize("turned", range(1, 9))
def test_how_the_camera_was_held_stays(turned: int) -> None:
    copy = without_metadata(photo(turned))[1]

    assert dict(opened(copy).getexif()) == ({} if turned == 1 else {0x0112: turned})
    assert ImageOps.exif_transpose(opened(copy)).size == ImageOps.exif_transpose(opened(photo(turned))).size


def test_profiles_words_and_small_copies_are_left_out() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "somebody")
    words.add_itxt("XML:com.adobe.xmp", "<x>somebody</x>", zip=True)
    small = b"\xff\xe0" + struct.pack(">H", 16 + 3) + b"JFIF\0\x01\x01\0\0\1\0\1\1\1" + b"abc"
    jpeg = plain_photo()
    jfif_end = 4 + struct.unpack_from(">H", jpeg, 4)[0]
    with_small = jpeg[:2] + small + b"\xff\xe0\0\x0aJFXX\0abc" + jpeg[jfif_end:]

    png = without_metadata(noise("PNG", pnginfo=words, icc_profile=b"profile of somebody"))[1]
    webp = without_metadata(noise("WEBP", xmp=b"<x>somebody</x>", icc_profile=b"somebody"))[1]
    gif = without_metadata(noise("GIF", comment=b"somebody"))[1]
    thumbless = without_metadata(with_small)[1]

    assert all(b"somebody" not in copy and opened(copy).tobytes() for copy in (png, webp, gif))
    assert b"JFXX" not in thumbless
    assert b"abc" not in thumbless
    assert opened(thumbless).tobytes() == opened(jpeg).tobytes()


def test_what_hides_behind_the_end_is_cut_off() -> None:
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        data = plain_photo(kind)

        assert without_metadata(data + b"PK\x03\x04 hidden")[1] == data


def test_moving_pictures_keep_their_frames() -> None:
    frames = [Image.effect_noise((20, 20), number).convert("RGB") for number in (20, 60, 90)]
    for kind in ("GIF", "WEBP", "PNG"):
        buffer = io.BytesIO()
        frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], loop=0)

        copy = without_metadata(buffer.getvalue())[1]

        assert opened(copy).n_frames == 3  # type: ignore[attr-defined]  # only moving pictures have it


def test_a_scan_in_several_parts_is_kept_whole() -> None:
    data = noise("JPEG", progressive=True, quality=95, comment=b"at home")

    assert opened(without_metadata(data)[1]).tobytes() == opened(data).tobytes()


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_picture_cut_short_is_refused(kind: str, part: float) -> None:
    data = noise(kind)

    with pytest.raises(InputError):
        without_metadata(data[: int(len(data) * part)])


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"\0\0\0\x18ftypheic", b"BM", b"II*\0", b"%PDF-1.7", b"RIFF0000WAVE"])
def test_other_kinds_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="no PNG, JPEG, WebP or GIF"):
        without_metadata(data)


@given(
    kind=st.sampled_from([*KINDS, "GIF"]),
    at=st.integers(0, 400),
    patch=st.binary(max_size=8),
    keep=st.integers(10, 2000),
)
def test_damaged_pictures_are_refused_or_copied_never_worse(kind: str, at: int, patch: bytes, keep: int) -> None:
    data = plain_photo(kind)
    damaged = (data[:at] + patch + data[at + len(patch) :])[:keep]

    try:
        _, copy = without_metadata(damaged)
    except InputError:
        return

    assert len(copy) <= len(damaged) + 16


def test_a_chunk_that_claims_more_than_there_is_is_refused() -> None:
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 1 << 31, b"IDAT") + zlib.compress(b"x")

    with pytest.raises(InputError, match="cut short"):
        without_metadata(head)
