"""The compiled loops; arrays go in and come out as bytes (see kernel.py, which alone calls them)."""

import numpy as np
from numpy.typing import NDArray

from dedupe.signs import Numbers, Signs

def keys(signs: Signs, bounds: Numbers) -> tuple[bytes, bytes]: ...
def candidates(rows: NDArray[np.uint64], counts: NDArray[np.uint8], first: int) -> bytes: ...
def sides(signs: Signs, bounds: Numbers, ones: Numbers, others: Numbers) -> bytes: ...
