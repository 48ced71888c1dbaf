"""The in-memory matcher: does one document answer a query? Slow and obvious, so that engines can be held against it."""

from __future__ import annotations

from index.analysis import Phrase
from index.document import Document
from index.query.resembling import near_in, resembles
from index.query.searchable import Searchable, bounds, key, searchable
from index.query.tree import And, Between, Everything, Is, Like, Near, Not, Or, Query, Resembling, Sought, Words


def matches(query: Query, document: Document) -> bool:
    """Say whether a document answers a query."""
    return answers(query, searchable(document))


def answers(query: Query, post: Searchable) -> bool:
    """Say whether a prepared document answers a query: prepare once, ask many saved searches."""
    match query:
        case And(parts):
            return all(answers(part, post) for part in parts)
        case Or(parts):
            return any(answers(part, post) for part in parts)
        case Not(part):
            return not answers(part, post)
        case Everything():
            return True
        case _:
            return _holds(query, post)


def _holds(query: Sought | Is | Between, post: Searchable) -> bool:
    match query:
        case Resembling() | Near() | Like():
            return _resembles(query, post)
        case Words(exact=exact, bare=bare):
            return _stands_in(exact, post.exact) or _stands_in(bare, post.bare)
        case Is(field, values, begins=False):
            return any(key(field, value) in post.keys for value in values)
        case Is(field, values):
            return any(one.startswith(key(field, value)) for value in values for one in post.keys)
        case Between():
            return all(_lies_between(post.numbers.get(column), low, high) for column, low, high in bounds(query))


def _resembles(query: Resembling | Near | Like, post: Searchable) -> bool:
    match query:
        case Resembling(exact=exact, bare=bare, slips=slips):
            forms = ((exact, post.exact), (bare, post.bare))
            return any(resembles(form, word, slips) for form, joined in forms if form for word in joined.split())
        case Near(exact=exact, bare=bare, within=within):
            forms_near = ((exact, post.exact), (bare, post.bare))
            return any(bool(near_in(words, joined.split(), within)) for words, joined in forms_near)
        case Like(post=other, words=words, fewest=fewest):
            held = set(post.bare.split())
            return key("id", other) not in post.keys and sum(word in held for word in words) >= fewest


def _stands_in(phrase: Phrase, joined: str) -> bool:
    wanted = " ".join(phrase.words)
    return bool(wanted) and f" {wanted}{'' if phrase.begins else ' '}" in f" {joined} "


def _lies_between(number: float | None, low: float | None, high: float | None) -> bool:
    return number is not None and (low is None or low <= number) and (high is None or number <= high)
