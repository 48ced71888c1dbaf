"""Health mails: when each finding was told last, so that it is told once a day until it is mended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from index.ledger.schema import meta
from index.ledger.times import from_text, to_text

TOLD = "health:"  # key in the meta table


def told(connection: Connection) -> dict[str, datetime]:
    """Return when each finding that stood at the last mail was told."""
    rows = connection.execute(select(meta).where(meta.c.key.startswith(TOLD, autoescape=True)))
    return {row.key.removeprefix(TOLD): from_text(row.value) for row in rows}


def set_told(connection: Connection, findings: Collection[str], at: datetime) -> None:
    """Note that findings were told."""
    for finding in sorted(findings):
        row = {"key": f"{TOLD}{finding}", "value": to_text(at)}
        connection.execute(insert(meta).on_conflict_do_update(index_elements=["key"], set_=row), row)


def forget(connection: Connection, findings: Collection[str]) -> None:
    """Forget findings that are mended."""
    connection.execute(delete(meta).where(meta.c.key.in_([f"{TOLD}{finding}" for finding in findings])))
