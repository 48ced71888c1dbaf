"""Preparing: what is computed of a batch before its transaction begins: readings, and what pictures look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from dedupe.keys import Wording, wordings
from index.ledger.coverage import known_captures
from index.ledger.keep import Arrival, lane_of
from index.ledger.known import Known, find
from index.ledger.schema import PUBLIC
from lurewatch.batch import Batch
from lurewatch.installation import Installation
from lurewatch.looking import Looked, look_at
from lurewatch.picture_words import PictureReader, reading_pictures
from lurewatch.picturing import Pictured
from posts.capture import Capture
from posts.identity import is_new_revision
from posts.post import Media, Post, with_fields


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch ready for its transaction: arrivals in the order of their captures, the wording of each text, looks."""

    arrivals: tuple[Arrival, ...]
    wordings: tuple[Wording | None, ...]
    pictured: Pictured = field(default_factory=Pictured)


def prepare(here: Installation, batch: Batch) -> Prepared:
    """Read a batch and look at its pictures."""
    seen_at = {capture.id: capture for capture in batch.captures} | _known_captures(here, batch)
    pictures = look_at(here.home.media, [media for post in batch.posts for media in post.media])
    with here.ledger.reading() as connection:
        known = find(connection, (post.id for post in batch.posts))
    with reading_pictures(here.home.media, here.data) as reader:
        arrive = partial(_arrival, here, seen_at, pictures, known, reader)
        arrivals = sorted((arrive(post) for post in batch.posts), key=lambda arrival: arrival.seen_at)
    written = tuple(wordings([arrival.post.text for arrival in arrivals]))
    return Prepared(tuple(arrivals), written, here.pictures.pictured(pictures, _public(arrivals)))


def _public(arrivals: list[Arrival]) -> set[str]:
    """Return the pictures of posts that are public as far as they say themselves."""
    public = [arrival.post for arrival in arrivals if lane_of(arrival.post, arrival.reading) is PUBLIC]
    return {media.sha256 for post in public for media in post.media if media.sha256}


def _known_captures(here: Installation, batch: Batch) -> dict[str, Capture]:
    own = {capture.id for capture in batch.captures}
    missing = {post.capture for post in batch.posts if post.capture and post.capture not in own}
    with here.ledger.reading() as connection:
        return known_captures(connection, missing)


def _arrival(
    here: Installation,
    seen_at: dict[str, Capture],
    pictures: dict[str, Looked],
    known: dict[str, Known],
    reader: PictureReader,
    post: Post,
) -> Arrival:
    capture = seen_at.get(post.capture or "")
    at = capture.fetched_at if capture else here.clock()
    post = with_fields(post, media=tuple(_looked_at(media, pictures) for media in post.media))
    before = known.get(post.id)
    same = before is not None and not is_new_revision(before.post, post)
    if before is not None and same and before.reading.data_version == here.data.version:
        reading = before.reading
    else:
        post, written = reader.read(post)
        reading = here.read(post, written)
    return Arrival(post, reading, at, post.capture or "")


def _looked_at(media: Media, pictures: dict[str, Looked]) -> Media:
    looked = pictures.get(media.sha256 or "")
    return looked.told(media) if looked else media
