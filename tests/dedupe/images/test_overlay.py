"""Overlay: copies agree when they are laid over each other, also with a sticker; others do not."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from dedupe.images.look import Look
from dedupe.images.nearness import Meeting, meetings
from dedupe.images.overlay import NONE, agreement
from tests.dedupe.images.pictures import EDITS, look, photo


def nearest(one: Look, other: Look) -> Meeting:
    return meetings(one, other, 256)[0]


@pytest.mark.parametrize(
    "name", ["the same picture", "mirrored", "turned and mirrored", "in a light chat", "stretched"]
)
def test_a_copy_agrees_almost_everywhere(name: str) -> None:
    one, other = look(photo(1)), look(EDITS[name](photo(1)))

    assert agreement(one.thumb, other.thumb, nearest(one, other)).share > 0.85


def test_a_sticker_costs_what_it_covers() -> None:
    image = photo(1)
    ImageDraw.Draw(image).rectangle((200, 150, 360, 270), fill="yellow")
    one, other = look(photo(1)), look(image)

    assert agreement(one.thumb, other.thumb, nearest(one, other)).share > 0.8


def test_different_pictures_do_not_agree() -> None:
    for seed in range(2, 12):
        one, other = look(photo(1)), look(photo(seed))
        assert agreement(one.thumb, other.thumb, nearest(one, other)).share < 0.5


def test_what_hardly_overlaps_is_not_compared() -> None:
    one = look(photo(1))
    aside = Meeting(0, one.frames[0] + [[0, 0, 0.8], [0, 0, 0.8]], one.frames[0])

    assert agreement(one.thumb, one.thumb, aside) == NONE


def test_flat_pictures_tell_nothing() -> None:
    flat, full = look(Image.new("RGB", (200, 200), "grey")), look(photo(1))

    assert agreement(flat.thumb, flat.thumb, Meeting(0, full.frames[0], full.frames[0])) == NONE
