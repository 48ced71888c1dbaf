"""Slots over time: the place, pay and contact that posts of one template name, each value when it was first seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from index.ledger.known import Known
from posts.reading import Pay, Reading


@dataclass(frozen=True, slots=True)
class SlotValue:
    """One value of one slot: the post that named it first, and when."""

    slot: str
    value: str
    post: str
    at: datetime


def slot_values(posts: Iterable[Known]) -> list[SlotValue]:
    """Return each slot's values in the order in which they were first seen."""
    seen: set[tuple[str, str]] = set()
    found = []
    for known in sorted(posts, key=lambda one: (one.post.posted_at or one.first_seen_at, one.post.id)):
        for slot, value in _values(known.reading):
            if (slot, value) not in seen:
                seen.add((slot, value))
                found.append(SlotValue(slot, value, known.post.id, known.post.posted_at or known.first_seen_at))
    return found


def _values(reading: Reading) -> Iterator[tuple[str, str]]:
    places = sorted({place.id for place in reading.places if "-" in place.id}) or sorted(
        {place.id for place in reading.places}
    )
    if places:
        yield "place", ", ".join(places)
    for pay in reading.pay[:1]:
        yield "pay", said_pay(pay)
    for contact in reading.contacts:
        if contact.role != "quoted":
            yield "contact", contact.value


def said_pay(pay: Pay) -> str:
    """Return an offer in USD a month, or in its own words where that is not known."""
    low, high = pay.usd_month_min, pay.usd_month_max
    if low is None and high is None:
        return " ".join(pay.raw.split())
    if low == high:
        return f"USD {low:.0f} a month"
    if high is None:
        return f"USD {low:.0f} a month or more"
    return f"USD {low or 0:.0f}-{high:.0f} a month"
