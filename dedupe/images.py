"""Images: size, type and perceptual hashes of one picture (the only door to imagehash).

The bytes are hostile: run this in the killable worker. `facts` refuses what is no picture of the four kinds that
platforms serve, and what would fill the memory.
"""

from __future__ import annotations

import struct
import warnings
from io import BytesIO

from PIL import Image

from posts import jsonl
from posts.errors import InputError
from posts.post import Record

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_PIXELS = 40_000_000  # the largest phones make 36 to 50 million; more than this is rather a bomb
DRAFT_SIDE = 512  # a JPEG is decoded only as large as this: 4 times faster at 12 megapixels, hashes as before
# What Pillow raises on damaged files.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError)


class ImageFacts(Record, frozen=True, kw_only=True):
    """What a picture's bytes say; the hashes are imagehash's pHash and dHash (8 x 8), which other tools share."""

    mime: str
    width: int
    height: int
    phash: str
    dhash: str
    exif_present: bool


def facts(data: bytes) -> bytes:
    """Return the facts of a picture as JSON; raise InputError with one sentence for what cannot be looked at."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return jsonl.line(_facts(data))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as problem:
        what = f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels"
        raise InputError(what, "hand in a smaller copy") from problem
    except BROKEN as problem:
        raise InputError("this is no readable PNG, JPEG, WebP or GIF picture", "save it again as one") from problem


def _facts(data: bytes) -> ImageFacts:
    import imagehash

    with Image.open(BytesIO(data), formats=FORMATS) as image:
        width, height = image.size
        exif_present = "exif" in image.info  # not parsed: many are damaged, and the picture is readable all the same
        mime = Image.MIME[image.format or ""]
        image.draft("L", (DRAFT_SIDE, DRAFT_SIDE))
        plain = image.convert("L")  # of a moving picture this is the first frame
    return ImageFacts(
        mime=mime,
        width=width,
        height=height,
        phash=str(imagehash.phash(plain)),
        dhash=str(imagehash.dhash(plain)),
        exif_present=exif_present,
    )
