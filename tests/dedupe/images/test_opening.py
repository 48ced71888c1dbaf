"""Opening: the four kinds of picture give their facts; everything else is refused with one sentence."""

from __future__ import annotations

import json
import struct
import zlib
from io import BytesIO
from typing import Any

import imagehash
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from dedupe.images.facts import facts
from posts.errors import InputError


def flyer(width: int = 640, height: int = 480) -> Image.Image:
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 10, height // 10, width // 2, height // 3), fill="navy")
    draw.ellipse((width // 2, height // 2, width - 20, height - 20), fill="orange")
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def looked_at(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(facts(data))
    return found


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_four_kinds_of_picture_give_their_facts(kind: str) -> None:
    found = looked_at(saved(flyer(), kind))

    assert found["mime"] == f"image/{kind.lower()}"
    assert (found["width"], found["height"], found["exif_present"]) == (640, 480, False)
    assert imagehash.hex_to_hash(found["phash"]) - imagehash.phash(flyer()) <= 2
    assert imagehash.hex_to_hash(found["dhash"]) - imagehash.dhash(flyer()) <= 2


def test_a_large_jpeg_keeps_its_size_and_almost_its_hash() -> None:
    large = flyer(4000, 3000)

    found = looked_at(saved(large, "JPEG", quality=80))

    assert (found["width"], found["height"]) == (4000, 3000)
    assert imagehash.hex_to_hash(found["phash"]) - imagehash.phash(large) <= 2


def test_exif_is_noticed() -> None:
    exif = Image.Exif()
    exif[271] = "Example Camera"

    assert looked_at(saved(flyer(), "JPEG", exif=exif))["exif_present"] is True


def test_of_a_moving_picture_the_first_frame_counts() -> None:
    moving = saved(flyer(), "GIF", save_all=True, append_images=[Image.new("RGB", (640, 480), "black")])

    assert looked_at(moving)["dhash"] == looked_at(saved(flyer(), "GIF"))["dhash"]


def bomb(width: int, height: int) -> bytes:
    """Return the head of a PNG that claims to be this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("behind", [b"PK\x03\x04" + b"x" * 999, b"<script>alert(1)</script>", b"\0" * 10_000])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_what_stands_behind_a_picture_is_not_looked_at(kind: str, behind: bytes) -> None:
    plain = saved(flyer(), kind)

    assert looked_at(plain + behind) == looked_at(plain)


REFUSED = {
    "nothing": (b"", "no readable"),
    "text": (b"<html>no picture</html>", "no readable"),
    "a kind that is not taken": (saved(flyer(), "BMP"), "no readable"),
    "a truncated PNG": (saved(flyer(), "PNG")[:500], "no readable"),
    "a truncated JPEG": (saved(flyer(), "JPEG")[:500], "no readable"),
    "a page that begins like a picture": (b"GIF89a<html><script>" + b"x" * 5_000, "no readable"),
    "a bomb": (bomb(9000, 9000), "40 million pixels"),
    "a larger bomb": (bomb(90_000, 90_000), "40 million pixels"),
    "a PNG whose rows are missing": (bomb(600, 600), "no readable"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_is_refused_with_one_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(InputError) as refused:
        facts(data)

    assert reason in refused.value.what
    assert refused.value.do


@given(st.binary(max_size=300), st.integers(0, 1500), st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]))
def test_damaged_bytes_give_facts_or_a_refusal_and_nothing_else(noise: bytes, at: int, kind: str) -> None:
    whole = saved(flyer(64, 48), kind)
    damaged = whole[: at % len(whole)] + noise + whole[at % len(whole) + len(noise) :]

    try:
        found = facts(damaged)
    except InputError:
        return

    assert set(json.loads(found)) == {"mime", "width", "height", "phash", "dhash", "exif_present", "look"}
