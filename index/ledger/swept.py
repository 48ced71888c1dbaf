"""Swept: the segments of the archive that have nothing more to give to the inbox."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from index.ledger.schema import meta

SWEPT = "swept:"  # key in the meta table


def swept(connection: Connection) -> set[str]:
    """Return the names of the segments that were swept."""
    rows = connection.execute(select(meta.c.key).where(meta.c.key.startswith(SWEPT, autoescape=True)))
    return {row.key.removeprefix(SWEPT) for row in rows}


def note_swept(connection: Connection, name: str) -> None:
    """Note that a segment was swept."""
    connection.execute(insert(meta).on_conflict_do_nothing(), {"key": f"{SWEPT}{name}", "value": "1"})
