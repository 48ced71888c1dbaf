"""Pictures of public posts: their looks, which are related, and which posts show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select
from sqlalchemy.dialects.sqlite import insert

from dedupe.images.look import Look, is_current, split, unpacked
from dedupe.images.pairs import PicturePair
from dedupe.images.relation import Kind, Relation
from index.ledger.known import MANY
from index.ledger.schema import PUBLIC, looks, picture_pairs

KINDS: dict[str, Kind] = {"copy": "copy", "same_design": "same_design"}


def views_since(connection: Connection, number: int) -> list[tuple[int, str, bytes]]:
    """Return (number, sha256, views) of every look that was kept after the look of a number."""
    query = select(looks.c.number, looks.c.sha256, looks.c.views).where(looks.c.number > number)
    return [(int(row.number), row.sha256, row.views) for row in connection.execute(query.order_by(looks.c.number))]


def looks_of(connection: Connection, hashes: Collection[str]) -> dict[str, Look]:
    """Return the looks of pictures that are kept."""
    found = {}
    for some in _parts(hashes):
        for row in connection.execute(select(looks).where(looks.c.sha256.in_(some))):
            look = unpacked(row.views + row.thumb)
            if look is not None:
                found[row.sha256] = look
    return found


def with_looks(connection: Connection, hashes: Collection[str]) -> set[str]:
    """Return those of these pictures whose look is kept and of the current recipe."""
    found = set()
    for some in _parts(hashes):
        rows = connection.execute(select(looks.c.sha256, looks.c.views).where(looks.c.sha256.in_(some)))
        found |= {row.sha256 for row in rows if is_current(row.views)}
    return found


def add_looks(connection: Connection, new: Mapping[str, bytes], pairs: Iterable[PicturePair]) -> None:
    """Keep the looks of pictures that a public post shows, and their relations."""
    shown = shown_publicly(connection, new)
    for sha256 in sorted(shown):
        views, thumb = split(new[sha256])
        connection.execute(delete(looks).where(looks.c.sha256 == sha256))
        connection.execute(looks.insert(), {"sha256": sha256, "views": views, "thumb": thumb})
    for pair in pairs:
        if shown & {pair.a, pair.b}:
            connection.execute(insert(picture_pairs).on_conflict_do_nothing(), _row(pair))


def drop_unshown(connection: Connection, hashes: Collection[str]) -> None:
    """Drop what is known of pictures that no public post shows any more."""
    gone = sorted(set(hashes) - shown_publicly(connection, hashes))
    for some in _parts(gone):
        connection.execute(delete(looks).where(looks.c.sha256.in_(some)))
        connection.execute(delete(picture_pairs).where(or_(picture_pairs.c.a.in_(some), picture_pairs.c.b.in_(some))))


def shown_publicly(connection: Connection, hashes: Collection[str]) -> set[str]:
    """Return those of these pictures that a public post shows."""
    media = PUBLIC.media.c.sha256
    return {
        sha256
        for some in _parts(hashes)
        for sha256 in connection.execute(select(media).distinct().where(media.in_(some))).scalars()
    }


def every_picture(connection: Connection) -> list[str]:
    """Return the pictures and other media that public posts show."""
    media = PUBLIC.media.c.sha256
    return list(connection.execute(select(media).distinct().order_by(media)).scalars())


def posts_showing(connection: Connection, hashes: Collection[str]) -> dict[str, list[str]]:
    """Return the public posts that show each of these pictures."""
    found: dict[str, list[str]] = {}
    table = PUBLIC.media
    for some in _parts(hashes):
        rows = connection.execute(select(table).where(table.c.sha256.in_(some)).order_by(table.c.post))
        for row in rows:
            found.setdefault(row.sha256, []).append(row.post)
    return found


def pictures_of(connection: Connection, posts: Collection[str]) -> dict[str, list[str]]:
    """Return the media of each of these public posts."""
    found: dict[str, list[str]] = {}
    table = PUBLIC.media
    for some in _parts(posts):
        for row in connection.execute(select(table).where(table.c.post.in_(some)).order_by(table.c.sha256)):
            found.setdefault(row.post, []).append(row.sha256)
    return found


def pairs_of(connection: Connection, hashes: Collection[str]) -> set[PicturePair]:
    """Return every relation that any of these pictures is part of."""
    ends = (picture_pairs.c.a, picture_pairs.c.b)
    return {
        pair
        for some in _parts(hashes)
        for end in ends
        for pair in _pairs(connection.execute(select(picture_pairs).where(end.in_(some))))
    }


def every_pair(connection: Connection) -> list[PicturePair]:
    """Return all relations of pictures."""
    return list(_pairs(connection.execute(select(picture_pairs).order_by(picture_pairs.c.a, picture_pairs.c.b))))


def _pairs(rows: Iterable[Row[Any]]) -> Iterator[PicturePair]:
    for row in rows:
        yield PicturePair(row.a, row.b, Relation(KINDS[row.kind], row.distance))


def _row(pair: PicturePair) -> dict[str, object]:
    related = pair.relation
    return {"a": pair.a, "b": pair.b, "kind": related.kind, "distance": related.distance}


def _parts(ids: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), MANY):
        yield ordered[start : start + MANY]
