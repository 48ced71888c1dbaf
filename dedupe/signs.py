"""Signs: the letters of texts, one byte each, which is all that grouping compares.

A byte tells the letters of one script apart; that letters of two scripts share one does no harm, since a window of
eight or more of them never meets by chance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Signs = NDArray[np.uint8]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts one behind the other; those of text i stand from bounds[i] to bounds[i + 1]."""

    signs: Signs
    bounds: Numbers

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def split(self) -> list[bytes]:
        """Return the signs of each text."""
        ends = self.bounds.tolist()
        whole = self.signs.tobytes()
        return [whole[start:end] for start, end in pairwise(ends)]


def joined(parts: Iterable[bytes]) -> Texts:
    """Return texts laid one behind the other."""
    rows = list(parts)
    bounds = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=bounds[1:])
    return Texts(np.frombuffer(b"".join(rows), np.uint8), bounds)


def loads(signs: Signs) -> NDArray[np.uint64]:
    """Return of each place the eight signs from there on as one number, with zeros behind the end."""
    padded = np.concatenate([signs, np.zeros(7, np.uint8)])
    # A copy: numpy reads numbers that stand at odd places, but slowly, and they are read several times.
    return np.ndarray((len(signs),), "<u8", padded, strides=(1,)).astype(np.uint64)
