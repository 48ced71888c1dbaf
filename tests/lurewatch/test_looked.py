"""What a visit finds when it looks for posts: in the ledger, in answers and in the custody chain, after ingest."""

from __future__ import annotations

from datetime import timedelta

from index.ledger.known import find
from index.ledger.store import open_ledger
from posts.capture import Capture, Looked, Visit
from posts.home import Home
from posts.identity import run_id, sha256_hex
from posts.inbox import CaptureLine, Inbox, Line, PostLine, VisitLine
from posts.post import Post, with_fields
from posts.warc import Exchange, Segment
from tests.conftest import START, make_capture, make_post
from tests.lurewatch.calling import call

SOURCE = "reddit:r/loker"
HEAD = b"HTTP/1.1 404 Not Found\r\n\r\n"


def visited(home: Home, hours: float, post: Post, is_shown: bool | None) -> None:
    """Put a visit into archive and inbox: the first shows the post, later ones look for it."""
    at = START + timedelta(hours=hours)
    run = run_id(at, bytes([int(hours * 2), 0, 0]))
    segment = Segment(home.archive, run, at)
    looked_for = () if hours == 0 else (post.id,)
    asked: Capture = make_capture(
        fetched_at=at,
        source=SOURCE,
        looked_for=looked_for,
        status=404 if hours else 200,
        sha256=sha256_hex(b""),
        bytes=0,
    )
    capture = segment.add_http(asked, Exchange(b"GET / HTTP/1.1\r\n\r\n", b"", HEAD, b""))
    segment.close()
    looked = () if hours == 0 else (Looked(post=post.id, capture=capture.id, seen_at=at, is_shown=is_shown),)
    lines: list[Line] = [CaptureLine(capture=capture)]
    lines += [PostLine(post=with_fields(post, capture=capture.id))] if hours == 0 else []
    fields = {"requests": 2, "outcome": "posts" if hours == 0 else "nothing_new", "looked": looked}
    visit = Visit(source=SOURCE, run=run, started_at=at, ended_at=at + timedelta(minutes=1), **fields)  # type: ignore[arg-type]  # a plain dict serves
    Inbox(home.inbox, run).put([*lines, VisitLine(visit=visit)])


def test_two_looks_that_miss_a_post_make_it_not_shown_everywhere(home: Home) -> None:
    post = make_post(1, platform="reddit", source=SOURCE, native_id="t3_1a")
    assert call("init", "--home", home.path).code == 0
    said = []
    for hours, is_shown in ((0, True), (1, None), (2, False), (3, False)):
        visited(home, hours, post, is_shown)
        said.append(call("ingest", "--home", home.path, "--json").json["not_shown"])

    assert said == [0, 0, 0, 1]
    ledger = open_ledger(home)
    with ledger.reading() as connection:
        known = find(connection, [post.id])[post.id]
    ledger.close()
    assert (known.not_shown_at, known.last_seen_at) == (START + timedelta(hours=3), START)
    assert call("check", "--home", home.path).code == 0
