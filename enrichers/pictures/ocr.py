"""OCR: the text in a picture (door to Tesseract); off, with a sentence, where the library or its data are missing.

One language is tried at a time, because pairs cost quality; the one that is surest of its words is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PIL import Image

from posts.post import Record

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # must stand before Tesseract is loaded: its threads slow each other

try:
    import tesserocr
except ImportError:  # an optional extra; without it pictures are kept and not read
    tesserocr = None

# What Tesseract's data are called for our languages.
PACKS = {
    "en": "eng", "id": "ind", "zh": "chi_sim", "vi": "vie", "th": "tha", "km": "khm", "my": "mya", "hi": "hin",
    "bn": "ben", "ur": "urd", "ne": "nep", "ta": "tam", "tl": "fil", "sw": "swa", "am": "amh", "fr": "fra",
    "pt": "por", "ru": "rus", "lo": "lao",
}  # fmt: skip
FOLDERS = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata")
VARIABLE = "TESSDATA_PREFIX"
MAX_TRIED = 3  # languages for one picture: 0.1 to 0.3 s each
SURE = 60  # per cent of mean confidence; below it the letters are guesses
MIN_LETTERS = 4
EXTRA = ".venv/bin/pip install 'tesserocr>=2.13', and on Debian: apt-get install tesseract-ocr-eng tesseract-ocr-ind …"


class PictureText(Record, frozen=True, kw_only=True):
    """The text of a picture: in which language it was read and how sure Tesseract is, in per cent."""

    text: str
    lang: str
    confidence: int


@cache
def folder() -> Path | None:
    """Return where the language data lie: $TESSDATA_PREFIX, else where Debian puts them."""
    named = [os.environ[VARIABLE]] if os.environ.get(VARIABLE) else []
    return next((path for path in map(Path, (*named, *FOLDERS)) if any(path.glob("*.traineddata"))), None)


def packs() -> tuple[str, ...]:
    """Return the languages that can be read here, by our names."""
    found = folder()
    if tesserocr is None or found is None:
        return ()
    return tuple(lang for lang, pack in PACKS.items() if (found / f"{pack}.traineddata").exists())


def state() -> str:
    """Say in one sentence whether text in pictures is read on this machine."""
    if tesserocr is None:
        return f"text in pictures is not read: Tesseract is missing; to have it: {EXTRA}"
    if not packs():
        return f"text in pictures is not read: no language data found; to have them: {EXTRA}"
    missing = sorted(set(PACKS) - set(packs()))
    lacking = f"; without data for {', '.join(missing)}" if missing else ""
    return f"text in pictures is read in {', '.join(packs())}{lacking}"


def text_of(picture: Image.Image, langs: Iterable[str]) -> PictureText | None:
    """Return the text of a picture in the likeliest of these languages, or None where nobody can read it."""
    readable = packs()
    tried = [lang for lang in dict.fromkeys((*langs, "en")) if lang in readable][:MAX_TRIED]
    read = [one for lang in tried if (one := _read(picture, lang))]
    best = max(read, key=lambda one: one.confidence, default=None)
    return best if best and best.confidence >= SURE else None


def _read(picture: Image.Image, lang: str) -> PictureText | None:
    with tesserocr.PyTessBaseAPI(path=str(folder()), lang=PACKS[lang]) as reader:
        reader.SetImage(picture)
        text = " ".join(str(reader.GetUTF8Text()).split())
        confidence = int(reader.MeanTextConf())
    letters = sum(char.isalpha() for char in text)
    return PictureText(text=text, lang=lang, confidence=confidence) if letters >= MIN_LETTERS else None
