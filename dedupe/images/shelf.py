"""Shelf: many pictures, and which of them may be near to a given one: an exact scan in blocks that fit the cache.

One picture with all its views against 100,000 pictures is some 20 million comparisons of 256 bits. A tree is slower
(dedupe.md §7: a BK-tree 800 times), an approximate graph loses a fifth; multi-index hashing gains nothing at 60 of
256 bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from dedupe.images.look import Look
from dedupe.images.relation import WITHIN
from dedupe.images.signs import WORDS, Signs

BLOCK = 1 << 14  # signs scanned at a time: 512 KB, which the cache holds
MOST_CANDIDATES = 128  # pictures that a new one is compared with, 0.5 to 3 ms each: the nearest
MOST_PARTS = 64  # additions that are scanned one by one before they are joined

Numbers = NDArray[np.int64]


class Shelf:
    """The signs of many pictures by name; it grows."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._known: set[str] = set()
        self._frames = _Column()
        self._pieces = _Column()

    def add(self, pictures: Iterable[tuple[str, Signs, Signs]]) -> None:
        """Add pictures: name, signs of the frames, signs of the pieces; a name that stands is left as it is."""
        new = [picture for picture in pictures if picture[0] not in self._known]
        self._known |= {name for name, _, _ in new}
        first = len(self._names)
        self._names += [name for name, _, _ in new]
        self._frames.add(first, [signs for _, signs, _ in new])
        self._pieces.add(first, [pieces for _, _, pieces in new])

    def near(self, look: Look, within: int = WITHIN) -> list[str]:
        """Return the names of all pictures that differ in at most `within` signs in any view, nearest first."""
        nearest: dict[int, int] = {}
        scans = (
            self._frames.near(look.turned.reshape(-1, WORDS), within),
            self._frames.near(look.pieces, within),
            self._pieces.near(look.signs, within),
        )
        for number, distance in chain(*scans):
            nearest[number] = min(distance, nearest.get(number, distance))
        return [name for _, name in sorted((distance, self._names[number]) for number, distance in nearest.items())]


class _Column:
    """Signs of all pictures as columns of words, in parts, and whose each is."""

    def __init__(self) -> None:
        self._parts: list[tuple[Numbers, Signs]] = []

    def add(self, first: int, signs: list[Signs]) -> None:
        lengths = [len(own) for own in signs]
        if not sum(lengths):
            return
        owners = np.repeat(np.arange(first, first + len(signs)), lengths)
        self._parts.append((owners, np.ascontiguousarray(np.concatenate(signs).T)))
        if len(self._parts) > MOST_PARTS:
            together = np.concatenate([words for _, words in self._parts], axis=1)
            self._parts = [(np.concatenate([owners for owners, _ in self._parts]), together)]

    def near(self, asked: Signs, within: int) -> Iterator[tuple[int, int]]:
        """Yield whose signs differ from any of the asked ones in at most `within` places, and in how many."""
        for owners, words in self._parts:
            for start in range(0, len(owners), BLOCK):
                block = words[:, start : start + BLOCK]
                least = np.full(block.shape[1], 255, np.uint8)
                for one in asked:
                    np.minimum(least, _differing(block, one), out=least)
                hit = np.flatnonzero(least <= within)
                yield from zip(owners[start + hit].tolist(), least[hit].tolist(), strict=True)


def _differing(block: Signs, one: Signs) -> NDArray[np.uint8]:
    """Return the number of differing bits, 255 at most."""
    count = np.bitwise_count(block[0] ^ one[0])
    for word in range(1, WORDS - 1):
        count += np.bitwise_count(block[word] ^ one[word])
    return np.asarray(count + np.minimum(np.bitwise_count(block[-1] ^ one[-1]), 63))
