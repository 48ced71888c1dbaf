"""Words: what the killable worker is asked of a picture: its QR codes and its text."""

from __future__ import annotations

from enrichers.pictures.ocr import PictureText, text_of
from enrichers.pictures.opening import opened
from enrichers.pictures.qr import codes
from posts import jsonl
from posts.post import Record

FUNCTION = "enrichers.pictures.words:look"
DIVIDER = b"\n"


class PictureWords(Record, frozen=True, kw_only=True):
    """What is written in a picture."""

    qr: tuple[str, ...] = ()
    text: PictureText | None = None

    def told(self) -> tuple[str, ...]:
        """Return it as lines that are searched and shown, each marked with where it comes from."""
        read = self.text
        text = (f"[picture, read in {read.lang}, {read.confidence} % sure] {read.text}",) if read else ()
        return (*(f"[QR code] {code}" for code in self.qr), *text)


def question(langs: tuple[str, ...], data: bytes) -> bytes:
    """Return what is sent to the worker: the languages that the post is in, then the picture."""
    return " ".join(langs).encode() + DIVIDER + data


def look(asked: bytes) -> bytes:
    """Return what is written in a picture as JSON; raise InputError for what cannot be opened."""
    langs, _, data = asked.partition(DIVIDER)
    picture = opened(data)
    words = PictureWords(qr=codes(picture), text=text_of(picture, langs.decode().split()))
    return jsonl.line(words)
