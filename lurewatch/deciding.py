"""Deciding: what people judged and did, kept for ever and tied to the custody chain, so that no row changes unseen."""

from __future__ import annotations

from collections.abc import Iterator

from index.ledger.people import (
    add_audit,
    add_custody,
    add_mark,
    custody_head,
    custody_of,
    every_audit,
    every_mark,
)
from index.ledger.store import Connection
from lurewatch.evidence.custody import CustodyEvent, CustodyLine, Event, chained
from posts import jsonl
from posts.identity import sha256_hex
from posts.mark import AuditLine, Mark

AUDIT, MARKS = "audit", "marks"  # what the custody lines name as their item


def audited(connection: Connection, line: AuditLine) -> None:
    """Keep that somebody read restricted material, exported, or changed settings."""
    add_audit(connection, line)
    _chain(connection, "audit.add", AUDIT, line)


def marked(connection: Connection, mark: Mark) -> None:
    """Keep a human judgement."""
    add_mark(connection, mark)
    _chain(connection, "mark.add", MARKS, mark)


def changed_decisions(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each of the two logs whose rows are not those that the custody chain saw, in their order."""
    for item, rows in ((AUDIT, every_audit(connection)), (MARKS, every_mark(connection))):
        seen = [jsonl.load(line, CustodyLine).sha256 for line in custody_of(connection, [item])]
        held = [_hash(row) for row in rows]
        wrong = [at for at, (one, other) in enumerate(zip(seen, held, strict=False), 1) if one != other]
        if wrong:
            yield f"{item} was changed: line {wrong[0]} is not the one that was written"
        elif len(seen) != len(held):
            yield f"{item} was changed: {len(held)} lines stand where {len(seen)} were written"


def _chain(connection: Connection, event: Event, item: str, record: AuditLine | Mark) -> None:
    last, line = custody_head(connection)
    happened = CustodyEvent(
        t=record.at, event=event, item=item, sha256=_hash(record), actor=record.actor, role="person", purpose="decision"
    )
    add_custody(connection, chained(last, line, [happened]))


def _hash(record: AuditLine | Mark) -> str:
    return sha256_hex(jsonl.canonical(record))
