"""Parts of public posts that are looked up exactly: contacts, picture files, addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

from index.ledger.known import MANY
from index.ledger.schema import PUBLIC


def naming(connection: Connection, contacts: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (post, contact, role) of every public post that names one of these contacts."""
    table = PUBLIC.contacts
    query = select(table).where(table.c.value.in_(contacts)).order_by(table.c.post, table.c.value)
    for row in connection.execute(query):
        yield row.post, row.value, row.role


def ending(connection: Connection, digits: str) -> Iterator[tuple[str, str, str]]:
    """Yield (post, contact, role) of every public post that names a number with these last digits."""
    table = PUBLIC.contacts
    query = select(table).where(table.c.value.endswith(digits, autoescape=True)).order_by(table.c.post, table.c.value)
    for row in connection.execute(query):
        yield row.post, row.value, row.role


def showing(connection: Connection, sha256: str) -> list[str]:
    """Return the public posts that show a picture file of this hash."""
    table = PUBLIC.media
    query = select(table.c.post).distinct().where(table.c.sha256 == sha256).order_by(table.c.post)
    return list(connection.execute(query).scalars())


def mentioning(connection: Connection, address: str) -> list[str]:
    """Return the public posts whose newest revision holds this address anywhere, some hundred at most."""
    posts, revisions = PUBLIC.posts, PUBLIC.revisions
    same = (revisions.c.post == posts.c.id) & (revisions.c.rev == posts.c.rev)
    query = select(posts.c.id).join_from(posts, revisions, same).order_by(posts.c.first_seq)
    return list(
        connection.execute(query.where(revisions.c.record.contains(address, autoescape=True)).limit(MANY)).scalars()
    )
