"""Templates: one cluster of the ledger as people look at it: fixed words, slots over time, members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dedupe.alignment import Member, Span
from dedupe.templates import MAX_MEMBERS, template
from index.ledger.groups import heir_of, members_of
from index.ledger.known import Known, find
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from lurewatch.slots import said_pay
from posts.reading import Reading

LOW_SCORE = "low score"


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One value of one slot: what the post writes, its normal form, and since when."""

    slot: int
    kind: str
    raw: str
    value: str
    post: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One post of the cluster, and why it is in no alert."""

    post: str
    source: str
    at: datetime
    score: float
    is_alertable: bool
    because: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class ClusterTemplate:
    """A cluster: its template's text with a mark for each slot, the slots over time, the members."""

    cluster: str
    size: int
    aligned: int
    text: str
    rows: tuple[SlotRow, ...]
    members: tuple[MemberRow, ...]


def template_of(connection: Connection, cluster: str) -> ClusterTemplate | None:
    """Return the template of a cluster, an alias's heir included; None where no public post belongs to it."""
    own = heir_of(connection, cluster)
    known = sorted(find(connection, members_of(connection, own), (PUBLIC,)).values(), key=_order)
    if not known:
        return None
    times = {one.post.id: _time(one) for one in known}
    made = template([_member(one) for one in known[:MAX_MEMBERS]])
    rows = [
        SlotRow(one.slot.number, one.slot.kind, one.raw, one.value, one.post, times[one.post])
        for one in made.over_time()
    ]
    members = tuple(_row(one) for one in known)
    return ClusterTemplate(own, len(known), min(len(known), MAX_MEMBERS), made.text, tuple(rows), members)


def _order(known: Known) -> tuple[datetime, str]:
    return _time(known), known.post.id


def _time(known: Known) -> datetime:
    return known.post.posted_at or known.first_seen_at


def _member(known: Known) -> Member:
    return Member(known.post.id, known.post.text, tuple(_spans(known.reading)), _time(known))


def _spans(reading: Reading) -> Iterator[Span]:
    for place in reading.places:
        if any(sign.isalnum() for sign in place.raw):  # a flag is decoration of the line that names the place
            yield Span("place", place.start, place.end, place.id)
    for pay in reading.pay:
        yield Span("pay", pay.start, pay.end, said_pay(pay))
    for contact in reading.contacts:
        yield Span("contact", contact.start, contact.end, contact.value)


def _row(known: Known) -> MemberRow:
    reading = known.reading
    because = "" if reading.alertable else ", ".join(hit.kind for hit in reading.suppressed_because) or LOW_SCORE
    return MemberRow(
        post=known.post.id,
        source=known.post.source,
        at=_time(known),
        score=reading.score.total,
        is_alertable=reading.alertable,
        because=because,
        is_gone=known.not_shown_at is not None,
    )
