"""FILTERS: the fields of the query language, one row each, with the sentence a human reads.

A new filter is a row here and a key or number in searchable.py; parser, matcher and engines take it from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from index.document import Holding
from posts.mark import MarkValue
from posts.post import Via
from posts.reading import ContextKind

Kind = Literal["name", "choice", "flag", "number", "moment", "contact", "place", "language", "post"]


@dataclass(frozen=True, slots=True)
class Filter:
    """One field: how its value is read, an example, and what it says about a post, plainly and denied."""

    name: str
    kind: Kind
    example: str
    says: str
    denies: str
    choices: tuple[str, ...] = ()


FILTERS = (
    Filter("platform", "name", "platform:telegram_web", "platform is {}", "platform is not {}"),
    Filter("source", "name", "source:telegram_web:loker__contoh", "source is {}", "source is not {}"),
    Filter("author", "name", "author:loker__contoh", "author is {}", "author is not {}"),
    Filter("lang", "language", "lang:id", "language is {}", "language is not {}"),
    Filter("contact", "contact", "contact:@loker__contoh", "contact is {}", "contact is not {}"),
    Filter("place", "place", "place:kh-poipet", "place is {}", "place is not {}"),
    Filter("pay", "number", "pay:>1000", "pay in USD a month is {}", "pay in USD a month is not {}"),
    Filter("indicator", "name", "indicator:ben_flight", "indicator is {}", "indicator is not {}"),
    Filter("context", "choice", "context:warning", "context is {}", "context is not {}", choices=get_args(ContextKind)),
    Filter("score", "number", "score:>=5", "score is {}", "score is not {}"),
    Filter("cluster", "name", "cluster:c1_abc", "cluster is {}", "cluster is not {}"),
    Filter("mark", "choice", "mark:lead", "it is marked {}", "it is not marked {}", choices=get_args(MarkValue)),
    Filter("has", "choice", "has:image", "it has {}", "it does not have {}", choices=get_args(Holding)),
    Filter("via", "choice", "via:crawl", "it came by {}", "it did not come by {}", choices=get_args(Via)),
    Filter("posted", "moment", "posted:2026-01-05", "it was posted {}", "it was not posted {}"),
    Filter("first_seen", "moment", "first_seen:>=2026-01-05", "it was first seen {}", "it was not first seen {}"),
    Filter("collected", "moment", "collected:<2026-02", "it was last collected {}", "it was not last collected {}"),
    Filter("gone", "moment", "gone:*", "it stopped being shown {}", "it did not stop being shown {}"),
    Filter("alertable", "flag", "alertable:true", "it can raise an alert", "it cannot raise an alert"),
    Filter("protected", "flag", "protected:true", "it is protected", "it is not protected"),
    Filter("like", "post", "like:p1_abcdefghijklmnopqrstuvwxyz", "it is like {}", "it is not like {}"),
    Filter("id", "name", "id:p1_abcdefghijklmnopqrstuvwxyz", "its id is {}", "its id is not {}"),
)
BY_NAME = {row.name: row for row in FILTERS}

LANGUAGES = {
    "am": "Amharic",
    "bn": "Bengali",
    "en": "English",
    "fr": "French",
    "hi": "Hindi",
    "id": "Indonesian",
    "km": "Khmer",
    "lo": "Lao",
    "my": "Burmese",
    "ne": "Nepali",
    "pt": "Portuguese",
    "ru": "Russian",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tl": "Tagalog",
    "und": "unknown",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
SCRIPTS = {"latn": "in Latin letters", "qaag": "in Zawgyi"}
