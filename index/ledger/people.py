"""What people decide and do: marks, audit and custody lines. All three only grow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from index.ledger.schema import audit, custody, marks
from index.ledger.times import to_text
from posts import jsonl
from posts.mark import AuditLine, Mark


def add_mark(connection: Connection, mark: Mark) -> None:
    """Keep a human judgement for ever."""
    row = {"kind": mark.kind, "target": mark.target, "value": mark.value, "at": to_text(mark.at)}
    connection.execute(marks.insert(), row | {"record": jsonl.line(mark).decode()})


def marks_on(connection: Connection, targets: Iterable[str]) -> dict[str, list[Mark]]:
    """Return the marks on each of the targets, oldest first."""
    query = select(marks.c.target, marks.c.record).where(marks.c.target.in_(sorted(set(targets)))).order_by(marks.c.id)
    found: dict[str, list[Mark]] = {}
    for row in connection.execute(query):
        found.setdefault(row.target, []).append(jsonl.load(row.record.encode(), Mark))
    return found


def every_mark(connection: Connection) -> list[Mark]:
    """Return all marks, oldest first."""
    rows = connection.execute(select(marks.c.record).order_by(marks.c.id))
    return [jsonl.load(row.record.encode(), Mark) for row in rows]


def add_audit(connection: Connection, line: AuditLine) -> None:
    """Keep that somebody read restricted material, exported, or changed settings."""
    connection.execute(audit.insert(), {"at": to_text(line.at), "record": jsonl.line(line).decode()})


def every_audit(connection: Connection) -> list[AuditLine]:
    """Return the whole audit, oldest first."""
    rows = connection.execute(select(audit.c.record).order_by(audit.c.id))
    return [jsonl.load(row.record.encode(), AuditLine) for row in rows]


def add_custody(connection: Connection, lines: Sequence[tuple[int, str, bytes]]) -> None:
    """Append custody lines (number, item, canonical line); the caller has chained them."""
    if lines:
        rows = [{"seq": seq, "item": item, "line": line.decode()} for seq, item, line in lines]
        connection.execute(custody.insert(), rows)


def custody_head(connection: Connection) -> tuple[int, bytes | None]:
    """Return the number and bytes of the newest custody line; (0, None) when there is none."""
    row = connection.execute(select(custody.c.seq, custody.c.line).order_by(custody.c.seq.desc()).limit(1)).first()
    return (0, None) if row is None else (row.seq, row.line.encode())


def custody_of(connection: Connection, items: Iterable[str] | None = None) -> list[bytes]:
    """Return the custody lines of some items, or all, in order."""
    query = select(custody.c.line).order_by(custody.c.seq)
    if items is not None:
        query = query.where(custody.c.item.in_(sorted(set(items))))
    return [row.line.encode() for row in connection.execute(query)]
