"""Flyers and photographs of the scene, drawn by Pillow; the same bytes on every machine with the same Pillow."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw, ImageFont, ImageOps

SIZE = (640, 800)
LINES = ("DIBUTUHKAN", "CUSTOMER SERVICE", "TIKET GRATIS", "MESS + MAKAN", "CONTOH REKAAN")


@cache
def flyer(name: str) -> bytes | None:
    """Return one picture as PNG, None for a name that the scene does not know."""
    draw = PICTURES.get(name)
    if draw is None:
        return None
    target = io.BytesIO()
    draw().save(target, "PNG")
    return target.getvalue()


def _flyer() -> Image.Image:
    image = Image.new("RGB", SIZE, (18, 52, 110))
    pen = ImageDraw.Draw(image)
    pen.rectangle((30, 30, 610, 210), fill=(240, 196, 32))
    pen.ellipse((400, 560, 600, 760), fill=(200, 40, 40))
    pen.polygon([(40, 760), (200, 520), (360, 760)], fill=(40, 140, 90))
    for number, line in enumerate(LINES):
        colour = (20, 20, 20) if number == 0 else (255, 255, 255)
        pen.text((60, 90 + number * 110), line, fill=colour, font=ImageFont.load_default(48))
    return image


def _cropped() -> Image.Image:
    return _flyer().crop((30, 30, 600, 720))


def _mirrored() -> Image.Image:
    return ImageOps.mirror(_flyer())


def _hotel() -> Image.Image:
    image = Image.new("RGB", (640, 420), (245, 240, 230))
    pen = ImageDraw.Draw(image)
    pen.rectangle((120, 80, 520, 400), fill=(150, 110, 70))
    for column in range(4):
        for row in range(3):
            pen.rectangle((150 + column * 95, 110 + row * 90, 200 + column * 95, 170 + row * 90), fill=(230, 230, 160))
    pen.text((180, 20), "HOTEL EXAMPLE", fill=(60, 40, 20), font=ImageFont.load_default(36))
    return image


def _photo(hue: int) -> Image.Image:
    image = Image.new("RGB", (480, 360))
    pen = ImageDraw.Draw(image)
    for line in range(360):
        pen.line((0, line, 480, line), fill=(line * 255 // 360, hue, 255 - line * 255 // 360))
    pen.ellipse((hue, 60, hue + 160, 220), fill=(255, 230, 120))
    return image


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "flyer": _flyer,
    "flyer-cropped": _cropped,
    "flyer-mirrored": _mirrored,
    "hotel": _hotel,
    "photo-a": lambda: _photo(60),
    "photo-b": lambda: _photo(180),
}
