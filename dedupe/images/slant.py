"""Slant: a picture that was turned a few degrees stands on a canvas of one colour; the wedges tell by how much."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

SMALLEST = 48  # pixels; a wedge on a smaller picture is a few pixels wide
SAME_COLOUR = 18  # grey levels; JPEG makes this much noise in a canvas
CORNERS = 24  # grey levels that the four corners of a canvas may differ
STEEPEST = 0.6  # tangent; a picture turned by more than 30 degrees fills less than half of its canvas
FLATTEST = 0.012  # tangent; 0.7 degrees
STRAIGHT = 1.5  # pixels that the edge of a wedge may waver, as a median
FROM, TO = 0.12, 0.8  # of an edge: its corners belong to the next wedge


@dataclass(frozen=True, slots=True)
class Slanted:
    """A picture inside its canvas: turned by `angle` (radians), `width` and `height` in pixels of the canvas."""

    angle: float
    width: float
    height: float


def slanted(pixels: Pixels) -> Slanted | None:
    """Return how a picture stands in its canvas; None where there is no such canvas."""
    height, width = pixels.shape
    corners = [int(pixels[row, column]) for row in (0, -1) for column in (0, -1)]
    if min(height, width) < SMALLEST or max(corners) - min(corners) > CORNERS:
        return None
    left = _agreed(pixels)
    right = _agreed(pixels[:, ::-1])
    if left is None and right is None:
        return None
    tangent = left if left is not None and (right is None or left >= right) else -(right or 0.0)
    return _inside(math.atan(tangent), width, height)


def _agreed(pixels: Pixels) -> float | None:
    """Return the tangent on which three of the four wedges agree, for a picture turned in one direction."""
    sides = (pixels, pixels[::-1, ::-1], pixels[:, ::-1].T, pixels[::-1].T)
    edges = [_edge(_wedge(side)) for side in sides]
    slopes = np.array([-slope for slope, wavers in edges if slope < -FLATTEST and wavers < STRAIGHT])
    if len(slopes) < 3:
        return None
    tangent = float(np.median(slopes))
    return tangent if tangent <= STEEPEST and np.abs(slopes - tangent).max() < 0.25 * tangent + 0.01 else None


def _wedge(lines: Pixels) -> NDArray[np.int64]:
    """Return how many pixels at the start of each line have the colour of the first corner."""
    other = np.abs(lines.astype(np.int16) - int(lines[0, 0])) > SAME_COLOUR
    lengths: NDArray[np.int64] = other.argmax(1)
    lengths[~other.any(1)] = lines.shape[1]
    return lengths


def _edge(lengths: NDArray[np.int64]) -> tuple[float, float]:
    """Return the slope of a wedge's edge and how much it wavers, by medians, which a sticker does not move."""
    first, last = int(len(lengths) * FROM), int(len(lengths) * TO)
    at, values = np.arange(first, last), lengths[first:last].astype(float)
    half = (last - first) // 2
    slope = float(np.median((values[half : half * 2] - values[:half]) / half))
    rest = values - slope * at
    return slope, float(np.median(np.abs(rest - np.median(rest))))


def _inside(angle: float, width: int, height: int) -> Slanted | None:
    """Return the upright rectangle that, turned by this angle, has this bounding box."""
    cos, sin = math.cos(angle), abs(math.sin(angle))
    own_width = (cos * width - sin * height) / (cos * cos - sin * sin)
    own_height = (cos * height - sin * width) / (cos * cos - sin * sin)
    if not (SMALLEST / 2 <= own_width <= width and SMALLEST / 2 <= own_height <= height):
        return None
    return Slanted(angle, own_width, own_height)
