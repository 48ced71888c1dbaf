"""Posts handed in as JSON lines: archived byte for byte, each bad line refused with its place, the rest taken."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from crawlers.handins import HANDINS
from crawlers.handins import parts as parts_room
from crawlers.handins.giver import Giver, HandIn, Imported
from crawlers.handins.jsonl_file import hand_in
from posts import inbox
from posts.capture import Capture
from posts.errors import StorageFull
from posts.files import storage
from posts.home import Home
from posts.identity import named_id, sha256_hex
from posts.post import Post
from posts.warc import body_of, read_capture
from tests.conftest import START

GOOD: dict[str, Any] = {"platform": "facebook", "text": "Dicari operator", "url": "https://fb.example.org/1"}

NOBODY = Giver()


def line(**fields: Any) -> bytes:
    return json.dumps({**GOOD, **fields}).encode()


def given_to(home: Home, data: bytes, name: str = "kiriman/posts.jsonl", giver: Giver = NOBODY) -> Imported:
    return hand_in(BytesIO(data), name, home, START, b"\xaa\xbb\xcc", giver)


def waiting(home: Home) -> tuple[list[Capture], list[Post]]:
    captures: dict[str, Capture] = {}
    posts: list[Post] = []
    for path in inbox.waiting(home.inbox):
        for number, raw in inbox.read(path):
            found = inbox.parse(raw, path, number)
            if isinstance(found, inbox.CaptureLine):
                captures[found.capture.id] = found.capture
            elif isinstance(found, inbox.PostLine):
                posts.append(found.post)
    return list(captures.values()), posts


def test_the_file_is_archived_byte_for_byte_with_who_gave_it(home: Home) -> None:
    data = b"\r\n" + line() + b"\r\n\n" + line(url="https://fb.example.org/2")

    given_to(home, data, giver=Giver("partner-3", "stick", "may be shared with police"))

    (capture,), _ = waiting(home)
    assert body_of(home.archive, capture) == data
    assert (capture.sha256, capture.bytes, capture.kind, capture.purpose) == (
        sha256_hex(data),
        len(data),
        "file",
        "hand_in",
    )
    assert [stored.kind for stored in read_capture(home.archive, capture)] == ["resource", "metadata"]
    assert capture.file is not None
    assert (capture.file.original_name, capture.file.received_at, capture.file.kind) == ("posts.jsonl", START, "jsonl")
    assert (capture.file.received_from, capture.file.medium) == ("partner-3", "stick")
    assert capture.file.consent == "may be shared with police"


def test_missing_fields_get_their_defaults(home: Home) -> None:
    result = given_to(home, line())

    (capture,), (post,) = waiting(home)
    assert result == Imported(1, ())
    assert (post.source, post.via, post.visibility) == ("facebook:import", "hand_in", "public")
    assert (post.media, post.links, post.labels, post.counts, post.posted_at) == ((), (), (), {}, None)
    assert post.id == named_id("p1_", "facebook", "https://fb.example.org/1", "", "")
    assert post.capture == capture.id


def test_given_fields_stay_and_times_become_utc(home: Home) -> None:
    given_to(
        home,
        line(
            source="facebook:grup__loker",
            via="crawl",
            visibility="given",
            native_id="99",
            id=named_id("p1_", "facebook", "99"),
            posted_at="2026-01-05T10:00:00+07:00",
            posted_raw="kemarin jam 10",
        ),
    )

    _, (post,) = waiting(home)
    assert (post.source, post.via, post.visibility, post.native_id) == ("facebook:grup__loker", "crawl", "given", "99")
    assert post.posted_at == datetime(2026, 1, 5, 3, tzinfo=UTC)
    assert post.posted_raw == "kemarin jam 10"


BAD = [
    (b"{", "not valid JSON"),
    (b"[]", "expected `object`"),
    (line(platform=None), "expected `str`"),
    (line(text=7), "expected `str`"),
    (line(colour="red"), "unknown field"),
    (b'{"text": "x", "url": "https://fb.example.org/1"}', "missing required field `platform`"),
    (b'{"platform": "facebook", "url": "https://fb.example.org/1"}', "missing required field `text`"),
    (line(platform=""), "platform is empty"),
    (line(url=None), "native_id and url are both missing"),
    (line(url=""), "native_id and url are both missing"),
    (line(id="p1_aaaaaaaaaaaaaaaaaaaaaaaaaa"), "is not the id of this post"),
    (line(posted_at="2026-01-05T03:00:00"), "posted_at has no time zone"),
    (line(edited_at="2026-01-05T03:00:00"), "edited_at has no time zone"),
    (line(posted_at="0001-01-01T00:00:00+14:00"), "no time of this calendar"),
    (line(posted_at="kemarin"), "posted_at"),
    (line(visibility="secret"), "visibility"),
    (b'{"platform": "facebook", "url": "u", "text": "\xff"}', "invalid"),
    (b'{"platform": "facebook", "url": "u", "text": "\\ud83d"}', "lone surrogate"),
    (line(text="x" * (10 << 20)), "more than 1 MiB"),
    (line(text="x" * (17 << 20)), "more than 16 MiB"),
    (b"[" * 100_000, "expected `object`"),
]


@pytest.mark.parametrize(("bad", "what"), BAD, ids=[f"{at} {what}" for at, (_, what) in enumerate(BAD)])
def test_a_bad_line_is_refused_with_its_place_and_the_rest_goes_on(home: Home, bad: bytes, what: str) -> None:
    result = given_to(home, line(native_id="1") + b"\n\n" + bad + b"\n" + line(native_id="2") + b"\n", "p.jsonl")

    _, posts = waiting(home)
    assert [post.native_id for post in posts] == ["1", "2"]
    assert result.accepted == 2
    (refused,) = result.refused
    assert (refused.file, refused.line) == ("p.jsonl", 3)
    assert what in f"{refused.what} {refused.file}"
    assert refused.do


def test_posts_come_in_files_of_at_most_500(home: Home) -> None:
    result = given_to(home, b"\n".join(line(native_id=str(number)) for number in range(1203)))

    counts = [sum(b'"type":"post"' in raw for _, raw in inbox.read(path)) for path in inbox.waiting(home.inbox)]
    assert result.accepted == 1203
    assert [count for count in counts if count] == [500, 500, 203]
    assert [post.native_id for post in waiting(home)[1]] == [str(number) for number in range(1203)]


def test_a_large_file_is_archived_in_parts_and_lines_keep_their_numbers(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts_room.parts, "__defaults__", (1000,))
    data = b"".join(line(native_id=str(number)) + b"\n" for number in range(50)) + b"{\n" + line(native_id="50")

    result = given_to(home, data, "-")

    captures, posts = waiting(home)
    assert len(captures) > 3
    assert b"".join(body_of(home.archive, capture) for capture in captures) == data
    assert [post.native_id for post in posts] == [str(number) for number in range(51)]
    assert {post.capture for post in posts} <= {capture.id for capture in captures}
    assert [(problem.file, problem.line) for problem in result.refused] == [("-", 51)]


def test_an_empty_file_leaves_nothing(home: Home) -> None:
    assert given_to(home, b"") == Imported(0, ())
    assert waiting(home) == ([], [])
    assert list(home.archive.rglob("*.gz")) == []


def test_a_full_disk_is_told_and_nothing_waits(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "full")

    with monkeypatch.context() as patch:
        patch.setattr("os.write", full)
        with pytest.raises(StorageFull), storage(home.path):
            given_to(home, line())

    assert waiting(home) == ([], [])


def test_the_menu_of_hand_ins_names_it(home: Home, tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_bytes(line() + b"\nbad")

    result = HANDINS["jsonl"](HandIn(str(tmp_path / "p.jsonl"), home, START, b"\xaa\xbb\xcc"))

    assert (result.accepted, len(result.refused)) == (1, 1)
