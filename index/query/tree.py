"""The query tree: what a query means, ready for every engine; parsed once, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from index.analysis import Phrase

MOST_REQUIRED = 16  # words of a query that are told apart by how many of them stand exactly as written


@dataclass(frozen=True, slots=True)
class Everything:
    """Every post."""


@dataclass(frozen=True, slots=True)
class Words:
    """A word or phrase of the text or of text in images, as it stands or in its bare form."""

    said: str
    exact: Phrase
    bare: Phrase


@dataclass(frozen=True, slots=True)
class Resembling:
    """A word that fits a pattern (* for any letters, ? for one), or that a few slips away is the one sought.

    `slips` counts letters put in, left out, swapped or mistaken; with 0, the forms are patterns. An empty form is
    not looked for.
    """

    said: str
    exact: str
    bare: str
    slips: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """Words of which each stands close to the next one, in either order, with at most `within` words between them."""

    said: str
    exact: tuple[str, ...]
    bare: tuple[str, ...]
    within: int


@dataclass(frozen=True, slots=True)
class Like:
    """Posts that share many of the words of another post; `fewest` of them must be there, the post itself is not."""

    said: str
    post: str
    words: tuple[str, ...]
    fewest: int


@dataclass(frozen=True, slots=True)
class Is:
    """A field holds one of the values; with `begins`, a value that begins like one of them."""

    field: str
    values: tuple[str, ...]
    said: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """A number or time lies between two bounds, both included; a bound that is null is open.

    Times are whole seconds since 1970, pay is USD a month.
    """

    field: str
    low: float | None
    high: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Not:
    """Every post but those of the part."""

    part: Query


@dataclass(frozen=True, slots=True)
class And:
    """The posts that all parts find."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """The posts that any part finds."""

    parts: tuple[Query, ...]


Sought: TypeAlias = Words | Resembling | Near | Like
Query: TypeAlias = Everything | Sought | Is | Between | Not | And | Or


def sought_words(query: Query) -> Iterator[Sought]:
    """Yield the words and phrases that a post is to hold; what it must not hold is left out."""
    if isinstance(query, Words | Resembling | Near | Like):
        yield query
    elif isinstance(query, And | Or):
        for part in query.parts:
            yield from sought_words(part)


def required_words(query: Query) -> tuple[Words, ...] | None:
    """Return the words that every hit holds in one form or the other; null where hits may hold different words."""
    match query:
        case Words():
            return (query,)
        case And(parts):
            inside = [required_words(part) for part in parts]
            found = tuple(word for words in inside for word in words or ())
            return None if None in inside or len(found) > MOST_REQUIRED else found
        case Or(parts):
            return None if any(True for part in parts for _ in sought_words(part)) else ()
        case Like():
            return None
        case _:
            return ()
