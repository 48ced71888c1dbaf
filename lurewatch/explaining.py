"""Explaining: one post with the words that count, what each is called, what it weighs, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from enrichers import Data
from enrichers.masking import masked
from enrichers.names import Reader
from index.ledger.known import Known
from posts.post import Record
from posts.reading import Contact, ContextHit, IndicatorHit, Pay, Place, Reading

OPEN, CLOSE = "⟦", "⟧"
CONTEXT_IDS = {
    "warning": "ctx_warning",
    "news": "ctx_news",
    "licensed": "ctx_licensed",
    "formal": "ctx_formal_apply",
    "named_employer": "ctx_named_employer",
    "help_seeking": "ctx_help_seeking",
    "job_seeker": "ctx_jobseeker",
}


class Reason(Record, frozen=True, kw_only=True):
    """One phrase that counts: what it shows, its weight (below zero for counter-evidence) and where that was learnt."""

    id: str
    called: str
    phrase: str
    start: int
    end: int
    weight: float
    source: str


class Part(Record, frozen=True, kw_only=True):
    """One summand of the score, by name."""

    id: str
    called: str
    points: float


class Explanation(Record, frozen=True, kw_only=True):
    """Why a post is read as it is; `text` is masked and without phrases where somebody in need wrote it."""

    id: str
    source: str
    url: str | None
    posted_at: datetime | None
    text: str
    languages: tuple[str, ...]
    unreviewed: tuple[str, ...]
    for_it: tuple[Reason, ...]
    against_it: tuple[Reason, ...]
    parts: tuple[Part, ...]
    total: float
    threshold: float
    outcome: str
    contacts: tuple[Contact, ...]
    places: tuple[Place, ...]
    pay: tuple[Pay, ...]
    image_text: tuple[str, ...]
    data_version: str


def explain(known: Known, data: Data, reader: Reader) -> Explanation:
    """Return the explanation of a post in the names of a reader's language."""
    post, reading = known.post, known.reading
    langs = tuple(dict.fromkeys(span.lang.split("-")[0] for span in reading.languages if span.lang != "und"))
    hidden = reading.protected
    return Explanation(
        id=post.id,
        source=post.source,
        url=post.url,
        posted_at=post.posted_at,
        text=masked(post.text, reading, data.masking),
        languages=langs,
        unreviewed=tuple(lang for lang in langs if lang not in data.reviewed),
        for_it=() if hidden else tuple(_indicators(reading.indicators, data, reader)),
        against_it=() if hidden else tuple(_contexts(reading.context, data, reader)),
        parts=tuple(
            Part(id=part.id, called=data.called(part.id, reader), points=part.points) for part in reading.score.parts
        ),
        total=reading.score.total,
        threshold=data.weights.threshold.high,
        outcome=outcome(reading),
        contacts=tuple(one for one in reading.contacts if not hidden or one.role == "quoted"),
        places=reading.places,
        pay=() if hidden else reading.pay,
        image_text=() if hidden else reading.image_text,
        data_version=reading.data_version,
    )


def outcome(reading: Reading) -> str:
    """Say in one sentence what becomes of a post."""
    if reading.protected:
        return "kept apart: by or about somebody to protect; it never raises an alert"
    if reading.alertable:
        return "a lead: it may raise an alert; it proves nothing about whoever runs the account"
    if reading.suppressed_because:
        return "held back: indicators of a lure beside words that speak against it; listed, not alerted"
    return "no lead: below the threshold; that does not make it harmless"


def _indicators(hits: Iterable[IndicatorHit], data: Data, reader: Reader) -> Iterator[Reason]:
    for hit in hits:
        yield Reason(
            id=hit.id,
            called=data.called(hit.id, reader),
            phrase=hit.phrase,
            start=hit.start,
            end=hit.end,
            weight=hit.weight,
            source=hit.source,
        )


def _contexts(hits: Iterable[ContextHit], data: Data, reader: Reader) -> Iterator[Reason]:
    for hit in hits:
        name = CONTEXT_IDS[hit.kind]
        yield Reason(
            id=name,
            called=data.called(name, reader),
            phrase=hit.phrase,
            start=hit.start,
            end=hit.end,
            weight=data.weights.of_kind(hit.kind).weight,
            source="counter_context.yaml",
        )


def marked(text: str, reasons: Iterable[Reason]) -> str:
    """Return a text with its phrases between brackets; phrases that overlap are marked as one."""
    shown: list[str] = []
    at = 0
    for start, end in _joined((reason.start, reason.end) for reason in reasons):
        shown += [text[at:start], OPEN, text[start:end], CLOSE]
        at = end
    return "".join([*shown, text[at:]])


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = made[-1][0], max(made[-1][1], end)
        else:
            made.append((start, end))
    return made
