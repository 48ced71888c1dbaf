"""Suggesting: which values of a field begin like what somebody is typing, the commonest first; of one lane only."""

from __future__ import annotations

from typing import Literal

from index.engine import MOST_VALUES, Engine, FacetValue, Request, ranked
from index.query.contacts import KINDS
from index.query.searchable import key
from index.query.tree import Is

Suggested = Literal["contact", "author", "place"]


def suggestions(engine: Engine, field: Suggested, typed: str, limit: int) -> tuple[tuple[FacetValue, ...], bool]:
    """Return values with the number of posts that hold each, and whether there may be more than were looked at."""
    begins = _beginnings(field, typed)
    query = Is(field, begins, typed, begins=True)
    answer = engine.search(Request(query, limit=0, facets=(field,), facet_limit=MOST_VALUES))
    held = answer.facets[field]
    keys = tuple(key(field, one) for one in begins)
    # An author is found by each word of the name; the facet shows the handle, and a post has one author only.
    fitting = [one for one in held if field == "author" or key(field, one.value).startswith(keys)]
    return ranked({one.value: one.count for one in fitting}, limit), len(held) == MOST_VALUES


def _beginnings(field: Suggested, typed: str) -> tuple[str, ...]:
    """Return what a value may begin with: a contact's name is typed without its kind, a number without its plus."""
    if field != "contact":
        return (typed,)
    name = typed.removeprefix("@")
    return typed, *(f"{kind}:{name}" for kind in KINDS), f"tel:+{name}"
