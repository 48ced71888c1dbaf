"""The query tree: what a query means, ready for every engine; parsed once, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from index.analysis import Phrase


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


Query: TypeAlias = Everything | Words | Is | Between | Not | And | Or


def sought_words(query: Query) -> Iterator[Words]:
    """Yield the words and phrases that a post is to hold; what it must not hold is left out."""
    if isinstance(query, Words):
        yield query
    elif isinstance(query, And | Or):
        for part in query.parts:
            yield from sought_words(part)
