"""JSON lines of posts: archived first, then taken line by line; a bad line is refused, the others go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from posts import jsonl
from posts.capture import Capture, FileFacts
from posts.errors import LineRefused
from posts.home import Home
from posts.identity import post_id, run_id, sha256_hex
from posts.inbox import CaptureLine, Inbox, PostLine
from posts.post import Post, with_fields
from posts.warc import Segment

MIME = "application/x-ndjson"
PART_BYTES = 32 << 20  # a larger file is archived in parts, so that memory stays flat
FILE_POSTS = 500  # posts in one inbox file: ingest takes so many in one transaction


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gave the file, as a code; by which medium; with what consent."""

    received_from: str | None = None
    medium: str | None = None
    consent: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """How many posts were taken, and each line that was not."""

    accepted: int
    refused: tuple[LineRefused, ...]


def hand_in(stream: BinaryIO, name: str, home: Home, now: datetime, chance: bytes, giver: Giver) -> Imported:
    """Archive a file of Post lines and put its posts into the inbox; `name` stands in refusals (`-` for stdin)."""
    run = run_id(now, chance)
    segment = Segment(home.archive, run, now)
    inbox = Inbox(home.inbox, run)
    refused: list[LineRefused] = []
    accepted = 0
    try:
        for part in _parts(jsonl.numbered_lines(stream)):
            capture = _archive(segment, part, name, now, giver)
            posts = _accepted(part, capture, name, refused.append)
            inbox.put([CaptureLine(capture=capture)])
            while chunk := list(islice(posts, FILE_POSTS)):
                inbox.put([PostLine(post=post) for post in chunk])
                accepted += len(chunk)
    finally:
        segment.close()
    return Imported(accepted, tuple(refused))


def _parts(lines: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    part: list[tuple[int, bytes]] = []
    size = 0
    for number, line in lines:
        part.append((number, line))
        size += len(line)
        if size >= PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _archive(segment: Segment, part: list[tuple[int, bytes]], name: str, now: datetime, giver: Giver) -> Capture:
    body = b"".join(line + b"\n" for _, line in part)
    facts = FileFacts(
        original_name=name.rpartition("/")[2],
        received_at=now,
        received_from=giver.received_from,
        medium=giver.medium,
        consent=giver.consent,
    )
    capture = Capture(
        id="",
        run="",
        kind="file",
        purpose="hand_in",
        fetched_at=now,
        sha256=sha256_hex(body),
        bytes=len(body),
        file=facts,
    )
    return segment.add_resource(capture, f"urn:sha256:{capture.sha256}", MIME, body)


def _accepted(
    part: list[tuple[int, bytes]], capture: Capture, name: str, refuse: Callable[[LineRefused], None]
) -> Iterator[Post]:
    for number, line in part:
        try:
            yield completed(jsonl.load(line, Post, file=name, number=number), capture.id)
        except LineRefused as problem:
            refuse(_at(problem, name, number))


def completed(post: Post, capture: str | None) -> Post:
    """Return a post with its defaults and its id; refuse one that names nothing or claims another id (rulings 1)."""
    if not post.platform:
        raise LineRefused("the platform is empty", "name the service, for example telegram_web")
    if not post.native_id and not post.url:
        raise LineRefused("native_id and url are both missing", "give at least one of them")
    jsonl.check_text(post.text)
    own = post_id(post)
    if post.id and post.id != own:
        raise LineRefused(f"the id {post.id} is not the id of this post", f"leave it out, or write {own}")
    return with_fields(post, id=own, source=post.source or f"{post.platform}:import", capture=capture)


def _at(problem: LineRefused, name: str, number: int) -> LineRefused:
    problem.at(name, number)
    return problem
