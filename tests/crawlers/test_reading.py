"""Reading in the worker: hostile pages cost a deadline and a sentence; a page never comes out silently empty."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from typing import Any

import pytest

from crawlers.page import Page
from crawlers.reading import PAGE_SECONDS, PageReader, read_page
from posts import jsonl
from posts.capture import Capture
from tests.conftest import ROOT, make_capture

PAGE = (ROOT / "tests/pages/telegram_web/history_2021/page.html").read_bytes()
DEADLINE_SECONDS = 2  # shorter than the real one, so that the tests are
GZIP = (("Content-Encoding", "gzip"),)


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    with PageReader() as made:
        made._worker._seconds = DEADLINE_SECONDS
        yield made


def test_the_real_deadline_is_the_sheet_s() -> None:
    assert PageReader()._worker._seconds == PAGE_SECONDS == 5


def capture_of(**fields: Any) -> Capture:
    return make_capture(url="https://t.me/s/loker__contoh", final_url="https://t.me/s/loker__contoh", **fields)


@pytest.mark.parametrize("is_partial", [False, True])
def test_the_worker_s_function_takes_a_capture_and_the_body_as_sent(is_partial: bool) -> None:
    capture = capture_of(headers=GZIP, partial=is_partial)

    page = jsonl.load(read_page(jsonl.line(capture) + b"\n" + gzip.compress(PAGE)), Page)

    assert [post.native_id for post in page.posts] == [f"loker__contoh/{number}" for number in (101, 102, 103)]
    assert [missing.kind for missing in page.gaps] == (["partial"] if is_partial else [])


def test_a_page_is_read_as_it_was_sent(reader: PageReader) -> None:
    plain = reader.read(capture_of(), PAGE)
    packed = reader.read(capture_of(headers=GZIP), gzip.compress(PAGE))

    assert len(plain.posts) == 3
    assert packed == plain


@pytest.mark.parametrize("how", ["partial", "torn"])
def test_a_page_cut_short_gives_what_is_there_and_a_gap(reader: PageReader, how: str) -> None:
    torn = how == "torn"
    capture = capture_of(partial=not torn, headers=GZIP if torn else ())

    page = reader.read(capture, gzip.compress(PAGE)[:-12] if torn else PAGE[:-900])

    assert "partial" in [missing.kind for missing in page.gaps]
    assert page.posts


TRAPS = {
    "attribute bomb": b"<div " + b" ".join(b"a%d=1" % number for number in range(40_000)) + b">",
    "gzip bomb": gzip.compress(bytes(64 << 20)),
    "not gzip": b"no gzip",
    "nested bomb": gzip.compress(gzip.compress(bytes(64 << 20))),
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_a_broken_page_never_an_empty_one(reader: PageReader, name: str) -> None:
    headers = {"attribute bomb": (), "nested bomb": GZIP * 2}.get(name, GZIP)

    page = reader.read(capture_of(headers=headers), TRAPS[name])

    assert (page.posts, page.outcome) == ((), "page_changed")
    assert page.detail


MESSAGE = b'<div class="tgme_widget_message" data-post="a__b/1"><div class="tgme_widget_message_text">'
SLOW = {
    "unclosed paragraphs": b"<p>" * 500_000,
    "unclosed bold": MESSAGE + b"<b>" * 500_000 + b"x",
    "deep": MESSAGE + b"<div>" * 400_000 + b"x",
    "many messages": (MESSAGE + b"x</div></div>") * 40_000,
    "many tables": b"<table><tr><td>" * 100_000,
    "entities": MESSAGE + b"&amp;" * 800_000,
    "comments": b"<!--" * 1_000_000,
    "scripts": b"<script>" * 500_000,
    "lone signs": b"<" * 4_000_000,
    "classes": MESSAGE + b'<i class="' + b"a " * 30_000 + b'">x</i>' * 100,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_page_holds_the_reader_longer_than_its_deadline(reader: PageReader, name: str) -> None:
    start = time.monotonic()

    page = reader.read(capture_of(), SLOW[name])

    assert time.monotonic() - start < DEADLINE_SECONDS + 2
    assert page.outcome or page.gaps or page.posts


def test_the_reader_works_after_a_trap(reader: PageReader) -> None:
    reader.read(capture_of(), SLOW["unclosed bold"])

    assert len(reader.read(capture_of(), PAGE).posts) == 3


def test_an_unknown_platform_is_told(reader: PageReader) -> None:
    page = reader.read(make_capture(source="other:x"), PAGE)

    assert page.outcome == "page_changed"
    assert "KeyError" in (page.detail or "")
