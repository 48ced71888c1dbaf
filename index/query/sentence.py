"""sentence: why a post answers a query, in words that an alert mail can carry."""

from __future__ import annotations

from index.query.filters import BY_NAME
from index.query.tree import And, Between, Everything, Is, Like, Near, Not, Or, Query, Resembling, Sought, Words


def sentence(query: Query) -> str:
    """Return what a query asks for: `language is Indonesian and place is Poipet and the text holds “kerja”`."""
    match query:
        case And(parts):
            return " and ".join(_inside(part) for part in parts)
        case Or(parts):
            return " or ".join(_inside(part) for part in parts)
        case Not(part):
            return _denied(part)
        case Everything():
            return "any post"
        case _:
            return _stated(query)


def _inside(query: Query) -> str:
    return f"({sentence(query)})" if isinstance(query, And | Or) else sentence(query)


def _stated(query: Sought | Is | Between) -> str:
    if isinstance(query, Like):
        return query.said
    if isinstance(query, Words | Resembling | Near):
        return f"the text holds {query.said}"
    return BY_NAME[query.field].says.format(query.said)


def _denied(query: Query) -> str:
    match query:
        case Words(said=said) | Resembling(said=said) | Near(said=said):
            return f"the text does not hold {said}"
        case Is(field, said=said) | Between(field, said=said):
            return BY_NAME[field].denies.format(said)
        case Everything():
            return "no post"
        case _:
            return f"not ({sentence(query)})"
