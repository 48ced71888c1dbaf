"""Pictures for tests: a QR code, a line of print, and what is neither."""

from __future__ import annotations

from io import BytesIO

import zxingcpp
from PIL import Image, ImageDraw, ImageFont


def png(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def qr_code(text: str) -> bytes:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return png(Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=6)))


def printed(*lines: str) -> bytes:
    image = Image.new("L", (900, 80 * len(lines) + 40), 255)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((30, 30 + 80 * number), line, font=ImageFont.load_default(40), fill=0)
    return png(image)
