"""Alignment: two posts laid side by side, sign by sign, in the form without disguise.

Spans that are known (pay, place, contact) become one sign each, so that "USD 1,200" can stand against "$900-1000".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz.distance import Indel

from posts.text import bare, fold

MAX_CHARS = 2_000  # of a text: aligning two of these takes 2 ms, and what varies stands at the beginning or the end
FIRST_MASK = 0xE000  # private-use signs, one for each kind of span
CONTEXT = 12  # signs within which both neighbours of a slot must be found in a member for its filling to be trusted


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a post's text that is known to be of a kind, with its normal form."""

    kind: str
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Member:
    """A post as templates look at it."""

    post: str
    text: str
    spans: tuple[Span, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A member's text as it is aligned: its signs, where each stands in the original, which of them are spans."""

    member: Member
    signs: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    spans: dict[int, Span]

    def original(self, start: int, end: int) -> str:
        """Return the original words of a stretch of signs."""
        return self.member.text[self.starts[start] : self.ends[end - 1]] if start < end else ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the model: a slot of this kind, or fixed text (no kind)."""

    start: int
    end: int
    kind: str


def form(member: Member, kinds: Sequence[str]) -> Form:
    """Return a member's text as it is aligned; `kinds` names all kinds of spans, in one order for all members."""
    plain = bare(fold(member.text[:MAX_CHARS]))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    spans: dict[int, Span] = {}
    known = _apart(member.spans)
    current = next(known, None)
    for sign, start, end in zip(plain.text, plain.starts, plain.ends, strict=True):
        while current and start >= current.end:
            current = next(known, None)
        if current is None or start < current.start:
            signs.append(sign)
            starts.append(start)
            ends.append(end)
        elif len(signs) - 1 not in spans or spans[len(signs) - 1] is not current:
            spans[len(signs)] = current
            signs.append(chr(FIRST_MASK + kinds.index(current.kind)))
            starts.append(current.start)
            ends.append(current.end)
    return Form(member, "".join(signs), tuple(starts), tuple(ends), spans)


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield spans in order; of two that overlap the one that begins first, then the longer one."""
    end = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.kind)):
        if span.start >= end and span.end > span.start:
            yield span
            end = span.end


def likeness(one: Form, other: Form) -> float:
    """Say how alike two forms are, 0 to 1."""
    return float(Indel.normalized_similarity(one.signs, other.signs))


def match(model: Form, other: Form) -> list[int]:
    """Return for each sign of the model the place of the same sign in the other form, or -1."""
    places = [-1] * len(model.signs)
    for step in Indel.opcodes(model.signs, other.signs):
        if step.tag == "equal":
            places[step.src_start : step.src_end] = range(step.dest_start, step.dest_end)
    return places


def fillings_of(other: Form, places: Sequence[int], slots: Sequence[Stretch]) -> Iterator[tuple[Stretch, str, str]]:
    """Yield (slot, the member's words, their normal form) for each slot whose surroundings the member has."""
    used = 0
    for slot in slots:
        start, stop = _between(other, places, slot)
        start = max(start, used)
        own = next((place for place in range(start, stop) if _is_of_kind(other, place, slot.kind)), None)
        if own is not None:
            start, stop = own, own + 1
        raw = other.original(start, stop).strip()
        if raw:
            used = stop
            yield slot, raw, other.spans[own].value if own is not None else " ".join(raw.split())


def _is_of_kind(other: Form, place: int, kind: str) -> bool:
    return place in other.spans and other.spans[place].kind == kind


def _between(other: Form, places: Sequence[int], slot: Stretch) -> tuple[int, int]:
    """Return the stretch of the member's form between the neighbours of a slot; an empty one where it has neither."""
    before = _first_met(places[max(0, slot.start - CONTEXT) : slot.start][::-1])
    after = _first_met(places[slot.end : slot.end + CONTEXT])
    if before is None and slot.start <= CONTEXT:
        before = -1
    if after is None and slot.end >= len(places) - CONTEXT:
        after = len(other.signs)
    return (before + 1, after) if before is not None and after is not None else (0, 0)


def _first_met(places: Sequence[int]) -> int | None:
    return next((place for place in places if place >= 0), None)
