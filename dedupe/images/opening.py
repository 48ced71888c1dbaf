"""Opening: the bytes of one hostile picture, decoded once and small; run this in the killable worker.

What is no picture of the four kinds that platforms serve is refused, and what would fill the memory.
"""

from __future__ import annotations

import struct
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from posts.errors import InputError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_PIXELS = 40_000_000  # the largest phones make 36 to 50 million; more than this is rather a bomb
# A JPEG is decoded at the smallest of its own scales that is this large: 4 to 10 times faster than whole, and no hash
# of ours changes by more than 5 % of its bits (dedupe.md §6).
DRAFT_SIDE = 256
# What Pillow raises on damaged files.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Opened:
    """One picture: its kind and true size, whether it has EXIF data, and its grey values, 256 to 511 on a side."""

    mime: str
    width: int
    height: int
    exif_present: bool
    grey: Image.Image


def opened(data: bytes) -> Opened:
    """Open a picture; raise InputError with one sentence for what cannot be looked at."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _opened(data)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as problem:
        what = f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels"
        raise InputError(what, "hand in a smaller copy") from problem
    except BROKEN as problem:
        raise InputError("this is no readable PNG, JPEG, WebP or GIF picture", "save it again as one") from problem


def _opened(data: bytes) -> Opened:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        width, height = image.size
        exif_present = "exif" in image.info  # not parsed: many are damaged, and the picture is readable all the same
        mime = Image.MIME[image.format or ""]
        image.draft("L", (DRAFT_SIDE, DRAFT_SIDE))
        grey = image.convert("L")  # of a moving picture this is the first frame
    step = max(grey.size) // DRAFT_SIDE
    # Reduced so far that the longer side keeps 256: a long strip may become thin, but never nothing.
    return Opened(mime, width, height, exif_present, grey.reduce(step) if step > 1 else grey)
