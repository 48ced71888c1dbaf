"""Findings: what is known of one post so far; each enricher takes them and gives them back with its own part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from enrichers.contacts import Found
from enrichers.forms import Look
from enrichers.places import PlaceHit
from enrichers.signs import Sign
from posts.reading import Contact, ContextHit, IndicatorHit, LanguageSpan, Pay, Score

NOTHING = Score(total=0.0, parts=())


@dataclass(frozen=True, slots=True)
class Question:
    """A post to be read; platform, time, language and country are hints; `image_text` is what its pictures say."""

    text: str
    platform: str | None = None
    posted_at: datetime | None = None
    lang: str | None = None
    country: str | None = None
    image_text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """The parts of a Reading while it is made, with what the later parts still need."""

    question: Question
    look: Look
    languages: tuple[LanguageSpan, ...] = ()
    places: tuple[PlaceHit, ...] = ()
    found: tuple[Found, ...] = ()
    pictured: tuple[tuple[Found, str], ...] = ()
    pay: tuple[Pay, ...] = ()
    signs: tuple[Sign, ...] = ()
    indicators: tuple[IndicatorHit, ...] = ()
    is_offer: bool = False
    names_work: bool = False
    is_abroad: bool = False
    hidden: tuple[tuple[int, int], ...] = ()
    context: tuple[ContextHit, ...] = ()
    score: Score = NOTHING
    protected: bool = False
    alertable: bool = False
    suppressed_because: tuple[ContextHit, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages whose cues are looked for, the largest first; romanised ones by their plain name."""
        return tuple(dict.fromkeys(span.lang.split("-")[0] for span in self.languages))
