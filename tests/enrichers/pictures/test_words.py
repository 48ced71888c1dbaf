"""Words in pictures: QR codes and text, marked with where they come from; hostile pictures are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrichers import Question, enrich
from enrichers.pictures import ocr
from enrichers.pictures.ocr import PictureText, state, text_of
from enrichers.pictures.opening import opened
from enrichers.pictures.qr import codes
from enrichers.pictures.words import FUNCTION, PictureWords, look, question
from posts import jsonl
from posts.errors import InputError
from posts.worker import Worker
from tests.enrichers.pictures.drawn import printed, qr_code
from tests.enrichers.reading import data

LINK = "https://wa.me/6284000000101"
needs_tesseract = pytest.mark.skipif("en" not in ocr.packs(), reason="needs the extra ocr and Tesseract's English data")


def test_the_text_of_a_qr_code_is_read() -> None:
    assert codes(opened(qr_code(LINK))) == (LINK,)
    assert codes(opened(printed("no code"))) == ()


def test_the_worker_answers_with_codes_and_marks_them() -> None:
    with Worker(FUNCTION, 20) as worker:
        words = jsonl.load(worker.call(question(("id",), qr_code(LINK))), PictureWords)

    assert words.qr == (LINK,)
    assert f"[QR code] {LINK}" in words.told()


@pytest.mark.parametrize("hostile", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 60])
def test_what_is_no_picture_is_refused_with_a_sentence(hostile: bytes) -> None:
    with pytest.raises(InputError, match="no readable"):
        look(question((), hostile))


def test_a_contact_in_a_picture_is_a_contact_without_a_place_in_the_text() -> None:
    lines = PictureWords(qr=(LINK,), text=PictureText(text="Telegram @hr__contoh", lang="id", confidence=90)).told()

    reading = enrich(Question("Lowongan kerja ke Poipet", image_text=lines), data())

    assert [(one.value, one.start, one.end) for one in reading.contacts] == [
        ("tel:+6284000000101", 0, 0),
        ("telegram:hr__contoh", 0, 0),
    ]
    assert reading.image_text == lines


def test_a_contact_that_stands_in_the_text_too_is_told_once() -> None:
    reading = enrich(Question(f"Hubungi {LINK}", image_text=(f"[QR code] {LINK}",)), data())

    assert [one.start for one in reading.contacts] == [8]


def test_where_tesseract_or_its_data_are_missing_a_sentence_says_how_to_have_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ocr, "tesserocr", None)
    assert "Tesseract is missing" in state()
    assert text_of(opened(printed("Lowongan")), ("id",)) is None

    monkeypatch.setattr(ocr, "tesserocr", object())
    monkeypatch.setattr(ocr, "folder", lambda: None)
    assert "no language data" in state()

    (tmp_path / "ind.traineddata").touch()
    monkeypatch.setattr(ocr, "folder", lambda: tmp_path)
    assert "read in id; without data for am" in state()


def test_the_surest_language_wins_and_guesses_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = {"id": 80, "en": 70, "th": 90}
    monkeypatch.setattr(ocr, "packs", lambda: ("id", "en", "th"))
    monkeypatch.setattr(ocr, "_read", lambda _, lang: PictureText(text="x", lang=lang, confidence=sure[lang]))
    picture = opened(printed("x"))

    chosen = text_of(picture, ("id",))
    sure["id"] = sure["en"] = ocr.SURE - 1

    assert chosen is not None
    assert chosen.lang == "id"
    assert text_of(picture, ("id",)) is None


@needs_tesseract
def test_print_in_a_picture_is_read() -> None:
    read = text_of(opened(printed("URGENT HIRING customer service", "Telegram @hrcontoh")), ("en",))

    assert read is not None
    assert "customer service" in read.text
