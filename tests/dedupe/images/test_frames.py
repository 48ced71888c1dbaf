"""Frames: the picture proper is found inside borders and screenshots; a picture that fills its file has one frame."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from dedupe.images.frames import Frame, frames
from dedupe.images.opening import opened
from tests.dedupe.images.pictures import chat, photo, saved, slanted


def found(image: Image.Image) -> list[Frame]:
    return [frame for frame, _ in frames(opened(saved(image, quality=85)).grey)]


def box(frame: Frame) -> tuple[float, ...]:
    """Return left, top, right, bottom of an upright frame in shares."""
    return frame[0, 2], frame[1, 2], frame[0, 2] + frame[0, 0], frame[1, 2] + frame[1, 1]


def test_a_picture_that_fills_its_file_is_one_frame() -> None:
    (only,) = found(photo(1))

    assert box(only) == (0, 0, 1, 1)


def test_a_border_is_left_out() -> None:
    framed = ImageOps.expand(photo(1), (64, 48), (255, 255, 255))

    _, inner = found(framed)

    assert np.allclose(box(inner), (64 / 768, 48 / 576, 704 / 768, 528 / 576), atol=0.01)


def test_the_picture_in_a_chat_is_found() -> None:
    whole, *others = found(chat(photo(1)))

    assert any(np.allclose(box(one), (0, 200 / 1280, 1, 740 / 1280), atol=0.01) for one in others)
    assert box(whole) == (0, 0, 1, 1)


def test_a_slanted_picture_is_set_upright() -> None:
    canvas = slanted(photo(1), 6)

    upright = found(canvas)[-1]

    centre = upright @ [0.5, 0.5, 1]
    width = np.hypot(upright[0, 0] * canvas.width, upright[1, 0] * canvas.height)
    assert np.allclose(centre, 0.5, atol=0.01)
    assert abs(width - 640) < 20


def test_one_colour_alone_is_one_frame() -> None:
    assert len(found(Image.new("RGB", (300, 300), "navy"))) == 1


@given(st.integers(1, 700), st.integers(1, 700), st.integers(0, 3))
def test_any_size_has_frames_inside_the_picture(width: int, height: int, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 255, (height, width), np.uint8)

    for frame, square in frames(Image.fromarray(noise)):
        assert square.shape == (128, 128)
        assert np.isfinite(frame).all()
