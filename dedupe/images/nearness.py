"""Nearness: how many of 256 signs differ between two pictures, over everything that reposts do to a picture.

A frame meets the other's frames in eight positions (mirrored, turned), and its pieces and their pieces upright (cut,
joined to another picture). The answer is the same from both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedupe.images.frames import Frame
from dedupe.images.look import Look
from dedupe.images.signs import TURNS, Signs, Window, told

# The eight positions in the order of `turned`, as maps from the unit square onto itself: for rows 4 to 7 the axes are
# swapped; within four: as it is, mirrored left to right, top to bottom, both.
_MIRRORS = tuple(
    (
        np.array([-1.0 if across else 1.0, 0, 1.0 if across else 0]),
        np.array([0, -1.0 if down else 1.0, 1.0 if down else 0]),
    )
    for down in (False, True)
    for across in (False, True)
)
POSITIONS: tuple[Frame, ...] = (
    *(np.array([across, down]) for across, down in _MIRRORS),
    *(np.array([down, across]) for across, down in _MIRRORS),
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two views that may show the same: how many signs differ, and where in each picture the common square lies."""

    distance: int
    one: Frame
    other: Frame


def differing(some: Signs, others: Signs) -> NDArray[np.uint8]:
    """Return how many of 256 signs differ between each of (n, 4) and each of (m, 4), at most 255.

    The waves that both tell of stand for all.
    """
    both = told(some)[:, None] & told(others)[None]
    count = np.bitwise_count((some[:, None] ^ others[None]) & both).sum(axis=2, dtype=np.uint32)
    of = np.bitwise_count(both).sum(axis=2, dtype=np.uint32)
    return np.minimum(np.where(of > 0, count * 256 // np.maximum(of, 1), 255), 255).astype(np.uint8)


def meetings(one: Look, other: Look, within: int) -> list[Meeting]:
    """Return every pair of views that differ in at most `within` signs, nearest first."""
    found = [*_frames(one, other, within), *_pieces(one, other, within)]
    found += [Meeting(each.distance, each.other, each.one) for each in _pieces(other, one, within)]
    return sorted(found, key=lambda meeting: meeting.distance)


def _frames(one: Look, other: Look, within: int) -> Iterator[Meeting]:
    counts = differing(one.turned.reshape(-1, one.signs.shape[1]), other.signs)
    for row, column in np.argwhere(counts <= within).tolist():
        frame, position = divmod(row, TURNS)
        yield Meeting(int(counts[row, column]), after(one.frames[frame], POSITIONS[position]), other.frames[column])


def _pieces(one: Look, other: Look, within: int) -> Iterator[Meeting]:
    """Yield where a piece of the other picture is one of the first's frames."""
    counts = differing(one.signs, other.pieces)
    for frame, piece in np.argwhere(counts <= within).tolist():
        number, window = other.windows[piece]
        yield Meeting(int(counts[frame, piece]), one.frames[frame], after(other.frames[number], _map(window)))


def after(outer: Frame, inner: Frame) -> Frame:
    """Return the map that does the inner one first."""
    return np.asarray(np.c_[outer[:, :2] @ inner[:, :2], outer[:, :2] @ inner[:, 2] + outer[:, 2]])


def _map(window: Window) -> Frame:
    (left, right), (top, bottom) = window
    return np.array([[right - left, 0, left], [0, bottom - top, top]])
