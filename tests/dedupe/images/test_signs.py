"""Signs: what 256 bits keep of a square, and how they change when the picture is mirrored or turned."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedupe.images.signs import CROPS, HALVES, SIDE, TURNS, WHOLE, WORDS, packed, signs_of, turned

BITS = st.lists(st.booleans(), min_size=256, max_size=256).map(lambda bits: np.array(bits).reshape(1, 16, 16))


def square(seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(128, 40, (SIDE, SIDE)).astype(np.float32)


def slow(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the signs by the definition: every sample times the cosine of its place."""
    count = len(values)
    cosines = np.array([[np.cos(np.pi * wave * (at + 0.5) / count) for at in range(count)] for wave in range(1, 17)])
    return np.asarray(cosines @ values @ cosines.T > 0)


def test_signs_are_those_of_the_cosine_transform() -> None:
    values = square(1)

    halved = values.astype(float).reshape(64, 2, 64, 2).mean((1, 3))

    assert (signs_of(values, [WHOLE]) == packed(slow(halved)[None])).all()


def test_signs_of_a_window_are_those_of_its_contents() -> None:
    values = square(2)

    left = values[:, :64].astype(float).reshape(64, 2, 64).mean(1)

    assert (signs_of(values, [HALVES[0]]) == packed(slow(left)[None])).all()


def test_contrast_and_brightness_change_nothing() -> None:
    values = square(3)

    assert (signs_of(values * 0.5 + 30, CROPS) == signs_of(values, CROPS)).mean() > 0.9


MOVED: dict[int, Callable[[NDArray[np.float32]], NDArray[np.float32]]] = {
    0: lambda values: values,
    1: lambda values: values[:, ::-1],
    2: lambda values: values[::-1],
    3: lambda values: values[::-1, ::-1],
    4: lambda values: values.T,
    5: lambda values: values.T[:, ::-1],
    6: lambda values: values.T[::-1],
    7: lambda values: values.T[::-1, ::-1],
}


@pytest.mark.parametrize("position", MOVED)
def test_a_position_has_the_signs_of_the_picture_turned_that_way(position: int) -> None:
    values = square(4)

    moved = np.ascontiguousarray(MOVED[position](values))

    assert (turned(signs_of(values, [WHOLE]))[0, position] == signs_of(moved, [WHOLE])[0]).all()


@given(BITS)
def test_all_positions_of_a_position_are_the_same_eight(bits: NDArray[np.bool_]) -> None:
    kinds = bits.reshape(8, 2, 8, 2)
    assume(not kinds.all(axis=(0, 2)).any())  # mirrored, such a kind would be mute

    own = turned(packed(bits))[0]

    for position in own:
        again = turned(position[None])[0]
        assert sorted(map(tuple, again.tolist())) == sorted(map(tuple, own.tolist()))


def test_no_signs_have_no_positions() -> None:
    assert turned(np.zeros((0, WORDS), np.uint64)).shape == (0, TURNS, WORDS)
