"""The query tree in Elasticsearch's query language; filters add nothing to the relevance."""

from __future__ import annotations

from typing import Any

from index.analysis import Phrase
from index.elastic.mapping import LIVE
from index.engine import EXACT_POINTS
from index.query.resembling import pairs_of
from index.query.searchable import bounds, key
from index.query.tree import And, Between, Everything, Is, Like, Near, Not, Or, Query, Resembling, Words

Clause = dict[str, Any]

LIVE_POSTS: Clause = {"term": {"keys": LIVE}}
NOBODY: Clause = {"match_none": {}}


def translated(query: Query) -> Clause:
    """Return the query that finds the same posts, among the living ones."""
    return {"bool": {"must": [_clause(query)], "filter": [LIVE_POSTS]}}


def tiered(query: Query, words: tuple[Words, ...]) -> Clause:
    """Return the query that finds the same posts and gives points only for words exactly as written."""
    exact = [_exact(one) for one in words if one.exact.words]
    return {"bool": {"filter": [_clause(query), LIVE_POSTS], "should": exact}}


def _exact(words: Words) -> Clause:
    return {"constant_score": {"filter": _phrase("exact", words.exact), "boost": EXACT_POINTS}}


def _clause(query: Query) -> Clause:
    match query:
        case And(parts):
            return _all(parts)
        case Or(parts):
            return _any([_clause(part) for part in parts])
        case Not(part):
            return _quiet({"bool": {"must_not": [_clause(part)]}})
        case Everything():
            return _quiet({"match_all": {}})
        case Words() | Resembling() | Near() | Like():
            return _sought(query)
        case _:
            return _quiet(_filter(query))


def _all(parts: tuple[Query, ...]) -> Clause:
    wanted = [_clause(part) for part in parts if not isinstance(part, Not)]
    denied = [_clause(part.part) for part in parts if isinstance(part, Not)]
    return {"bool": {"must": wanted or [_quiet({"match_all": {}})], "must_not": denied}}


def _any(clauses: list[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": clauses, "minimum_should_match": 1}}


def _quiet(clause: Clause) -> Clause:
    return {"constant_score": {"filter": clause, "boost": 0.0}}


def _sought(query: Words | Resembling | Near | Like) -> Clause:
    match query:
        case Words():
            return _words(query)
        case Resembling(exact=exact, bare=bare, slips=slips):
            forms = [_resembling(field, form, slips) for field, form in (("exact", exact), ("bare", bare)) if form]
            return {"constant_score": {"filter": _any(forms)}}
        case Near(exact=exact, bare=bare, within=within):
            return _any([_near(field, words, within) for field, words in (("exact", exact), ("bare", bare)) if words])
        case Like(post=post, words=words, fewest=fewest):
            shared = [{"term": {"bare": {"value": word}}} for word in words]
            itself = {"term": {"keys": key("id", post)}}
            return {"bool": {"should": shared, "minimum_should_match": fewest, "must_not": [itself]}}


def _resembling(field: str, form: str, slips: int) -> Clause:
    if slips:
        return {"fuzzy": {field: {"value": form, "fuzziness": slips, "rewrite": "constant_score"}}}
    return {"wildcard": {field: {"value": form, "rewrite": "constant_score"}}}


def _near(field: str, words: tuple[str, ...], within: int) -> Clause:
    return {"bool": {"must": [_pair_near(field, pair, within) for pair in pairs_of(words)]}}


def _pair_near(field: str, pair: tuple[str, str], within: int) -> Clause:
    words = [{"match": {"query": word}} for word in pair]
    return {"intervals": {field: {"all_of": {"intervals": words, "ordered": False, "max_gaps": within}}}}


def _words(words: Words) -> Clause:
    found: list[Clause] = []
    if words.exact.words:
        found.append(_exact(words))
    if words.bare.words:
        found.append(_phrase("bare", words.bare))
    return _any(found)


def _phrase(field: str, phrase: Phrase) -> Clause:
    *firsts, last = phrase.words
    if phrase.begins and not firsts:
        return {"prefix": {field: {"value": last}}}
    if phrase.begins:
        parts = [*({"match": {"query": word}} for word in firsts), {"prefix": {"prefix": last}}]
        return {"intervals": {field: {"all_of": {"intervals": parts, "ordered": True, "max_gaps": 0}}}}
    if not firsts:
        return {"term": {field: {"value": last}}}
    return {"match_phrase": {field: {"query": " ".join(phrase.words)}}}


def _filter(query: Is | Between) -> Clause:
    if isinstance(query, Between):
        return {"bool": {"filter": [_range(*bound) for bound in bounds(query)]}}
    keys = [key(query.field, value) for value in query.values]
    if query.begins:
        return _any([{"prefix": {"keys": {"value": one}}} for one in keys])
    return {"terms": {"keys": keys}} if keys else NOBODY


def _range(column: str, low: float | None, high: float | None) -> Clause:
    if low is None and high is None:
        return {"exists": {"field": column}}
    sides = {"gte": low, "lte": high}
    return {"range": {column: {name: value for name, value in sides.items() if value is not None}}}
