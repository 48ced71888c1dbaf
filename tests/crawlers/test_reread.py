"""Reading again: what a crash swallowed comes back from the archive, pictures joined to their posts."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from crawlers.handins.giver import Giver
from crawlers.handins.jsonl_file import hand_in
from crawlers.reading import PageReader
from crawlers.reread import NOT_REACHED, lines_again, read_again
from posts.capture import Capture, Purpose
from posts.home import Home
from posts.identity import sha256_hex
from posts.inbox import CaptureLine, GapLine, PostLine
from posts.post import Media
from posts.segments import segments, whole
from posts.warc import Exchange, Segment
from tests.conftest import ROOT, START, make_capture

PAGE = (ROOT / "tests/pages/telegram_web/album_2026/page.html").read_bytes()
PICTURE = "https://cdn4.telesco.pe/file/album-2.jpg"
SHOWN: tuple[Purpose, str, bytes] = ("page", "https://t.me/s/loker__contoh", PAGE)
JPEG = b"\xff\xd8\xff picture"


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    with PageReader() as made:
        yield made


def archived(home: Home, *bodies: tuple[Purpose, str, bytes], **fields: Any) -> list[Capture]:
    segment = Segment(home.archive, "20260105T030000Z-aaaaaa", START)
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    captures = []
    for purpose, url, body in bodies:
        facts: dict[str, Any] = {
            "id": "",
            "run": "",
            "sha256": sha256_hex(body),
            "status": 200,
            "url": url,
            "final_url": url,
        }
        capture = make_capture(**(facts | {"purpose": purpose} | fields))
        captures.append(segment.add_http(capture, Exchange(b"GET / HTTP/1.1\r\n\r\n", b"", head, body)))
    segment.close()
    return captures


def test_a_page_is_read_again_as_it_was_read_first(home: Home, reader: PageReader) -> None:
    (page,) = archived(home, SHOWN)

    assert read_again(home, page, reader) == reader.read(page, PAGE)
    assert [post.native_id for post in read_again(home, page, reader).posts] == ["loker__contoh/201"]


@pytest.mark.parametrize(
    ("purpose", "fields"), [("robots", {}), ("media", {}), ("page", {"status": 302}), ("page", {"status": 503})]
)
def test_other_answers_hold_no_posts(home: Home, reader: PageReader, purpose: Purpose, fields: dict[str, Any]) -> None:
    (capture,) = archived(home, (purpose, "https://t.me/robots.txt", PAGE), **fields)

    assert read_again(home, capture, reader).posts == ()
    assert list(lines_again(home, [capture], {capture.id}, reader)) == [[CaptureLine(capture=capture)]]


def test_only_forgotten_captures_come_again(home: Home, reader: PageReader) -> None:
    first, second = archived(home, SHOWN, SHOWN)

    (lines,) = lines_again(home, [first, second], {second.id}, reader)

    assert [type(line) for line in lines] == [CaptureLine, PostLine]
    assert {line.post.capture for line in lines if isinstance(line, PostLine)} == {second.id}


def test_pictures_that_the_visit_did_not_come_to_say_so(home: Home, reader: PageReader) -> None:
    (page,) = archived(home, SHOWN)

    (lines,) = lines_again(home, [page], {page.id}, reader)

    (post,) = [line.post for line in lines if isinstance(line, PostLine)]
    assert {media.why_missing for media in post.media} == {NOT_REACHED}


@pytest.mark.parametrize("page_is_known", [True, False])
def test_a_forgotten_picture_is_kept_and_joined_to_its_post(
    home: Home, reader: PageReader, page_is_known: bool
) -> None:
    page, picture = archived(home, SHOWN, ("media", PICTURE, JPEG))
    forgotten = {picture.id} if page_is_known else {page.id, picture.id}

    lines = [line for file in lines_again(home, [page, picture], forgotten, reader) for line in file]

    posts = [line.post for line in lines if isinstance(line, PostLine)]
    shown = {media.url: media for media in posts[-1].media}
    digest = sha256_hex(JPEG)
    assert (home.media / digest[:2] / digest).read_bytes() == JPEG
    assert shown[PICTURE] == Media(
        order=1,
        url=PICTURE,
        sha256=digest,
        mime="image/jpeg",
        bytes=len(JPEG),
        fetched_at=START,
        capture=picture.id,
    )
    assert posts[-1].capture == page.id
    assert {line.capture.id for line in lines if isinstance(line, CaptureLine)} == forgotten


def test_why_a_page_had_no_posts_is_not_forgotten(home: Home, reader: PageReader) -> None:
    (page,) = archived(home, ("page", "https://t.me/s/loker__contoh", b"<html><p>Masuk dulu: captcha</p></html>"))

    (lines,) = lines_again(home, [page], {page.id}, reader)

    assert [(line.gap.kind, line.gap.capture) for line in lines if isinstance(line, GapLine)] == [("blocked", page.id)]


def test_bytes_that_no_longer_stand_are_a_gap_and_no_stop(home: Home, reader: PageReader) -> None:
    page, other = archived(home, SHOWN, SHOWN)
    path = home.archive / (page.warc or "")
    data = bytearray(path.read_bytes())
    data[(page.offset or 0) + 60 : (page.offset or 0) + 90] = bytes(30)
    path.write_bytes(data)

    damaged, sound = lines_again(home, [page, other], {page.id, other.id}, reader)

    assert [line.gap.kind for line in damaged if isinstance(line, GapLine)] == ["damaged"]
    assert any(isinstance(line, PostLine) for line in sound)


def test_a_hand_in_is_read_again_with_the_same_posts(home: Home, reader: PageReader) -> None:
    data = b'{"platform": "facebook", "text": "a", "native_id": "1"}\nbad\n{"platform": "x", "text": "b", "url": "u"}'
    hand_in(BytesIO(data), "p.jsonl", home, START, b"\xaa\xbb\xcc", Giver())
    (name,) = segments(home.archive)
    (capture,) = whole(home.archive, name).captures

    posts = read_again(home, capture, reader).posts

    assert [(post.platform, post.native_id, post.url, post.capture) for post in posts] == [
        ("facebook", "1", None, capture.id),
        ("x", None, "u", capture.id),
    ]
