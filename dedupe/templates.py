"""Templates: the fixed words of a cluster and its slots, and what each member puts into the slots.

Members are aligned with a representative character by character, so that scripts without spaces work, in the form
without disguise, so that a disguised copy aligns too. What the caller knows (pay, place, contact: the spans of a
reading) is a slot of that kind; words that half of the members change are free slots.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from dedupe.alignment import Form, Member, Stretch, fillings_of, form, likeness, match
from dedupe.thresholds import FIXED_SHARE
from posts.text import words

MAX_MODELS = 16  # members among which the representative is sought
MAX_MEMBERS = 500  # members that are aligned, the earliest; more take time and change nothing
FREE = "free"
MARK = "▢"  # stands for a slot in the template's text


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of the template that members fill differently; numbers count from 0 in the order of the text."""

    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class Filling:
    """What one member puts into one slot: its own words, and their normal form where the slot's kind is known."""

    slot: Slot
    post: str
    at: datetime | None
    raw: str
    value: str


@dataclass(frozen=True, slots=True)
class Template:
    """The fixed words and slots of a cluster in the order of the representative's text, and all fillings."""

    representative: str
    parts: tuple[str | Slot, ...]
    fillings: tuple[Filling, ...]
    members: int

    @property
    def text(self) -> str:
        """The fixed words, with a mark for each slot."""
        return "".join(part if isinstance(part, str) else MARK for part in self.parts)

    def over_time(self) -> tuple[Filling, ...]:
        """Return each slot's values in the order in which they came, a value that stays only once."""
        rows = []
        last: dict[Slot, str] = {}
        for filling in self.fillings:
            if last.get(filling.slot) != filling.value:
                last[filling.slot] = filling.value
                rows.append(filling)
        return tuple(rows)


def template(members: Sequence[Member]) -> Template:
    """Return the template of at least one member; the order in which they are given is nothing."""
    ordered = sorted(members, key=lambda member: (member.at.timestamp() if member.at else math.inf, member.post))
    kinds = sorted({span.kind for member in ordered for span in member.spans})
    forms = [form(member, kinds) for member in ordered[:MAX_MEMBERS]]
    model = max(forms[:MAX_MODELS], key=lambda one: sum(likeness(one, other) for other in forms[:MAX_MODELS]))
    matches = [match(model, other) for other in forms]
    stretches = list(_stretches(model, matches))
    slots = {stretch: Slot(number, stretch.kind) for number, stretch in enumerate(one for one in stretches if one.kind)}
    fillings = [
        Filling(slots[stretch], other.member.post, other.member.at, raw, value)
        for other, matched in zip(forms, matches, strict=True)
        for stretch, raw, value in fillings_of(other, matched, list(slots))
    ]
    parts = tuple(slots.get(stretch) or model.original(stretch.start, stretch.end) for stretch in stretches)
    return Template(model.member.post, parts, tuple(fillings), len(members))


def _stretches(model: Form, matches: Sequence[Sequence[int]]) -> Iterator[Stretch]:
    """Cut the model into fixed text (no kind) and slots."""
    tokens = list(_tokens(model))
    is_word = [any(sign.isalnum() for sign in model.signs[start:end]) for start, end in tokens]
    kinds = [_kind(model, token, matches) for token in tokens]
    for place in range(1, len(tokens) - 1):
        if not is_word[place] and kinds[place - 1] == kinds[place + 1] == FREE:
            kinds[place] = FREE  # what stands between two words of one slot belongs to it
    for _, run in groupby(range(len(tokens)), lambda place: kinds[place] if kinds[place] in {"", FREE} else place):
        own = list(run)
        kind = kinds[own[0]]
        if kind == FREE and not any(is_word[place] for place in own):
            kind = ""  # signs and emoji alone are decoration, no slot
        yield Stretch(tokens[own[0]][0], tokens[own[-1]][1], kind)


def _tokens(model: Form) -> Iterator[tuple[int, int]]:
    """Yield the model's words, spans, and what stands between them sign by sign."""
    last = 0
    for start, end in [*words(model.signs), (len(model.signs), len(model.signs))]:
        yield from ((place, place + 1) for place in range(last, start))
        if start < end:
            yield start, end
        last = end


def _kind(model: Form, token: tuple[int, int], matches: Sequence[Sequence[int]]) -> str:
    if token[0] in model.spans:
        return model.spans[token[0]].kind
    holding = sum(min(matched[token[0] : token[1]]) >= 0 for matched in matches)
    return "" if holding >= FIXED_SHARE * len(matches) else FREE
