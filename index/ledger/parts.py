"""Parts of public posts that are looked up exactly: contacts and picture files."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

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
