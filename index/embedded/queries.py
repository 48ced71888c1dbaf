"""The query tree as tantivy queries."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import tantivy
from tantivy import FieldType, Occur

from index.analysis import Phrase
from index.embedded.schema import FLOATS, LIVE, triple
from index.engine import EXACT_POINTS
from index.query.resembling import pairs_of
from index.query.searchable import bounds, key
from index.query.tree import And, Between, Everything, Is, Like, Near, Not, Or, Query, Resembling, Words

SIGNS = r"\.+*?()|[]{}^$#&-~"  # those that mean something inside a pattern
LOWEST, HIGHEST = -(1 << 62), 1 << 62  # seconds far outside of any date


Mode = Literal["points", "found", "exact"]


class Translator:
    """Turns a query tree into a query of one index; filters add nothing to the relevance.

    Three ways: with the points of statistics; only to find the same posts; only those with all words as written.
    """

    def __init__(self, schema: tantivy.Schema, mode: Mode = "points") -> None:
        self._schema = schema
        self._mode = mode

    def query(self, query: Query) -> tantivy.Query:
        """Return the query that finds the same posts."""
        match query:
            case And(parts):
                return _all([_clause(self, part) for part in parts], self._live())
            case Or(parts):
                return _any([self.query(part) for part in parts])
            case Not():
                return _all([_clause(self, query)], self._live())
            case Words() | Resembling() | Near() | Like():
                return self._sought(query)
            case Everything():
                return self._live()
            case _:
                return _quiet(self._filter(query))

    def term(self, field: str, value: str) -> tantivy.Query:
        """Return the query for one term."""
        return tantivy.Query.term_query(self._schema, field, value, index_option="basic")

    def between(self, column: str, low: float | None, high: float | None) -> tantivy.Query:
        """Return the query for a column's range, both ends included."""
        if column in FLOATS:
            return self._range(column, FieldType.Float, low, high)
        return self._range(column, FieldType.Integer, _whole(low, LOWEST), _whole(high, HIGHEST))

    def orders(self, column: str, low: int | None, high: int | None) -> tantivy.Query:
        """Return the query for a range of a sort order, both ends included."""
        return _quiet(self._range(column, FieldType.Unsigned, low, high))

    def _sought(self, query: Words | Resembling | Near | Like) -> tantivy.Query:
        match query:
            case Words():
                return self._words(query)
            case Resembling(exact=exact, bare=bare, slips=slips):
                forms = [
                    self._resembling(field, form, slips) for field, form in (("exact", exact), ("bare", bare)) if form
                ]
                return tantivy.Query.const_score_query(_any(forms), 1.0)
            case Near(exact=exact, bare=bare, within=within):
                near = [
                    self._near(field, words, within) for field, words in (("exact", exact), ("bare", bare)) if words
                ]
                return _any(near)
            case Like():
                return self._like(query)

    def _resembling(self, field: str, form: str, slips: int) -> tantivy.Query:
        if slips:
            return tantivy.Query.fuzzy_term_query(self._schema, field, form, distance=slips)
        return tantivy.Query.regex_query(self._schema, field, _pattern(form))

    def _near(self, field: str, words: tuple[str, ...], within: int) -> tantivy.Query:
        """Phrases with slop in both orders find exactly the pairs that at most so many words keep apart."""
        orders = [
            [tantivy.Query.phrase_query(self._schema, field, list(order), within) for order in (pair, pair[::-1])]
            for pair in pairs_of(words)
        ]
        return _every([_any(both) for both in orders])

    def _like(self, like: Like) -> tantivy.Query:
        words = [(Occur.Should, tantivy.Query.term_query(self._schema, "bare", word)) for word in like.words]
        shared = tantivy.Query.boolean_query(words, minimum_number_should_match=like.fewest)
        itself = self.term("keys", key("id", like.post))
        return tantivy.Query.boolean_query([(Occur.Must, shared), (Occur.MustNot, itself)])

    def _live(self) -> tantivy.Query:
        return _quiet(self.term("keys", LIVE))

    def found(self, query: Query) -> tantivy.Query:
        """Return the query that finds the same posts, without statistics and therefore faster."""
        return Translator(self._schema, "found").query(query)

    def exactly(self, query: Query, found: tantivy.Query, words: list[Words], count: int) -> tantivy.Query:
        """Return the query for the posts of a query that hold so many of its words exactly as written, no more."""
        if count == len(words):
            return Translator(self._schema, "exact").query(query)
        exact = [(Occur.Should, self._phrase("exact", one.exact)) for one in words]
        clauses = [(Occur.Must, found)]
        if count:
            clauses.append((Occur.Must, tantivy.Query.boolean_query(exact, minimum_number_should_match=count)))
        more = tantivy.Query.boolean_query(exact, minimum_number_should_match=count + 1)
        return tantivy.Query.boolean_query([*clauses, (Occur.MustNot, more)])

    def _words(self, words: Words) -> tantivy.Query:
        if self._mode == "exact" and words.exact.words:
            return self._phrase("exact", words.exact)
        is_plain = words.exact == words.bare and len(words.exact.words) == 1 and not words.exact.begins
        if self._mode != "points" and is_plain:
            return self.term("any", words.exact.words[0])
        found = []
        if words.exact.words:
            found.append(tantivy.Query.const_score_query(self._phrase("exact", words.exact), EXACT_POINTS))
        if words.bare.words:
            found.append(self._phrase("bare", words.bare))
        return _any(found)

    def _phrase(self, field: str, phrase: Phrase) -> tantivy.Query:
        *firsts, last = phrase.words
        if phrase.begins and not firsts:
            return tantivy.Query.regex_query(self._schema, field, _beginning(last))
        if phrase.begins:
            return tantivy.Query.regex_phrase_query(self._schema, field, [*map(_escaped, firsts), _beginning(last)])
        if not firsts:
            return tantivy.Query.term_query(self._schema, field, last)
        joined = [triple(*pair) for pair in pairwise(phrase.words)] if field == "bare" else [None]
        if None not in joined and self._mode != "points":
            return self._of_triples([one for one in joined if one is not None])
        return tantivy.Query.phrase_query(self._schema, field, list(phrase.words))

    def _of_triples(self, joined: list[str | tuple[int, str]]) -> tantivy.Query:
        if len(joined) == 1:
            return self.term("triples", str(joined[0]))
        return tantivy.Query.phrase_query(self._schema, "triples", joined)

    def _filter(self, query: Is | Between) -> tantivy.Query:
        if isinstance(query, Between):
            return _every([self.between(*bound) for bound in bounds(query)])
        keys = [key(query.field, value) for value in query.values]
        if query.begins:
            return _any([tantivy.Query.regex_query(self._schema, "keys", _beginning(one)) for one in keys])
        return _any([self.term("keys", one) for one in keys])

    def _range(self, column: str, kind: FieldType, low: float | None, high: float | None) -> tantivy.Query:
        if low is None and high is None:
            return tantivy.Query.exists_query(column)
        return tantivy.Query.range_query(self._schema, column, kind, low, high)


def _clause(translator: Translator, part: Query) -> tuple[Occur, tantivy.Query]:
    if isinstance(part, Not):
        return Occur.MustNot, translator.query(part.part)
    return Occur.Must, translator.query(part)


def _all(clauses: list[tuple[Occur, tantivy.Query]], live: tantivy.Query) -> tantivy.Query:
    if all(occur == Occur.MustNot for occur, _ in clauses):
        clauses = [(Occur.Must, live), *clauses]
    return tantivy.Query.boolean_query(clauses)


def _every(parts: list[tantivy.Query]) -> tantivy.Query:
    return parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(Occur.Must, part) for part in parts])


def _any(parts: list[tantivy.Query]) -> tantivy.Query:
    return parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(Occur.Should, part) for part in parts])


def _quiet(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def _beginning(text: str) -> str:
    return _escaped(text) + ".*"


def _pattern(form: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(char) or _escaped(char) for char in form)


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in SIGNS else char for char in text)


def _whole(bound: float | None, edge: int) -> int | None:
    return None if bound is None else int(max(LOWEST, min(HIGHEST, bound)))
