"""Signs: 256 bits of a square of grey values: whether each of 16 x 16 waves (DCT) stands in it upright or inverted.

The bits are those of PDQ in kind, at a tenth of its time. They need no median: every wave is set against the mean.
Mirrored and turned pictures cost nothing: a mirror image inverts every odd wave, a transposed one swaps the axes.

A picture that is its own mirror image, or the opposite of it (a chessboard), has no wave of a whole kind: odd or even
across, odd or even down. Which way such waves stand would be chance: a kind that is mute has no bit up.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
Signs = NDArray[np.uint64]  # (n, 4): n times 256 bits
Span = tuple[float, float]  # a stretch of one axis, in shares of it
Window = tuple[Span, Span]  # across, down

SIDE = 128  # of the square that signs are taken of
WAVES = 16
SAMPLES = 64  # of a window; its waves are as long as the window, not the square
WORDS = WAVES * WAVES // 64
TURNS = 8  # four rotations, each also mirrored
# Of the strength of all waves; copies of a chessboard stay below it in three kinds, other pictures in none.
MUTE = 0.02


def _spans(side: float) -> tuple[Span, ...]:
    """Return three stretches of this length: at the start, in the middle, at the end."""
    return tuple((start, start + side) for start in (0.0, (1 - side) / 2, 1 - side))


WHOLE: Window = ((0.0, 1.0), (0.0, 1.0))
# Windows of 87 % and 94.5 % of each side: crops of 25 % and 10 % of the area, wherever they were taken.
_WIDE, _WIDER = _spans(0.87), _spans(0.945)
CROPS: tuple[Window, ...] = (
    *((across, down) for across in _WIDE for down in _WIDE),
    *((across, down) for across in _WIDER for down in _WIDER if (across, down) != (_WIDER[1], _WIDER[1])),
)
_ONE, _OTHER = (0.0, 0.5), (0.5, 1.0)
HALVES: tuple[Window, ...] = (
    (_ONE, (0.0, 1.0)),
    (_OTHER, (0.0, 1.0)),
    ((0.0, 1.0), _ONE),
    ((0.0, 1.0), _OTHER),
)


def signs_of(square: Grey, windows: Sequence[Window]) -> Signs:
    """Return the signs of windows of a square of 128 x 128 grey values."""
    waves, place = _waves()
    seen = waves @ square @ waves.T
    rows = [(place[down], place[across]) for across, down in windows]
    found = np.array([seen[down : down + WAVES, across : across + WAVES] for down, across in rows])
    kinds = found.reshape(-1, WAVES // 2, 2, WAVES // 2, 2)
    strength = np.sqrt((kinds * kinds).mean(axis=(1, 3), keepdims=True))
    is_told = strength > MUTE * np.linalg.norm(strength, axis=(2, 4), keepdims=True)
    return packed((kinds > 0) & is_told)


def packed(bits: NDArray[np.bool_]) -> Signs:
    """Return (n, 16, 16) truth values as (n, 4) words."""
    return np.packbits(bits.reshape(len(bits), WAVES * WAVES), axis=1).view(np.uint64)


def turned(signs: Signs) -> Signs:
    """Return the signs (n, 8, 4) of the same pictures in their eight positions, the given one first."""
    bits = np.unpackbits(np.ascontiguousarray(signs).view(np.uint8), axis=1).astype(np.bool_)
    upright = bits.reshape(-1, WAVES, WAVES)
    both = np.stack([signs, packed(upright.transpose(0, 2, 1))], axis=1)[:, :, None]
    return ((both ^ _mirror_masks()) & told(both)).reshape(-1, TURNS, WORDS)


def told(signs: Signs) -> Signs:
    """Return (..., 4) words whose bits say of which waves signs tell something: not of the kinds that are mute."""
    kinds = _kinds()
    is_told = (signs[..., None, :] & kinds).any(axis=-1, keepdims=True)
    return np.asarray(np.bitwise_or.reduce(np.where(is_told, kinds, np.uint64(0)), axis=-2), np.uint64)


@cache
def _kinds() -> Signs:
    """Return the bits of each kind of waves: odd and even across, odd and even down."""
    odd = np.arange(1, WAVES + 1) % 2 == 1
    return packed(
        np.array([(odd[:, None] == down) & (odd == across) for down in (True, False) for across in (True, False)])
    )


@cache
def _mirror_masks() -> Signs:
    """Return the bits that change: in none, left to right, top to bottom, both."""
    odd = np.arange(1, WAVES + 1) % 2 == 1
    across, down = np.broadcast_to(odd, (WAVES, WAVES)), np.broadcast_to(odd[:, None], (WAVES, WAVES))
    return packed(np.array([np.zeros((WAVES, WAVES), np.bool_), across, down, across ^ down]))


@cache
def _waves() -> tuple[Grey, dict[Span, int]]:
    """Return the waves of every span as rows over an axis of 128 values, and where each span's rows begin."""
    spans = sorted({span for window in (WHOLE, *CROPS, *HALVES) for span in window})
    rows = np.concatenate([_cosines() @ _areas(span) for span in spans])
    return rows.astype(np.float32), {span: number * WAVES for number, span in enumerate(spans)}


def _cosines() -> NDArray[np.float64]:
    wave, at = np.arange(1, WAVES + 1)[:, None], np.arange(SAMPLES)[None]
    return np.asarray(np.cos(np.pi * wave * (at + 0.5) / SAMPLES))


def _areas(span: Span) -> NDArray[np.float64]:
    """Return how much each of 128 values weighs in each of 64 samples of a stretch of the axis."""
    edges = (span[0] + (span[1] - span[0]) * np.arange(SAMPLES + 1) / SAMPLES) * SIDE
    values = np.arange(SIDE)[None]
    shared = np.minimum(edges[1:, None], values + 1) - np.maximum(edges[:-1, None], values)
    weights = np.clip(shared, 0, None)
    return np.asarray(weights / weights.sum(1, keepdims=True))
