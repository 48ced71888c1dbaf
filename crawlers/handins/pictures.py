"""Pictures without metadata: the working copy of a handed-in picture, its pixels untouched; the original stays sealed.

Place, time, camera and owner stand in parts of the file that no pixel needs. They are left out, and nothing is encoded
anew: a picture that has none keeps its bytes, so that the same flyer has the same hash wherever it was found. Formats:
ITU T.81 (JPEG), RFC 2083 (PNG), the WebP container specification, GIF89a; Exif 2.3 for the one fact that stays, how
the camera was held.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping

from posts.errors import InputError

PNG_SIGN = b"\x89PNG\r\n\x1a\n"
# Chunks without which the picture would look different; all others hold words, times, profiles or are private.
PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
    | {b"acTL", b"fcTL", b"fdAT"}
)
WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"})
WEBP_FLAGS = 0b00010010  # of VP8X: moving, transparent; the bits for profile, Exif and XMP are cleared
GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # application blocks that say how often a moving picture repeats
JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
ADOBE = 0xEE  # says what the colours mean; without it some pictures turn green
JFIF_BYTES = 16  # with its length; what follows is a small copy of the picture, perhaps of one not yet cut
EXIF_SIGN = b"Exif\0\0"
ORIENTATION = 0x0112
UPRIGHT = 1


def without_metadata(data: bytes) -> tuple[str, bytes]:
    """Return the type of a picture and its bytes without metadata; raise InputError when it is no whole picture."""
    for sign, (mime, strip) in FORMATS.items():
        if data.startswith(sign) and (sign != b"RIFF" or data[8:12] == b"WEBP"):
            try:
                return mime, b"".join(strip(data))
            except (IndexError, struct.error) as problem:
                raise InputError("the picture is cut short", "ask for the file again") from problem
    raise InputError("this is no PNG, JPEG, WebP or GIF picture", "save it again as one")


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at, turned = 2, False
    while True:
        marker, at = _next_marker(data, at)
        if marker == 0xD9:
            yield b"\xff\xd9"  # what follows is a second picture or the maker's notes
            return
        if marker in JPEG_ALONE:
            yield bytes((0xFF, marker))
            continue
        end = at + struct.unpack_from(">H", data, at)[0]
        if marker == 0xE1 and not turned and data.startswith(EXIF_SIGN, at + 2):
            turned = True
            yield _orientation_block(data[at + 8 : end])
        elif marker == 0xE0:
            yield _jfif(data[at:end])
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker == ADOBE:
            yield bytes((0xFF, marker)) + data[at:end]
        if marker == 0xDA:
            scan = _end_of_scan(data, end)
            yield data[end:scan]
            end = scan
        at = end


def _jfif(block: bytes) -> bytes:
    """Return the block that says how large a dot is, without the small copies that it and its like may hold."""
    if block[2:7] != b"JFIF\0":
        return b""
    return b"\xff\xe0" + struct.pack(">H", JFIF_BYTES) + block[2 : JFIF_BYTES - 2] + bytes(2)


def _next_marker(data: bytes, at: int) -> tuple[int, int]:
    if data[at] != 0xFF:
        raise InputError("the picture's JPEG data is broken", "ask for the file again")
    while data[at] == 0xFF:
        at += 1
    return data[at], at + 1


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the compressed pixels end: at the first marker that is no stuffing and no restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise InputError("the picture is cut short", "ask for the file again")
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _orientation_block(tiff: bytes) -> bytes:
    """Return an Exif block that says only how the camera was held, nothing where it was upright."""
    turn = _orientation(tiff)
    if turn == UPRIGHT:
        return b""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, turn, 0)
    block = EXIF_SIGN + b"MM\0\x2a\0\0\0\x08" + b"\0\x01" + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block


def _orientation(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return UPRIGHT
    first = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if first + 2 > len(tiff):
        return UPRIGHT
    for number in range(struct.unpack_from(f"{order}H", tiff, first)[0]):
        at = first + 2 + 12 * number
        if at + 12 > len(tiff):
            return UPRIGHT
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        if tag == ORIENTATION:
            return value if 1 <= value <= 8 else UPRIGHT
    return UPRIGHT


def _png(data: bytes) -> Iterator[bytes]:
    yield PNG_SIGN
    at, name = len(PNG_SIGN), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + length + 12
        if end > len(data):
            raise InputError("the picture is cut short", "ask for the file again")
        if name in PNG_KEPT:
            yield data[at:end]
        at = end


def _webp(data: bytes) -> Iterator[bytes]:
    end = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    kept = list(_webp_chunks(data[:end]))
    yield b"RIFF" + struct.pack("<I", 4 + sum(map(len, kept))) + b"WEBP"
    yield from kept


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        if at + 8 + length > len(data):
            raise InputError("the picture is cut short", "ask for the file again")
        if name == b"VP8X":
            yield data[at : at + 8] + bytes((data[at + 8] & WEBP_FLAGS,)) + data[at + 9 : end]
        elif name in WEBP_KEPT:
            yield data[at:end]
        at = end


def _gif(data: bytes) -> Iterator[bytes]:
    at = 13 + _colours(data[10])
    yield data[:at]
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x2C:
            at = _after_blocks(data, at + 11 + _colours(data[at + 9]))
            yield data[start:at]
            continue
        if data[at] != 0x21:
            raise InputError("the picture's GIF data is broken", "ask for the file again")
        label = data[at + 1]
        at = _after_blocks(data, at + 2)
        if label == 0xF9 or (label == 0xFF and data[start + 3 : start + 14] in GIF_KEPT):
            yield data[start:at]
    yield b"\x3b"


def _colours(flags: int) -> int:
    """Return the length of the table of colours that a GIF's flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


FORMATS: Mapping[bytes, tuple[str, Callable[[bytes], Iterator[bytes]]]] = {
    b"\xff\xd8\xff": ("image/jpeg", _jpeg),
    PNG_SIGN: ("image/png", _png),
    b"RIFF": ("image/webp", _webp),
    b"GIF87a": ("image/gif", _gif),
    b"GIF89a": ("image/gif", _gif),
}
