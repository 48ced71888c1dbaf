"""Relation: copies are found through what reposts do to pictures; different pictures have none."""

from __future__ import annotations

from itertools import combinations

import pytest
from PIL import Image, ImageOps

from dedupe.images.relation import relation
from tests.dedupe.images.pictures import EDITS, flyer, look, photo


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_picture_is_related_to_what_reposts_make_of_it(name: str, seed: int) -> None:
    original = photo(seed)

    found = relation(look(original), look(EDITS[name](original)))

    assert found is not None
    assert found.score >= 0.5


@pytest.mark.parametrize(
    "name", ["half the size", "without colour", "mirrored", "turned by 90 degrees", "in a dark chat"]
)
def test_the_whole_picture_again_is_a_copy(name: str) -> None:
    original = photo(3)

    found = relation(look(original), look(EDITS[name](original)))

    assert found is not None
    assert found.kind == "copy"


@pytest.mark.parametrize(
    "name",
    ["the same picture", "mirrored", "turned by 90 degrees", "turned and mirrored", "beside another", "stretched"],
)
def test_a_chessboard_is_a_copy_of_itself_though_most_of_its_waves_are_mute(name: str) -> None:
    board = Image.new("L", (400, 400), 255)
    for place in range(64):
        if sum(divmod(place, 8)) % 2:
            board.paste(0, (place % 8 * 50, place // 8 * 50, place % 8 * 50 + 50, place // 8 * 50 + 50))
    original = board.convert("RGB")

    found = relation(look(original), look(EDITS[name](original)))

    assert found is not None
    assert found.kind == "copy"


def test_symmetric_pictures_are_not_copies_of_one_another() -> None:
    halves = [photo(seed, 320, 480) for seed in range(20, 28)]
    looks = [look(joined(half)) for half in halves]

    assert [one for one in combinations(looks, 2) if relation(*one)] == []


def joined(half: Image.Image) -> Image.Image:
    """Return a picture that is its own mirror image."""
    whole = Image.new("RGB", (half.width * 2, half.height))
    whole.paste(half, (0, 0))
    whole.paste(ImageOps.mirror(half), (half.width, 0))
    return whole


def test_the_relation_is_the_same_from_both_sides() -> None:
    original = look(photo(4))

    for edit in EDITS.values():
        other = look(edit(photo(4)))
        assert relation(original, other) == relation(other, original)


def test_different_pictures_have_no_relation() -> None:
    looks = [look(photo(seed)) for seed in range(10, 24)]

    assert [relation(one, other) for one, other in combinations(looks, 2) if relation(one, other)] == []


def test_two_adverts_on_one_design_are_not_different_pictures() -> None:
    one = flyer(7, ("GAJI USD 900", "POIPET", "TANPA BIAYA"))
    other = flyer(7, ("TUYEN DUNG GAP", "2000 USD MOT THANG", "BAVET", "BAO AN O", "VE MAY BAY"))

    found = relation(look(one), look(other))

    assert found is not None


def test_an_empty_picture_is_related_to_nothing() -> None:
    wall = look(Image.new("RGB", (640, 480), (200, 190, 180)))

    assert wall.is_plain
    assert relation(wall, wall) is None
    assert relation(wall, look(photo(1))) is None
