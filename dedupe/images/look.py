"""Look: what is kept of a picture to compare it: signs of its frames and of pieces of them, and a small thumb."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dedupe.images.frames import Frame, frames
from dedupe.images.signs import CROPS, HALVES, WHOLE, WORDS, Signs, Window, signs_of, turned

RECIPE = 2  # of all that a look holds; looks of another recipe are made anew
THUMB = 64  # pixels of each side of the thumb
PLAIN = 6.0  # standard deviation of grey values; below it signs tell noise (an empty wall, a black frame)
TELLING = 30.0  # variance of grey values in a block; a flatter one agrees with everything
HEAD = struct.Struct("<BB")
FRAME_BYTES = 6 * 4

Thumb = NDArray[np.uint8]


@dataclass(frozen=True, eq=False, repr=False)
class Look:
    """The frames of a picture, whole picture first, the signs of each and of its pieces, and the thumb."""

    frames: tuple[Frame, ...]
    signs: Signs  # (frames, 4)
    pieces: Signs  # (pieces, 4), in the order of `windows`
    thumb: Thumb

    @cached_property
    def turned(self) -> Signs:
        """The signs of every frame in its eight positions, (frames, 8, 4)."""
        return turned(self.signs)

    @cached_property
    def windows(self) -> tuple[tuple[int, Window], ...]:
        """The frame and window of each piece."""
        return tuple(_windows(len(self.frames)))

    @cached_property
    def telling(self) -> int:
        """How many of the 64 blocks of the thumb show more than one shade."""
        side = THUMB // 8
        blocks = self.thumb.reshape(8, side, 8, side).astype(np.float32).var(axis=(1, 3))
        return int((blocks > TELLING).sum())

    @property
    def is_plain(self) -> bool:
        """Whether there is too little in the picture to compare it."""
        return len(self.frames) == 0

    @cached_property
    def views(self) -> bytes:
        """All but the thumb as bytes: what is scanned for pictures that may be near."""
        maps = np.array(self.frames, np.float32).tobytes()
        return HEAD.pack(RECIPE, len(self.frames)) + maps + self.signs.tobytes() + self.pieces.tobytes()

    @cached_property
    def packed(self) -> bytes:
        """The look as bytes, its thumb last; equal pictures have equal bytes on every machine."""
        return self.views + self.thumb.tobytes()


def _windows(count: int) -> Iterator[tuple[int, Window]]:
    """Yield the pieces of `count` frames: crops of each, and the halves of the whole picture (it may be a collage)."""
    for number in range(count):
        yield from ((number, window) for window in (*CROPS, *(HALVES if number == 0 else ())))


def look_of(grey: Image.Image) -> Look:
    """Return the look of a picture's grey values; a plain picture has a thumb only."""
    found = [(frame.astype(np.float32).astype(np.float64), square) for frame, square in frames(grey)]
    thumb = np.asarray(grey.resize((THUMB, THUMB), Image.Resampling.BOX))
    if float(found[0][1].std()) < PLAIN:
        return Look((), _none(), _none(), thumb)
    signs, pieces = [], []
    for number, (_, square) in enumerate(found):
        windows = [WHOLE, *CROPS, *(HALVES if number == 0 else ())]
        own = signs_of(square, windows)
        signs.append(own[:1])
        pieces.append(own[1:])
    return Look(tuple(frame for frame, _ in found), np.concatenate(signs), np.concatenate(pieces), thumb)


def _none() -> Signs:
    return np.zeros((0, WORDS), np.uint64)


def unpacked(data: bytes) -> Look | None:
    """Return the look that bytes hold; None for another recipe."""
    views, thumb = split(data)
    if not is_current(views):
        return None
    signs, pieces = signs_in(views)
    maps = np.frombuffer(views, np.float32, len(signs) * 6, HEAD.size).reshape(-1, 2, 3).astype(np.float64)
    return Look(tuple(maps), signs, pieces, np.frombuffer(thumb, np.uint8).reshape(THUMB, THUMB))


def split(data: bytes) -> tuple[bytes, bytes]:
    """Return the views and the thumb of a packed look."""
    return data[: -THUMB * THUMB], data[-THUMB * THUMB :]


def is_current(views: bytes) -> bool:
    """Say whether views were made by this recipe."""
    return views[0] == RECIPE


def signs_in(views: bytes) -> tuple[Signs, Signs]:
    """Return the signs of the frames and of the pieces that views hold."""
    _, count = HEAD.unpack_from(views)
    start = HEAD.size + count * FRAME_BYTES
    signs = np.frombuffer(views[start:], np.uint64).reshape(-1, WORDS)
    return signs[:count], signs[count:]
