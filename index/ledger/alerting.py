"""Rules, matches, outbox: what is watched for, what was found, who is still to be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert

from index.ledger.feed import last_seq
from index.ledger.schema import matches, messages, meta, outbox, rules
from index.ledger.times import to_text
from posts import jsonl
from posts.identity import named_id

TOLD = "digest:last_seq"  # key in the meta table


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A rule as the ledger recorded it; a post counts as new when its first_seq is above `saved_seq`."""

    id: str
    rev: int
    kind: str
    name: str
    record: bytes
    saved_seq: int
    matched: bool


@dataclass(frozen=True, slots=True)
class Match:
    """One finding of one rule, unique by (rule, revision, subject, bucket)."""

    rule: str
    rev: int
    subject: str
    bucket: str
    posts: tuple[str, ...]

    @property
    def id(self) -> str:
        """The same finding has the same id on every run."""
        return named_id("m1_", self.rule, str(self.rev), self.subject, self.bucket)


@dataclass(frozen=True, slots=True)
class Pending:
    """A match somebody is still to be told of."""

    match: Match
    recipient: str


@dataclass(frozen=True, slots=True)
class Message:
    """A mail on its way; its id is its Message-ID and never changes."""

    id: str
    recipient: str
    mail: bytes
    state: str
    tries: int


def record_rules(connection: Connection, wanted: Iterable[tuple[str, str, str, bytes]], now: datetime) -> None:
    """Record new or changed rules (id, kind, name, canonical record) and retire those no longer wanted."""
    active = {rule.id: rule for rule in active_rules(connection)}
    keep: set[str] = set()
    for own, kind, name, record in wanted:
        keep.add(own)
        if own not in active or active[own].record != record:
            retire(connection, own, now)
            _insert_rule(connection, (own, kind, name, record), now)
    for gone in active.keys() - keep:
        retire(connection, gone, now)


def active_rules(connection: Connection) -> list[StoredRule]:
    """Return the rules in force, by id."""
    rows = connection.execute(select(rules).where(rules.c.retired_at.is_(None)).order_by(rules.c.id))
    return [
        StoredRule(row.id, row.rev, row.kind, row.name, row.record.encode(), row.saved_seq, bool(row.matched))
        for row in rows
    ]


def set_matched(connection: Connection, rule: StoredRule) -> None:
    """Note that a rule was matched over everything the ledger holds."""
    this = (rules.c.id == rule.id) & (rules.c.rev == rule.rev)
    connection.execute(update(rules).where(this).values(matched=1))


def retire(connection: Connection, rule: str, now: datetime) -> None:
    """End the revision of a rule that is in force; its matches stay."""
    this = (rules.c.id == rule) & rules.c.retired_at.is_(None)
    connection.execute(update(rules).where(this).values(retired_at=to_text(now)))


def add_match(connection: Connection, match: Match, recipients: Iterable[str], now: datetime) -> bool:
    """Keep a finding and who is to be told; False when it is known already."""
    row = {
        "id": match.id,
        "rule": match.rule,
        "rev": match.rev,
        "subject": match.subject,
        "bucket": match.bucket,
        "found_at": to_text(now),
        "posts": jsonl.line(match.posts).decode(),
    }
    if not connection.execute(insert(matches).on_conflict_do_nothing().returning(matches.c.id), row).first():
        return False
    if rows := [{"match": match.id, "recipient": recipient} for recipient in sorted(set(recipients))]:
        connection.execute(outbox.insert(), rows)
    return True


def pending(connection: Connection) -> list[Pending]:
    """Return what nobody has put into a mail yet, oldest finding first."""
    query = (
        select(matches, outbox.c.recipient)
        .join_from(outbox, matches, outbox.c.match == matches.c.id)
        .where(outbox.c.message.is_(None))
        .order_by(matches.c.found_at, matches.c.id, outbox.c.recipient)
    )
    return [
        Pending(Match(row.rule, row.rev, row.subject, row.bucket, _posts(row.posts)), row.recipient)
        for row in connection.execute(query)
    ]


def every_match(connection: Connection) -> list[tuple[Match, str]]:
    """Return all findings with the time each was found, oldest first."""
    rows = connection.execute(select(matches).order_by(matches.c.found_at, matches.c.id))
    return [(Match(row.rule, row.rev, row.subject, row.bucket, _posts(row.posts)), row.found_at) for row in rows]


def add_message(connection: Connection, message: Message, told: Iterable[Match], now: datetime) -> None:
    """Keep a mail before it is sent, and tie its findings to it."""
    row = {"id": message.id, "recipient": message.recipient, "state": "sending", "mail": message.mail}
    connection.execute(insert(messages).on_conflict_do_nothing(), row | {"made_at": to_text(now)})
    for match in told:
        this = (outbox.c.match == match.id) & (outbox.c.recipient == message.recipient)
        connection.execute(update(outbox).where(this).values(message=message.id))


def unsent(connection: Connection) -> list[Message]:
    """Return mails that no server has taken yet, oldest first."""
    query = select(messages).where(messages.c.state.in_(("sending", "uncertain"))).order_by(messages.c.made_at)
    return [Message(row.id, row.recipient, row.mail, row.state, row.tries) for row in connection.execute(query)]


def set_state(connection: Connection, message: str, state: str, problem: str | None, now: datetime) -> None:
    """Note how a try to send went."""
    values = {"state": state, "problem": problem, "tried_at": to_text(now), "tries": messages.c.tries + 1}
    connection.execute(update(messages).where(messages.c.id == message).values(values))


def told_until(connection: Connection) -> int:
    """Return the feed number up to which the last digest told."""
    found = connection.execute(select(meta.c.value).where(meta.c.key == TOLD)).scalar()
    return int(found or 0)


def set_told(connection: Connection) -> None:
    """Note that a digest has told of everything until now."""
    row = {"key": TOLD, "value": str(last_seq(connection))}
    connection.execute(insert(meta).on_conflict_do_update(index_elements=["key"], set_=row), row)


def _insert_rule(connection: Connection, rule: tuple[str, str, str, bytes], now: datetime) -> None:
    own, kind, name, record = rule
    last = connection.execute(select(func.max(rules.c.rev)).where(rules.c.id == own)).scalar() or 0
    row = {"id": own, "rev": last + 1, "kind": kind, "name": name, "record": record.decode()}
    connection.execute(rules.insert(), row | {"saved_at": to_text(now), "saved_seq": last_seq(connection)})


def _posts(text: str) -> tuple[str, ...]:
    return jsonl.load(text.encode(), tuple[str, ...])
