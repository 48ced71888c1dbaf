"""The compiled way to letters: arrays go in and come out as bytes (see letters.py, which alone calls it)."""

import numpy as np
from numpy.typing import NDArray

def letters(
    texts: list[str],
    plain: NDArray[np.uint8],
    singles: NDArray[np.uint32],
    starts: NDArray[np.uint32],
    counts: NDArray[np.uint8],
    pool: NDArray[np.uint32],
) -> tuple[bytes, bytes, list[int]]: ...
