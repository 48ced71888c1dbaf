"""Nearness: how many signs differ, counted as by hand; the positions lie where the picture lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.images.nearness import POSITIONS, after, differing, meetings
from tests.dedupe.images.pictures import EDITS, cropped, look, photo

WORDS = st.lists(st.integers(0, 2**64 - 1), min_size=4, max_size=4)


@given(WORDS, WORDS)
def test_differing_signs_are_counted_bit_by_bit(one: list[int], other: list[int]) -> None:
    words = np.array([one], np.uint64), np.array([other], np.uint64)
    bits, other_bits = (np.unpackbits(some.view(np.uint8)).tolist() for some in words)
    kinds = [[place for place in range(256) if (place // 16 % 2, place % 2) == kind] for kind in np.ndindex(2, 2)]
    told = [kind for kind in kinds if any(bits[at] for at in kind) and any(other_bits[at] for at in kind)]
    slow = sum(bits[at] != other_bits[at] for kind in told for at in kind)

    fast = differing(*words)

    assert fast[0, 0] == (min(slow * 4 // len(told), 255) if told else 255)


@pytest.mark.parametrize(
    ("name", "corner"),
    [("the same picture", (0, 0)), ("mirrored", (1, 0)), ("upside down", (0, 1)), ("turned by 90 degrees", (0, 1))],
)
def test_a_meeting_says_where_the_corner_of_the_one_lies_in_the_other(name: str, corner: tuple[int, int]) -> None:
    edited, original = look(EDITS[name](photo(1))), look(photo(1))

    meeting = meetings(edited, original, 64)[0]

    assert np.allclose(meeting.other @ [0, 0, 1], (0, 0))
    assert np.allclose(meeting.one @ [0, 0, 1], corner)


def test_a_crop_meets_a_piece() -> None:
    meeting = meetings(look(cropped(photo(1), 0.24)), look(photo(1)), 64)[0]

    assert meeting.other[0, 0] < 1 or meeting.one[0, 0] < 1


def test_the_eight_positions_are_different_maps_of_the_square_onto_itself() -> None:
    corners = np.array([[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]]).T

    images = {tuple((position @ corners).T.ravel()) for position in POSITIONS}

    assert len(images) == 8
    assert all(set(image) == {0, 1} for image in images)


def test_maps_follow_each_other() -> None:
    half = np.array([[0.5, 0, 0.5], [0, 1.0, 0]])

    assert np.allclose(after(half, half) @ [0, 0, 1], (0.75, 0))
