"""Public posts without letters in the ledger: which of them show the same picture, or copies of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from sqlalchemy import Connection, select

from dedupe.wordless import Groups, wordless
from index.ledger.known import MANY
from index.ledger.pictures import pairs_of, pictures_of, posts_showing
from index.ledger.schema import PUBLIC, written


def wordless_around(connection: Connection, arrivals: Mapping[str, object | None], left: Collection[str]) -> Groups:
    """Return the whole groups of posts without letters that arrivals and departures touch, as they stand afterwards.

    `arrivals` are posts with their wording, null where there are no letters; `left` are posts that are grouped no more.
    """
    gone = {*left, *(post for post, wording in arrivals.items() if wording is not None)}
    border = {post for post, wording in arrivals.items() if wording is None} | _mates(connection, gone) - gone
    if _without_letters(connection, left, ()):  # whose mates nobody knows any more: its row has left the public lane
        border |= _every(connection) - gone
    members: set[str] = set()
    copies: set[tuple[str, str]] = set()
    while border:
        members |= border
        found = set(_beside(connection, border, members, gone))
        copies |= found
        border = {post for pair in found for post in pair} - members
    return wordless(members, copies)


def wordless_copies(connection: Connection) -> set[tuple[str, str]]:
    """Return the pairs of all public posts without letters that show one picture or copies of it."""
    return copies_among(connection, _every(connection))


def copies_among(connection: Connection, posts: Collection[str]) -> set[tuple[str, str]]:
    """Return the pairs of some public posts that show one picture or copies of it."""
    return set(_beside(connection, posts, posts, ()))


def _every(connection: Connection) -> set[str]:
    return set(connection.execute(select(written.c.post).where(written.c.wording.is_(None))).scalars())


def _beside(
    connection: Connection, posts: Collection[str], new: Collection[str], gone: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield pairs of posts without letters that connect all that show the pictures of some, or copies of these."""
    hashes = {sha256 for held in pictures_of(connection, posts).values() for sha256 in held}
    near: dict[str, set[str]] = {sha256: {sha256} for sha256 in hashes}
    for pair in pairs_of(connection, hashes):
        if pair.relation.kind == "copy":
            near.setdefault(pair.a, set()).add(pair.b)
            near.setdefault(pair.b, set()).add(pair.a)
    showing = posts_showing(connection, {other for sha256 in hashes for other in near[sha256]})
    without = _without_letters(connection, {post for held in showing.values() for post in held}, new) - set(gone)
    for sha256 in hashes:  # each is shown by a post without letters, so all that show copies of it belong together
        members = sorted({post for copy in near[sha256] for post in showing.get(copy, ())} & without)
        yield from pairwise(members)


def _without_letters(connection: Connection, posts: Collection[str], new: Collection[str]) -> set[str]:
    found = set(posts) & set(new)
    for some in _parts(set(posts) - found):
        query = select(written.c.post).where(written.c.post.in_(some), written.c.wording.is_(None))
        found |= set(connection.execute(query).scalars())
    return found


def _mates(connection: Connection, gone: Collection[str]) -> set[str]:
    """Return the posts without letters of the clusters that posts without letters leave."""
    posts, found = PUBLIC.posts, set()
    for some in _parts(_without_letters(connection, gone, ())):
        clusters = select(posts.c.cluster).where(posts.c.id.in_(some), posts.c.cluster.is_not(None))
        mates = select(posts.c.id).where(posts.c.cluster.in_(clusters))
        found |= set(connection.execute(mates).scalars())
    return _without_letters(connection, found, ())


def _parts(ids: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), MANY):
        yield ordered[start : start + MANY]
