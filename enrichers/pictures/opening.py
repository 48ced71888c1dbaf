"""Opening: one hostile picture, as grey values of a size that letters can be read at."""

from __future__ import annotations

import struct
import warnings
from io import BytesIO

from PIL import Image

from posts.errors import InputError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_PIXELS = 40_000_000  # the largest phones make 36 to 50 million; more than this is rather a bomb
MAX_SIDE = 2000  # a flyer's small print is read at this size; a larger picture costs time and tells no more
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError)


def opened(data: bytes) -> Image.Image:
    """Return a picture in grey; raise InputError with one sentence for what cannot be read."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                grey = image.convert("L")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as problem:
        what = f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels"
        raise InputError(what, "hand in a smaller copy") from problem
    except BROKEN as problem:
        raise InputError("this is no readable PNG, JPEG, WebP or GIF picture", "save it again as one") from problem
    grey.thumbnail((MAX_SIDE, MAX_SIDE))
    return grey
