"""JSON lines of posts: archived first, byte for byte; then taken line by line, and a bad line stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from typing import BinaryIO

from crawlers.handins.giver import Giver, HandIn, Imported
from crawlers.handins.lying import name_of, open_file
from crawlers.handins.parts import Part, parts
from posts import jsonl
from posts.capture import Capture, FileFacts
from posts.errors import LineRefused
from posts.held import Held
from posts.home import Home
from posts.identity import post_id, run_id, sha256_hex
from posts.inbox import FILE_POSTS, CaptureLine, PostLine, together
from posts.post import Post, with_fields
from posts.warc import Segment

KIND = "jsonl"
MIME = "application/x-ndjson"
TIMES = ("posted_at", "edited_at")


def hand_in_file(hand: HandIn) -> Imported:
    """Archive a file of Post lines and put its posts into the inbox."""
    with open_file(hand.path, hand.stdin) as stream:
        return hand_in(stream, hand.path, hand.home, hand.now, hand.chance, hand.giver)


def hand_in(stream: BinaryIO, name: str, home: Home, now: datetime, chance: bytes, giver: Giver) -> Imported:
    """Archive a file of Post lines and put its posts into the inbox; `name` stands in refusals (`-` for stdin)."""
    run = run_id(now, chance)
    refused: list[LineRefused] = []
    accepted = 0
    with closing(Segment(home.archive, run, now)) as segment, together(home.inbox, run) as inbox:
        for part in parts(stream):
            capture = _archive(segment, part.data, name, now, giver)
            posts = posts_in(part, capture, name, refused.append)
            while chunk := list(islice(posts, FILE_POSTS)):
                inbox.put([CaptureLine(capture=capture), *(PostLine(post=post) for post in chunk)])
                accepted += len(chunk)
            inbox.put([CaptureLine(capture=capture)])
    return Imported(accepted, tuple(refused))


def posts_in(part: Part, capture: Capture, name: str, refuse: Callable[[LineRefused], None]) -> Iterator[Post]:
    """Yield the posts of a piece of a file, with their defaults and ids; `refuse` hears of each line that has none."""
    for number, line in part.lines():
        try:
            yield completed(jsonl.load(line, Post, file=name, number=number), capture.id)
        except LineRefused as problem:
            problem.at(name, number)
            refuse(problem)


def posts_again(held: Held, capture: Capture) -> Iterator[Post]:
    """Yield the posts of an archived piece; what is refused was told when it was handed in."""
    for part in parts(held.stream()):
        yield from posts_in(part, capture, "", lambda _: None)


def completed(post: Post, capture: str | None) -> Post:
    """Return a post with its defaults and its id; refuse one that names nothing or claims another id (rulings 1)."""
    if not post.platform:
        raise LineRefused("the platform is empty", "name the service, for example telegram_web")
    if not post.native_id and not post.url:
        raise LineRefused("native_id and url are both missing", "give at least one of them")
    jsonl.check_text(post.text)
    post = with_fields(post, **{name: _in_utc(name, getattr(post, name)) for name in TIMES})
    own = post_id(post)
    if post.id and post.id != own:
        raise LineRefused(f"the id {post.id} is not the id of this post", f"leave it out, or write {own}")
    return with_fields(post, id=own, source=post.source or f"{post.platform}:import", capture=capture)


def _in_utc(name: str, moment: datetime | None) -> datetime | None:
    """Return a time in UTC; one without a zone could be any of 38 moments, and ids rest on it."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise LineRefused(f"{name} has no time zone", "write it like 2026-01-05T03:00:00Z or with +07:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError as problem:
        raise LineRefused(f"{name} is no time of this calendar", "correct the value") from problem


def _archive(segment: Segment, body: bytes, name: str, now: datetime, giver: Giver) -> Capture:
    facts = FileFacts(
        original_name=name_of(name),
        received_at=now,
        kind=KIND,
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
