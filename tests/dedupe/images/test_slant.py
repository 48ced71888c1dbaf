"""Slant: the angle of a picture on its canvas is found to half a degree; what has no canvas has none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PIL import Image

from dedupe.images.opening import opened
from dedupe.images.slant import Slanted, slanted
from tests.dedupe.images.pictures import photo, saved
from tests.dedupe.images.pictures import slanted as turned


def found(image: Image.Image) -> Slanted | None:
    return slanted(np.asarray(opened(saved(image, quality=85)).grey))


@pytest.mark.parametrize("degrees", [-12, -5, -2, 2, 5, 10, 20])
@pytest.mark.parametrize("seed", [1, 5])
def test_the_angle_is_found(degrees: int, seed: int) -> None:
    slant = found(turned(photo(seed), degrees))

    assert slant is not None
    assert abs(abs(math.degrees(slant.angle)) - abs(degrees)) < 0.6


@pytest.mark.parametrize("image", [photo(1), Image.new("RGB", (300, 200), "white"), Image.new("RGB", (20, 20))])
def test_what_has_no_canvas_is_not_slanted(image: Image.Image) -> None:
    assert found(image) is None
