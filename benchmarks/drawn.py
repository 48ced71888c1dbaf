"""Drawn pictures for benchmarks: invented photographs, flyers on designs, and 29 things that reposts do to pictures.

Everything is drawn from numbers; nothing is anybody's work. The edits have the names that other picture sets give them,
so that tables can be laid side by side.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

Picture = Image.Image
Edit = Callable[[Picture, random.Random], Picture]

SIDES = ((800, 600), (600, 800), (720, 720), (960, 540))
CELLS = (2, 4, 8, 16, 32, 64, 128)  # of the noise that photographs are made of, coarse to fine
WORDS = ("GAJI", "KERJA", "USD", "MESS", "TIKET", "ADMIN", "LOKER", "VISA", "BONUS", "URGENT", "HIRING", "SALARY")


@dataclass(frozen=True)
class Drawn:
    """One file: of which family (the same picture), by which edit, on which design (None: a photograph)."""

    data: bytes
    family: int
    edit: str
    design: int | None


def photograph(seed: int) -> Picture:
    """Return noise with most in its long waves, as photographs have, with things in front of it."""
    noise, chance = np.random.default_rng(seed), random.Random(seed)
    width, height = chance.choice(SIDES)
    steep = chance.uniform(0.5, 1.3)
    layers = np.zeros((height, width, 3))
    for cells in CELLS:
        for channel in range(3):
            grid = Image.fromarray(noise.normal(0, 1, (cells, cells)).astype(np.float32))
            layers[..., channel] += np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC)) / cells**steep
    layers = layers * 0.4 + layers.mean(2, keepdims=True)
    image = Image.fromarray((255 * (layers - layers.min()) / np.ptp(layers)).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(chance.randint(2, 14)):
        left, top = chance.randint(-60, width), chance.randint(-60, height)
        box = (left, top, left + chance.randint(20, 320), top + chance.randint(20, 320))
        chance.choice([draw.ellipse, draw.rectangle])(box, fill=_colour(chance))
    return image.filter(ImageFilter.GaussianBlur(chance.uniform(0, 1.5)))


def flyer(design: int, advert: int, contact: int) -> Picture:
    """Return an advert on a design; flyers of one design differ in their words alone."""
    look, said = random.Random(design), random.Random(advert)
    width, height = look.choice(SIDES)
    image = photograph(10_000 + design).resize((width, height)) if look.random() < 0.5 else None
    image = ImageEnhance.Brightness(image).enhance(0.5) if image else Image.new("RGB", (width, height), _colour(look))
    draw = ImageDraw.Draw(image)
    for _ in range(look.randint(2, 6)):
        left, top, side = look.randint(0, width), look.randint(0, height), look.randint(60, 280)
        look.choice([draw.ellipse, draw.rectangle])((left, top, left + side, top + side), fill=_colour(look))
    at = look.choice([0.05, 0.12, 0.3])
    draw.rectangle((0, 0, width, height * 0.07), fill=_colour(look))
    draw.text((width * at, height * 0.1), " ".join(said.choices(WORDS, k=3)), fill="white", font_size=height // 14)
    for line in range(said.randint(4, 8)):
        text = " ".join([*said.choices(WORDS, k=3), str(said.randint(5, 20) * 100)])
        draw.text((width * at, height * (0.25 + 0.075 * line)), text, fill="white", font_size=height // 26)
    draw.text((width * at, height * 0.92), f"@hr__{contact:05}", fill="white", font_size=height // 26)
    return image


def _colour(chance: random.Random) -> tuple[int, int, int]:
    return chance.randint(0, 255), chance.randint(0, 255), chance.randint(0, 255)


def _resized(factor: float) -> Edit:
    return lambda image, _: image.resize((int(image.width * factor), int(image.height * factor)))


def _cropped(share: float) -> Edit:
    def edit(image: Picture, chance: random.Random) -> Picture:
        side = math.sqrt(1 - share)
        width, height = int(image.width * side), int(image.height * side)
        left, top = chance.randint(0, image.width - width), chance.randint(0, image.height - height)
        return image.crop((left, top, left + width, top + height))

    return edit


def _turned(degrees: float) -> Edit:
    def edit(image: Picture, chance: random.Random) -> Picture:
        ground = chance.choice([(0, 0, 0), (255, 255, 255)])
        angle = degrees * chance.choice([-1, 1])
        return image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=ground)

    return edit


def _border(image: Picture, chance: random.Random) -> Picture:
    across, down = (int(side * chance.uniform(0.04, 0.12)) for side in image.size)
    return ImageOps.expand(image, (across, down * chance.choice([0, 1])), chance.choice(["black", "white", "navy"]))


def _watermark(image: Picture, chance: random.Random) -> Picture:
    layer = Image.new("RGBA", image.size)
    for _ in range(chance.randint(1, 4)):
        place = chance.randint(0, image.width // 2), chance.randint(0, image.height)
        ink = (255, 255, 255, chance.randint(90, 180))
        ImageDraw.Draw(layer).text(place, "t.me/kanal__loker", fill=ink, font_size=image.width // 14)
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def _banner(image: Picture, chance: random.Random) -> Picture:
    image, height = image.copy(), int(image.height * chance.uniform(0.1, 0.2))
    top = chance.choice([0, image.height - height])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, top, image.width, top + height), fill=_colour(chance))
    draw.text((image.width * 0.05, top + height * 0.2), "HUBUNGI @hr__baru", fill="white", font_size=height // 2)
    return image


def _stickers(image: Picture, chance: random.Random) -> Picture:
    image = image.copy()
    for _ in range(chance.randint(2, 5)):
        side = int(min(image.size) * chance.uniform(0.08, 0.2))
        left, top = chance.randint(0, image.width - side), chance.randint(0, image.height - side)
        ImageDraw.Draw(image).ellipse((left, top, left + side, top + side), fill=(255, 205, 40))
    return image


def _colours(image: Picture, chance: random.Random) -> Picture:
    shift = chance.choice([-25, -15, 15, 25])
    hue, *rest = image.convert("HSV").split()
    turned = Image.merge("HSV", (hue.point(lambda level: (level + shift) % 256), *rest)).convert("RGB")
    return ImageEnhance.Color(turned).enhance(chance.uniform(0.5, 1.7))


def _contrast(image: Picture, chance: random.Random) -> Picture:
    image = ImageEnhance.Brightness(image).enhance(chance.choice([0.65, 0.8, 1.25, 1.45]))
    return ImageEnhance.Contrast(image).enhance(chance.choice([0.7, 0.85, 1.2, 1.4]))


def _screenshot(image: Picture, chance: random.Random) -> Picture:
    width, height = chance.choice([(720, 1280), (828, 1792), (1080, 1920)])
    ground, ink = chance.choice([((18, 18, 18), (230, 230, 230)), ((250, 250, 250), (30, 30, 30))])
    screen = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(screen)
    draw.text((width * 0.05, height * 0.012), "9:41", fill=ink, font_size=height // 60)
    draw.ellipse((width * 0.04, height * 0.05, width * 0.13, height * 0.05 + width * 0.09), fill=_colour(chance))
    draw.text((width * 0.16, height * 0.055), "Info Loker", fill=ink, font_size=height // 50)
    for line in range(chance.randint(0, 3)):
        top = height * (0.115 + 0.018 * line)
        draw.rectangle((width * 0.05, top, width * chance.uniform(0.5, 0.95), top + height * 0.007), fill=ink)
    shown = ImageOps.contain(image, (width, int(height * 0.66)))
    screen.paste(shown, ((width - shown.width) // 2, int(height * chance.uniform(0.18, 0.22))))
    return screen


def _collage(image: Picture, chance: random.Random) -> Picture:
    other = photograph(chance.randint(20_000, 20_300)).resize(image.size)
    pair = [image, other] if chance.random() < 0.5 else [other, image]
    beside = chance.random() < 0.5
    joined = Image.new("RGB", (image.width * 2, image.height) if beside else (image.width, image.height * 2))
    joined.paste(pair[0], (0, 0))
    joined.paste(pair[1], (image.width, 0) if beside else (0, image.height))
    return joined


def _noise(image: Picture, chance: random.Random) -> Picture:
    return Image.blend(image, Image.effect_noise(image.size, 40).convert("RGB"), 0.12)


def _combination(image: Picture, chance: random.Random) -> Picture:
    image = _watermark(_cropped(0.05)(image, chance), chance)
    return _contrast(_resized(chance.choice([0.4, 0.6, 1.3]))(image, chance), chance)


# name: (edit, JPEG quality)
EDITS: dict[str, tuple[Edit, int]] = {
    **{f"jpeg{quality}": (lambda image, _: image, quality) for quality in (90, 70, 50, 30)},
    "resize50": (_resized(0.5), 85),
    "resize25": (_resized(0.25), 85),
    "up150": (_resized(1.5), 85),
    **{f"crop{share:02}": (_cropped(share / 100), 85) for share in (5, 10, 20, 30)},
    "border": (_border, 85),
    "watermark": (_watermark, 80),
    "text_banner": (_banner, 80),
    "sticker": (_stickers, 80),
    "color": (_colours, 85),
    "bright_contrast": (_contrast, 85),
    "gray": (lambda image, _: ImageOps.grayscale(image).convert("RGB"), 85),
    "screenshot": (_screenshot, 80),
    "mirror": (lambda image, _: ImageOps.mirror(image), 85),
    "rot90": (lambda image, _: image.transpose(Image.Transpose.ROTATE_90), 85),
    **{f"rot{degrees}": (_turned(degrees), 85) for degrees in (2, 5, 10)},
    "stretch": (lambda image, chance: image.resize((int(image.width * chance.choice([0.8, 1.25])), image.height)), 85),
    "blur": (lambda image, _: image.filter(ImageFilter.GaussianBlur(image.width / 300)), 85),
    "noise": (_noise, 80),
    "collage": (_collage, 80),
    "combo": (_combination, 50),
}


def drawn(photographs: int, designs: int, adverts: int, seed: int) -> Iterator[Drawn]:
    """Yield the pictures of a set: each original with its edits; flyers also once more with another contact."""
    chance = random.Random(seed)
    originals: list[tuple[Picture, int | None]] = [(photograph(seed * 1000 + one), None) for one in range(photographs)]
    numbers = range(designs * adverts)
    originals += [(flyer(seed * 100 + one % designs, seed * 1000 + one, one), one % designs) for one in numbers]
    for family, (image, design) in enumerate(originals):
        yield Drawn(_saved(image, 92), family, "root", design)
        for name, (edit, quality) in EDITS.items():
            yield Drawn(_saved(edit(image, chance), quality), family, name, design)
        if design is not None:
            number = family - photographs
            again = flyer(seed * 100 + design, seed * 1000 + number, number + 10_000)
            yield Drawn(_saved(again, 85), family, "flyer_contact", design)


def _saved(image: Picture, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality)
    return target.getvalue()
