"""Reading: what a post says, each part with the exact words it rests on.

Offsets count code points of the text as given, end exclusive.
"""

from __future__ import annotations

from typing import Literal

from posts.post import Record

Role = Literal["offered", "quoted", "seeker_own", "unknown"]
ContactType = Literal[
    "telegram",
    "whatsapp",
    "phone",
    "line",
    "wechat",
    "qq",
    "zalo",
    "viber",
    "facebook",
    "email",
    "url",
    "wallet",
]
Validity = Literal["true", "false", "unknown"]
Period = Literal["hour", "day", "week", "month", "year", "task", "commission", "per-head", "ransom", "unknown"]
ContextKind = Literal[
    "warning",
    "news",
    "help_seeking",
    "job_seeker",
    "licensed",
    "formal",
    "named_employer",
]

FORBIDDING: frozenset[str] = frozenset({"warning", "news", "help_seeking", "job_seeker"})  # can forbid an alert


class LanguageSpan(Record, frozen=True, kw_only=True):
    """A stretch of text in one language (BCP 47; `und` when unknown)."""

    lang: str
    start: int
    end: int


class Contact(Record, frozen=True, kw_only=True):
    """A way to reach somebody: `value` is the whole normal form, `raw` the words of the post."""

    type: ContactType
    value: str
    raw: str
    start: int
    end: int
    confidence: float
    role: Role = "unknown"
    valid: Validity = "unknown"
    candidates: tuple[str, ...] = ()


class Place(Record, frozen=True, kw_only=True):
    """A place of the gazetteer; `id` is its gid."""

    id: str
    raw: str
    start: int
    end: int


class Pay(Record, frozen=True, kw_only=True):
    """Offered money; `min` null is "up to", `max` null is "from"; USD a month by a dated table."""

    min: float | None
    max: float | None
    currency: str | None
    period: Period
    usd_month_min: float | None
    usd_month_max: float | None
    raw: str
    start: int
    end: int


class IndicatorHit(Record, frozen=True, kw_only=True):
    """One published red flag in one place of the text; a lead, never a verdict."""

    id: str
    phrase: str
    start: int
    end: int
    weight: float
    source: str


class ContextHit(Record, frozen=True, kw_only=True):
    """A sign that the post is something else than an offer, or a lawful one."""

    kind: ContextKind
    phrase: str
    start: int
    end: int


class ScorePart(Record, frozen=True, kw_only=True):
    """One summand of the score: an indicator after caps, or counter-evidence."""

    id: str
    points: float


class Score(Record, frozen=True, kw_only=True):
    """The sum and its parts; never shown one without the other."""

    total: float
    parts: tuple[ScorePart, ...]


class Reading(Record, frozen=True, kw_only=True):
    """Everything one post says, as the data of `data_version` reads it."""

    languages: tuple[LanguageSpan, ...]
    contacts: tuple[Contact, ...]
    places: tuple[Place, ...]
    pay: tuple[Pay, ...]
    indicators: tuple[IndicatorHit, ...]
    context: tuple[ContextHit, ...]
    score: Score
    alertable: bool
    protected: bool
    data_version: str
    licence_claimed: str | None = None
    suppressed_because: tuple[ContextHit, ...] = ()
    image_text: tuple[str, ...] = ()
    read_to: int | None = None
