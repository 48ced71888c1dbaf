"""Drawn pictures for the tests of images: invented photographs, flyers, and what reposts do to them."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from dedupe.images.look import Look, look_of
from dedupe.images.opening import opened


def photo(seed: int, width: int = 640, height: int = 480) -> Image.Image:
    """Return an invented photograph: noise with more in its long waves than in its short ones, and some shapes."""
    noise = np.random.default_rng(seed)
    layers = np.zeros((height, width))
    for cells in (3, 6, 12, 24, 48):
        grid = Image.fromarray(noise.normal(0, 1, (cells, cells)).astype(np.float32))
        layers += np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC)) / np.sqrt(cells)
    grey = (255 * (layers - layers.min()) / np.ptp(layers)).astype(np.uint8)
    image = Image.merge("RGB", [Image.fromarray(grey)] * 3)
    draw, chance = ImageDraw.Draw(image), random.Random(seed)
    for _ in range(6):
        left, top = chance.randint(0, width - 80), chance.randint(0, height - 80)
        box = (left, top, left + chance.randint(40, 200), top + chance.randint(40, 200))
        draw.ellipse(box, fill=tuple(chance.randint(0, 255) for _ in range(3)))
    return image


def flyer(design: int, lines: tuple[str, ...] = ("GAJI USD 900", "CONTOH REKAAN")) -> Image.Image:
    """Return a flyer: one design for one number, with some lines of text."""
    image = photo(design, 640, 800).point(lambda level: level // 2)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 640, 60), fill="gold")
    for number, line in enumerate(lines):
        draw.text((60, 180 + number * 50), line, fill="white", font_size=28)
    return image


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file."""
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def look(image: Image.Image) -> Look:
    """Return the look of a picture as it comes from a page: saved as JPEG, opened again."""
    return look_of(opened(saved(image, quality=85)).grey)


def chat(image: Image.Image, is_dark: bool = False) -> Image.Image:
    """Return a screenshot of a chat that shows a picture."""
    ground, ink = ((18, 18, 18), (230, 230, 230)) if is_dark else ((250, 250, 250), (30, 30, 30))
    screen = Image.new("RGB", (720, 1280), ground)
    draw = ImageDraw.Draw(screen)
    draw.text((40, 20), "9:41", fill=ink, font_size=24)
    draw.text((120, 80), "Info Loker", fill=ink, font_size=30)
    shown = ImageOps.contain(image, (720, 840))
    screen.paste(shown, ((720 - shown.width) // 2, 200))
    return screen


def part_of_chat(image: Image.Image) -> Image.Image:
    """Return a screenshot of a chat as people cut it: without the bar above, and with some chat around the picture."""
    screen = chat(image)
    return screen.crop((0, 110, screen.width, min(screen.height, 200 + image.height * 720 // image.width + 60)))


def collage(image: Image.Image, other: Image.Image) -> Image.Image:
    """Return two pictures side by side."""
    joined = Image.new("RGB", (image.width * 2, image.height))
    joined.paste(image, (0, 0))
    joined.paste(ImageOps.fit(other, image.size), (image.width, 0))
    return joined


def cropped(image: Image.Image, share: float) -> Image.Image:
    """Return the upper left of a picture without this share of its area."""
    side = (1 - share) ** 0.5
    return image.crop((0, 0, int(image.width * side), int(image.height * side)))


def slanted(image: Image.Image, degrees: float) -> Image.Image:
    """Return a picture turned on a white canvas."""
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255))


EDITS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "the same picture": lambda image: image,
    "half the size": lambda image: image.resize((image.width // 2, image.height // 2)),
    "brighter": lambda image: image.point(lambda level: min(255, int(level * 1.25))),
    "without colour": lambda image: ImageOps.grayscale(image).convert("RGB"),
    "mirrored": ImageOps.mirror,
    "upside down": ImageOps.flip,
    "turned by 90 degrees": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "turned by 90 degrees the other way": lambda image: image.transpose(Image.Transpose.ROTATE_270),
    "turned and mirrored": lambda image: ImageOps.mirror(image.transpose(Image.Transpose.ROTATE_90)),
    "turned by 5 degrees": lambda image: slanted(image, 5),
    "turned by -8 degrees": lambda image: slanted(image, -8),
    "inside a border": lambda image: ImageOps.expand(image, (60, 40), (0, 90, 0)),
    "a tenth cut off": lambda image: cropped(image, 0.1),
    "a fifth cut off": lambda image: cropped(image, 0.2),
    "in a light chat": chat,
    "in a dark chat": lambda image: chat(image, is_dark=True),
    "a cropped screenshot": part_of_chat,
    "beside another": lambda image: collage(image, photo(999)),
    "stretched": lambda image: image.resize((int(image.width * 1.2), image.height)),
}
