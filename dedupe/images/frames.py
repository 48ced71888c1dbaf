"""Frames: where in a picture the picture proper may stand: all of it, without a border, in a screenshot, set upright.

A frame is an affine map from the unit square to shares of the whole picture.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dedupe.images.signs import SIDE, Grey
from dedupe.images.slant import Pixels, Slanted, slanted

Frame = NDArray[np.float64]  # 2 x 3: shares of the picture = frame @ (across, down, 1)
Box = tuple[int, int, int, int]  # left, top, right, bottom

SAME_COLOUR = 14  # grey levels between pixels of one border; JPEG makes up to 10
BORDER_SHARE = 0.97  # of a line's pixels that have the border's colour; a speck of dust is none the less border
MOST_BORDER = 0.9  # of a side; more is no border
GROUND_SHARE = 0.5  # of the outermost pixels that have the colour of an app's ground
ROW_INK, COLUMN_INK = 0.12, 0.04  # of a line that is not ground: more than a line of chat, less than a picture
SMALLEST_ROWS, SMALLEST_COLUMNS = 0.1, 0.2  # of a screenshot that its picture fills
GAP = 0.006  # of the height: rows of ground inside a picture


def frames(grey: Image.Image) -> Iterator[tuple[Frame, Grey]]:
    """Yield each frame of a picture with its contents as a square of 128 x 128, the whole picture first."""
    pixels = np.asarray(grey)
    height, width = pixels.shape
    whole = (0, 0, width, height)
    trimmed, shown = _trimmed(pixels, whole), _shown(pixels)
    for box in dict.fromkeys([whole, trimmed, shown or whole]):
        yield _frame(box, width, height), _square(grey, box)
    upright = slanted(pixels)
    if upright is not None:
        yield _upright(grey, upright)


def _square(grey: Image.Image, box: tuple[float, float, float, float]) -> Grey:
    return np.asarray(grey.resize((SIDE, SIDE), Image.Resampling.BOX, box=box), np.float32)


def _frame(box: Box, width: int, height: int) -> Frame:
    left, top, right, bottom = box
    return np.array([[(right - left) / width, 0, left / width], [0, (bottom - top) / height, top / height]])


def _upright(grey: Image.Image, slant: Slanted) -> tuple[Frame, Grey]:
    """Return the frame of a slanted picture, and its contents turned upright."""
    width, height = grey.size
    straight = grey.rotate(np.degrees(slant.angle), Image.Resampling.BILINEAR)
    left, top = (width - slant.width) / 2, (height - slant.height) / 2
    square = _square(straight, (left, top, width - left, height - top))
    cos, sin = np.cos(slant.angle), np.sin(slant.angle)
    turn = np.array([[cos * slant.width, -sin * slant.height], [sin * slant.width, cos * slant.height]])
    corner = np.array([width / 2, height / 2]) - turn @ [0.5, 0.5]
    return np.c_[turn, corner] / np.array([[width], [height]]), square


def _trimmed(pixels: Pixels, whole: Box) -> Box:
    """Return the picture without lines of one colour at its edges."""
    height, width = pixels.shape
    top, bottom, left, right = (_border(side) for side in (pixels, pixels[::-1], pixels.T, pixels.T[::-1]))
    if top + bottom >= height * MOST_BORDER or left + right >= width * MOST_BORDER:
        return whole
    return left, top, width - right, height - bottom


def _border(lines: Pixels) -> int:
    """Return how many lines from the first on have the colour of the first."""
    values = lines.astype(np.int16)
    same = (np.abs(values - int(np.median(values[0]))) <= SAME_COLOUR).mean(1) >= BORDER_SHARE
    return len(same) if same.all() else int(np.argmin(same))


def _shown(pixels: Pixels) -> Box | None:
    """Return the box of the picture that a screenshot shows on an app's ground; None where there is no ground."""
    ground = _ground(pixels)
    if ground is None:
        return None
    height, width = pixels.shape
    ink = np.abs(pixels.astype(np.int16) - ground) > SAME_COLOUR
    top, bottom = _longest(ink.mean(1) > ROW_INK, max(2, int(height * GAP)))
    if bottom - top < height * SMALLEST_ROWS:
        return None
    columns = np.flatnonzero(ink[top:bottom].mean(0) > COLUMN_INK)
    if len(columns) == 0 or columns[-1] + 1 - columns[0] < width * SMALLEST_COLUMNS:
        return None
    return int(columns[0]), top, int(columns[-1]) + 1, bottom


def _ground(pixels: Pixels) -> int | None:
    """Return the grey level that most of the outermost pixels have."""
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    counts = np.bincount(edge, minlength=256)
    level = int(np.convolve(counts, np.ones(9), "same").argmax())
    near = counts[max(0, level - 6) : level + 7].sum()
    return level if near >= GROUND_SHARE * len(edge) else None


def _longest(is_ink: NDArray[np.bool_], gap: int) -> tuple[int, int]:
    """Return the longest run of rows with ink, over gaps of less than `gap` rows."""
    rows = np.flatnonzero(is_ink)
    if len(rows) == 0:
        return 0, 0
    breaks = np.flatnonzero(np.diff(rows) > gap)
    starts, ends = rows[np.r_[0, breaks + 1]], rows[np.r_[breaks, len(rows) - 1]] + 1
    best = int(np.argmax(ends - starts))
    return int(starts[best]), int(ends[best])
