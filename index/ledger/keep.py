"""Keeping posts: which lane, which revision, and that one more capture showed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from index.ledger.feed import last_seq
from index.ledger.known import Known, find
from index.ledger.pictures import drop_unshown, pictures_of
from index.ledger.schema import PUBLIC, RESTRICTED, Lane, observations
from index.ledger.times import to_text
from posts import jsonl
from posts.identity import is_new_revision
from posts.post import Media, Post
from posts.reading import Reading


@dataclass(frozen=True, slots=True)
class Arrival:
    """One post as one capture showed it, read."""

    post: Post
    reading: Reading
    seen_at: datetime
    capture: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an arrival: the post as it stands now and what changed."""

    known: Known
    is_new: bool = False  # the post was not known before
    is_revision: bool = False  # a part of it that counts was not known before
    is_changed: bool = False  # anything of it changed, a media hash for one
    left_public: bool = False  # it was public until now


def keep(connection: Connection, arrivals: Sequence[Arrival]) -> list[Kept]:
    """Keep arrivals in order; a post to be protected leaves the public lane with all its revisions."""
    known = find(connection, (arrival.post.id for arrival in arrivals))
    seq = last_seq(connection)
    kept = []
    for arrival in arrivals:
        before = known.get(arrival.post.id)
        one = _first(connection, arrival, seq + 1) if before is None else _again(connection, arrival, before)
        _observe(connection, arrival, one.known.rev)
        known[arrival.post.id] = one.known
        kept.append(one)
    return kept


def lane_of(post: Post, reading: Reading) -> Lane:
    """Return the lane of a post: given material and protected posts are restricted."""
    return RESTRICTED if post.visibility == "given" or reading.protected else PUBLIC


def _first(connection: Connection, arrival: Arrival, seq: int) -> Kept:
    lane = lane_of(arrival.post, arrival.reading)
    known = Known(
        lane=lane,
        rev=1,
        revs=1,
        revised_at=arrival.seen_at,
        first_seen_at=arrival.seen_at,
        first_seq=seq,
        last_seen_at=arrival.seen_at,
        not_shown_at=None,
        cluster=None,
        post=arrival.post,
        reading=arrival.reading,
    )
    connection.execute(lane.posts.insert(), _post_row(known))
    _add_revision(connection, known, 1)
    return Kept(known, is_new=True, is_revision=True, is_changed=True)


def _again(connection: Connection, arrival: Arrival, known: Known) -> Kept:
    """Keep a post that is known; it never leaves the restricted lane again (in doubt, protect)."""
    left_public = known.lane is PUBLIC and lane_of(arrival.post, arrival.reading) is RESTRICTED
    if left_public:
        known = replace(known, lane=RESTRICTED, cluster=None)
        move_to_restricted(connection, arrival.post.id)
    if not is_new_revision(known.post, arrival.post):
        kept = _same_revision(connection, arrival, known)
    elif arrival.seen_at >= known.revised_at:
        kept = _new_revision(connection, arrival, known)
    else:
        kept = _older_revision(connection, arrival, known)
    known = _seen(connection, arrival, kept.known)
    return replace(kept, known=known, left_public=left_public, is_changed=kept.is_changed or left_public)


def _same_revision(connection: Connection, arrival: Arrival, known: Known) -> Kept:
    merged = merge_media(known.post, arrival.post)
    if merged == known.post:
        return Kept(known)
    known = replace(known, post=merged)
    revisions = known.lane.revisions
    this = (revisions.c.post == merged.id) & (revisions.c.rev == known.rev)
    connection.execute(update(revisions).where(this).values(record=jsonl.line(merged).decode()))
    link_parts(connection, known.lane, known.post, known.reading)
    return Kept(known, is_changed=True)


def _new_revision(connection: Connection, arrival: Arrival, known: Known) -> Kept:
    number = known.revs + 1
    known = replace(
        known, rev=number, revs=number, revised_at=arrival.seen_at, post=arrival.post, reading=arrival.reading
    )
    _add_revision(connection, known, number)
    return Kept(known, is_revision=True, is_changed=True)


def _older_revision(connection: Connection, arrival: Arrival, known: Known) -> Kept:
    """Keep a version that an older capture shows: it is kept, but the newest revision stays the newest."""
    revisions = known.lane.revisions
    rows = connection.execute(select(revisions.c.record).where(revisions.c.post == arrival.post.id))
    if any(not is_new_revision(jsonl.load(row.record.encode(), Post), arrival.post) for row in rows):
        return Kept(known)
    older = replace(known, revised_at=arrival.seen_at, post=arrival.post, reading=arrival.reading)
    connection.execute(revisions.insert(), _revision_row(older, known.revs + 1))
    return Kept(replace(known, revs=known.revs + 1), is_changed=True)


def merge_media(old: Post, new: Post) -> Post:
    """Return the old post with the media facts that only the new capture knows."""
    media = tuple(_known_facts(before, after) for before, after in zip(old.media, new.media, strict=True))
    return old if media == old.media else msgspec.structs.replace(old, media=media)


def _known_facts(old: Media, new: Media) -> Media:
    if old.sha256 is None and new.sha256 is not None:
        return new
    if old.sha256 is not None and old.phash is None and new.phash is not None:
        return msgspec.structs.replace(old, phash=new.phash, dhash=new.dhash)
    if old.sha256 is None and new.why_missing is not None and old.why_missing != new.why_missing:
        return msgspec.structs.replace(old, why_missing=new.why_missing)
    return old


def _seen(connection: Connection, arrival: Arrival, known: Known) -> Known:
    """Note that the post was shown again: absences before this capture end."""
    newest = arrival.seen_at >= known.last_seen_at
    known = replace(
        known,
        first_seen_at=min(known.first_seen_at, arrival.seen_at),
        last_seen_at=max(known.last_seen_at, arrival.seen_at),
        not_shown_at=None if newest else known.not_shown_at,
    )
    values: dict[str, object] = {
        "rev": known.rev,
        "revs": known.revs,
        "first_seen_at": to_text(known.first_seen_at),
        "last_seen_at": to_text(known.last_seen_at),
    }
    if newest:
        values |= {"absent_since": None, "not_shown_at": None}
    posts = known.lane.posts
    connection.execute(update(posts).where(posts.c.id == arrival.post.id).values(values))
    return known


def _observe(connection: Connection, arrival: Arrival, rev: int) -> None:
    row = {
        "post": arrival.post.id,
        "capture": arrival.capture,
        "rev": rev,
        "seen_at": to_text(arrival.seen_at),
        "state": "present",
        "counts": jsonl.line(arrival.post.counts).decode(),
    }
    connection.execute(insert(observations).on_conflict_do_nothing(), row)


def _add_revision(connection: Connection, known: Known, number: int) -> None:
    connection.execute(known.lane.revisions.insert(), _revision_row(known, number))
    link_parts(connection, known.lane, known.post, known.reading)


def link_parts(connection: Connection, lane: Lane, newest: Post, reading: Reading) -> None:
    """Make contacts and media of the newest revision findable by their value."""
    contacts, media, post = lane.contacts, lane.media, newest.id
    connection.execute(delete(contacts).where(contacts.c.post == post))
    connection.execute(delete(media).where(media.c.post == post))
    values = {contact.value: contact.role for contact in reading.contacts}
    if values:
        rows = [{"value": value, "post": post, "role": role} for value, role in values.items()]
        connection.execute(contacts.insert(), rows)
    if hashes := sorted({item.sha256 for item in newest.media if item.sha256}):
        connection.execute(media.insert(), [{"sha256": sha256, "post": post} for sha256 in hashes])


def set_reading(connection: Connection, known: Known, reading: Reading) -> None:
    """Put another reading in the place of a newest revision's."""
    table = known.lane.revisions
    this = (table.c.post == known.post.id) & (table.c.rev == known.rev)
    connection.execute(update(table).where(this).values(reading=jsonl.line(reading).decode()))
    link_parts(connection, known.lane, known.post, reading)


def move_to_restricted(connection: Connection, post: str) -> None:
    """Move everything of a public post to the restricted lane; the caller takes it out of its group."""
    old, new = PUBLIC, RESTRICTED
    pictures = pictures_of(connection, [post]).get(post, [])
    for name in ("posts", "revisions", "contacts", "media"):
        source, target = getattr(old, name), getattr(new, name)
        key = source.c.id if name == "posts" else source.c.post
        connection.execute(target.insert().from_select([c.name for c in source.c], select(source).where(key == post)))
        connection.execute(delete(source).where(key == post))
    connection.execute(update(new.posts).where(new.posts.c.id == post).values(cluster=None))
    drop_unshown(connection, pictures)


def _post_row(known: Known) -> dict[str, object]:
    seen = to_text(known.first_seen_at)
    return {
        "id": known.post.id,
        "platform": known.post.platform,
        "source": known.post.source,
        "number": number_in(known.post.native_id),
        "rev": known.rev,
        "revs": known.revs,
        "first_seen_at": seen,
        "first_seq": known.first_seq,
        "last_seen_at": seen,
    }


def _revision_row(known: Known, number: int) -> dict[str, object]:
    return {
        "post": known.post.id,
        "rev": number,
        "seen_at": to_text(known.revised_at),
        "record": jsonl.line(known.post).decode(),
        "reading": jsonl.line(known.reading).decode(),
    }


def number_in(native_id: str | None) -> int | None:
    """Return the number at the end of a native id (`channel/13358` is 13358), where ids count upward."""
    last = (native_id or "").rpartition("/")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 19 else None
