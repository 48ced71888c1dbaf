"""Overlay: two pictures laid over each other where they meet, moved until they fit; how much of them agrees.

Signs of simple pictures are near by chance, and two adverts on one design always are. Laid over each other, the grey
values of a copy agree nearly everywhere, block by block; those of chance do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedupe.images.frames import Frame
from dedupe.images.look import TELLING, Thumb
from dedupe.images.nearness import Meeting, after

Grid = NDArray[np.float64]

GRID = 48  # points of a side that are compared
BLOCK = 6  # points of a side of a block
BLOCKS = GRID // BLOCK
STEPS = 8  # of fitting; more than 8 move by less than a pixel
FARTHEST = 0.08  # of a side, moved in one step; a larger step follows noise
SETTLED = 0.002  # of a side; a tenth of a pixel of the thumb
DAMPING = np.diag([50.0] * 6 + [1e-3] * 2)  # holds what flat blocks leave undetermined
FAINT = 0.05  # times the contrast of the other: one of the two shows nothing here
EDGE = 0.75  # pixels outside a thumb that its outermost pixels still stand for
MOST_OUTSIDE = 0.5  # of the common square that lies outside one of the pictures
BLOCK_INSIDE = 0.7  # of a block
_AT = (np.arange(GRID) + 0.5) / GRID
ACROSS, DOWN = np.meshgrid(_AT, _AT)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two pictures agree where they lie over each other: 1 is the same; and how many blocks tell anything."""

    share: float
    blocks: int


NONE = Agreement(0.0, 0)


def agreement(one: Thumb, other: Thumb, meeting: Meeting) -> Agreement:
    """Return how much of two pictures agrees when they are laid over each other at a meeting of theirs."""
    model, model_inside = _sampled(_softened(other), meeting.other)
    fitted, inside = _fitted(model, _softened(one), meeting.one)
    both = inside & model_inside
    if both.mean() < 1 - MOST_OUTSIDE:
        return NONE
    return _compared(model, fitted * (model[both].std() / max(fitted[both].std(), 1e-6)), both)


def _softened(thumb: Thumb) -> Grid:
    """Return a thumb blurred by a pixel, so that half a pixel more or less does not count."""
    padded = np.pad(thumb.astype(np.float64), 1, "edge")
    down = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    return np.asarray((down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]) / 4)


def _sampled(grey: Grid, frame: Frame) -> tuple[Grid, NDArray[np.bool_]]:
    """Return the grey values on the grid of a frame, and which points lie inside the picture."""
    side = len(grey)
    across = (frame[0, 0] * ACROSS + frame[0, 1] * DOWN + frame[0, 2]) * side - 0.5
    down = (frame[1, 0] * ACROSS + frame[1, 1] * DOWN + frame[1, 2]) * side - 0.5
    inside = (across > -EDGE) & (across < side - 1 + EDGE) & (down > -EDGE) & (down < side - 1 + EDGE)
    across, down = np.clip(across, 0, side - 1.001), np.clip(down, 0, side - 1.001)
    left, top = across.astype(np.intp), down.astype(np.intp)
    right, low = across - left, down - top
    upper = grey[top, left] * (1 - right) + grey[top, left + 1] * right
    lower = grey[top + 1, left] * (1 - right) + grey[top + 1, left + 1] * right
    return upper * (1 - low) + lower * low, inside


def _fitted(model: Grid, grey: Grid, frame: Frame) -> tuple[Grid, NDArray[np.bool_]]:
    """Return the picture on the grid after moving its frame until it fits the model: Lucas and Kanade's method.

    Points that fit badly (a sticker, a banner) count less and less; contrast and brightness are fitted as well.
    """
    rest: Grid | None = None
    for _ in range(STEPS):
        shown, inside = _sampled(grey, frame)
        weights = inside.astype(np.float64)
        if rest is not None:
            scale = 1.5 * float(np.median(rest[inside])) + 2 if inside.any() else 2.0
            weights /= (1 + (rest / scale) ** 2) ** 2
        step = _step(model, shown, weights)
        if step is None:
            break
        move, rest = step
        frame = after(frame, move)
        if np.abs(move - np.eye(2, 3)).max() < SETTLED:
            break
    return _sampled(grey, frame)


def _step(model: Grid, shown: Grid, weights: Grid) -> tuple[Frame, Grid] | None:
    """Return the move of the grid that fits best by least squares, and how far each point is off without it."""
    slope_down, slope_across = (slope * GRID for slope in np.gradient(shown))
    around, below = ACROSS - 0.5, DOWN - 0.5
    columns = [slope * place for slope in (slope_across, slope_down) for place in (around, below, 1.0)]
    table = np.stack([*columns, shown, np.ones_like(shown)], -1).reshape(-1, 8)
    weighed = table * weights.reshape(-1, 1)
    solved = np.linalg.solve(weighed.T @ table + DAMPING, weighed.T @ model.ravel())
    gain = solved[6]
    if not np.isfinite(solved).all() or abs(gain) < FAINT:
        return None
    rest = np.abs(model.ravel() - table[:, 6:] @ solved[6:]).reshape(GRID, GRID)
    a, b, c, d, e, f = np.clip(solved[:6] / gain, -FARTHEST, FARTHEST)
    move = np.array([[1 + a, b, c - (a + b) / 2], [d, 1 + e, f - (d + e) / 2]])
    return move, rest


def _compared(model: Grid, shown: Grid, inside: NDArray[np.bool_]) -> Agreement:
    """Return the mean correlation of the blocks of two grids; those with more in them count more."""
    ones, others = _blocks(model), _blocks(shown)
    ones, others = ones - ones.mean(1, keepdims=True), others - others.mean(1, keepdims=True)
    variances = (ones * ones).mean(1), (others * others).mean(1)
    larger = np.maximum(*variances)
    use = (_blocks(inside.astype(np.float64)).mean(1) > BLOCK_INSIDE) & (larger > TELLING)
    if not use.any():
        return NONE
    spread = np.sqrt(variances[0] * variances[1] + TELLING * TELLING / 4)
    correlation = ((ones * others).mean(1) / spread)[use]
    weight = np.sqrt(larger[use])
    return Agreement(float((np.clip(correlation, 0, 1) * weight).sum() / weight.sum()), int(use.sum()))


def _blocks(grid: Grid) -> Grid:
    return grid.reshape(BLOCKS, BLOCK, BLOCKS, BLOCK).transpose(0, 2, 1, 3).reshape(BLOCKS * BLOCKS, BLOCK * BLOCK)
