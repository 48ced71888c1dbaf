"""QR: the codes in a picture (door to ZXing); their targets are kept as text and never fetched."""

from __future__ import annotations

import zxingcpp
from PIL import Image

MAX_CODES = 20  # of one picture; more is a sheet of labels


def codes(picture: Image.Image) -> tuple[str, ...]:
    """Return the texts of the QR codes of a picture, each once."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return tuple(dict.fromkeys(code.text for code in found if code.text))[:MAX_CODES]
