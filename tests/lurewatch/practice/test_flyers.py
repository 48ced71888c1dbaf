"""The scene's pictures: drawn the same each time, the altered copies alike to the eye and not to the byte."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from PIL import Image, ImageOps

from lurewatch.practice.flyers import PICTURES, flyer
from posts.identity import sha256_hex

DRAWN_ELSEWHERE = (
    "from lurewatch.practice.flyers import PICTURES, flyer\n"
    "from posts.identity import sha256_hex\n"
    "print(*(sha256_hex(flyer(name)) for name in PICTURES))\n"
)


def opened(name: str) -> Image.Image:
    return Image.open(io.BytesIO(flyer(name) or b""))


def test_each_picture_has_the_same_bytes_in_another_process() -> None:
    here = [sha256_hex(flyer(name) or b"") for name in PICTURES]

    there = subprocess.run([sys.executable, "-c", DRAWN_ELSEWHERE], capture_output=True, text=True, check=True)

    assert there.stdout.split() == here


def test_no_two_pictures_are_the_same_file() -> None:
    drawn = {flyer(name) for name in PICTURES}

    assert len(drawn) == len(PICTURES)


def test_the_mirrored_copy_is_the_flyer_turned_round_and_the_cropped_one_a_part_of_it() -> None:
    whole, mirrored, cropped = opened("flyer"), opened("flyer-mirrored"), opened("flyer-cropped")

    turned_back = ImageOps.mirror(mirrored)

    assert turned_back.tobytes() == whole.tobytes()
    assert cropped.size < whole.size
    assert whole.crop((30, 30, 600, 720)).tobytes() == cropped.tobytes()


@pytest.mark.parametrize("name", ["", "flyer.png", "../flyer"])
def test_a_name_that_is_none_of_the_scenes_draws_nothing(name: str) -> None:
    assert flyer(name) is None
