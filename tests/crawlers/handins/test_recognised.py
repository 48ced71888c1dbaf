"""What kind a file is: by its bytes before its name."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins import HANDINS
from crawlers.handins.recognised import HEAD_BYTES, kind_of_file, kind_of_zip
from tests.conftest import ROOT
from tests.crawlers.handins.handing import CHAT, photo, plain_photo
from tests.crawlers.handins.warc.making import packed, page, response

PAGES = ROOT / "tests/pages"
WARC = response("https://example.org", page("x"))


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.warc", WARC, "warc"),
        ("odd.bin", packed(WARC), "warc"),
        ("a.gz", gzip.compress(b"hello"), None),
        ("photo", photo(), "image"),
        ("wrong.txt", plain_photo("PNG"), "image"),
        ("a.jpg", b"no picture", "image"),
        ("page.html", page("x"), "html"),
        ("page", b"<!-- saved --><!DOCTYPE html><html>", "html"),
        ("a.mhtml", b"MIME-Version: 1.0", "html"),
        ("messages.html", (PAGES / "telegram_desktop/messages.html").read_bytes(), "telegram"),
        ("older.html", (PAGES / "telegram_desktop/older.html").read_bytes(), "telegram"),
        ("messages.html", page("x"), "html"),
        ("result.json", b"{}", "telegram"),
        ("export.json", (PAGES / "telegram_desktop/chat.json").read_bytes(), "telegram"),
        ("posts.jsonl", b'{"platform": "x", "text": "a", "url": "https://example.org"}\n', "jsonl"),
        ("items.ndjson", b'{"source_platform": "tiktok.com"}\n', "ndjson"),
        ("items.json", b"[" * 100_000, "ndjson"),
        ("table.csv", b"a,b\n", "csv"),
        ("_chat.txt", CHAT.encode(), "whatsapp"),
        ("note.txt", CHAT.encode("utf-8-sig"), "whatsapp"),
        ("note.txt", b"just words", None),
        ("note.txt", b"\xff\xff words", None),
        ("clip.mp4", b"\0\0\0 ftyp", None),
        ("empty", b"", None),
    ],
)
def test_a_file_is_known_by_its_bytes_and_its_name(name: str, head: bytes, kind: str | None) -> None:
    assert kind_of_file(name, head[:HEAD_BYTES]) == kind


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["datapackage.json", "archive/a.warc"], "wacz"),
        (["_chat.txt", "a.jpg"], "whatsapp"),
        (["WhatsApp Chat with Agen.txt"], "whatsapp"),
        (["ChatExport/result.json"], "telegram"),
        (["ChatExport/messages.html"], "telegram"),
        (["a.jpg", "b.txt"], None),
        ([], None),
    ],
)
def test_a_zip_is_one_hand_in_or_many_files(names: list[str], kind: str | None) -> None:
    assert kind_of_zip(names) == kind


@given(st.text(max_size=20), st.binary(max_size=300))
def test_any_bytes_are_told(name: str, head: bytes) -> None:
    found = kind_of_file(name, head)

    assert found is None or found in HANDINS
