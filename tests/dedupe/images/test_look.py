"""Look: what is kept of a picture comes back from its bytes as it was."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from dedupe.images.look import Look, unpacked
from tests.dedupe.images.pictures import chat, look, photo, slanted

PICTURES = {
    "a photograph": photo(1),
    "a chat": chat(photo(2)),
    "a slanted picture": slanted(photo(3), 5),
    "a wall": Image.new("RGB", (99, 99), "grey"),
    "one pixel": Image.new("RGB", (1, 1), "grey"),
    "a thin line": photo(4).crop((0, 0, 640, 1)),
}


@pytest.mark.parametrize("image", PICTURES.values(), ids=PICTURES)
def test_a_look_comes_back_from_its_bytes(image: Image.Image) -> None:
    made = look(image)

    again = unpacked(made.packed)

    assert isinstance(again, Look)
    assert again.packed == made.packed
    assert np.array_equal(again.signs, made.signs)
    assert np.array_equal(again.pieces, made.pieces)
    assert np.array_equal(again.thumb, made.thumb)
    assert len(made.windows) == len(made.pieces)


def test_a_look_of_another_recipe_is_not_taken() -> None:
    packed = look(photo(1)).packed

    assert unpacked(bytes([packed[0] + 1]) + packed[1:]) is None


def test_a_look_is_small() -> None:
    assert len(look(chat(slanted(photo(1), 4))).packed) < 8_000
