"""parse: what a person types to a query tree; every mistake is told with its place and what to write instead."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from index.query.filters import BY_NAME
from index.query.forms import typed_phrase, typed_word
from index.query.lookups import Lookups, nearest
from index.query.tree import And, Everything, Not, Or, Query
from index.query.values import Asked, between, is_one
from posts.errors import QueryError

MAX_QUERY = 8192  # code points; far above what people type, and nothing of this length can exhaust memory
MAX_DEPTH = 64  # brackets inside brackets; trees are walked recursively
OPERATORS = ("AND", "OR", "NOT")
QUOTES = str.maketrans("“”„‟«»＂", '"""""""')  # phones and word processors write these
SIGNS = {
    '"': ("a quotation mark is not closed", 'write a second "'),
    "[": ("a range is not closed or not whole", "write [FROM TO TO], such as pay:[800 TO 1500]"),
    ")": ("a bracket is empty, or closed but never opened", "leave it out"),
}
ADDRESSES = ("http", "https")


def parse(text: str, lookups: Lookups | None = None) -> Query:
    """Return the tree of a query, or raise QueryError with position (code points from 0) and suggestion.

    `lookups` holds the home zone, whose days dates mean, and turns typed contacts and place names to normal forms.
    """
    plain = text.translate(QUOTES)
    _check_size(plain)
    try:
        query: Query = _Builder(lookups or Lookups()).transform(_parser().parse(plain))
    except UnexpectedInput as problem:
        raise _explained(problem, plain) from problem
    except VisitError as problem:
        raise problem.orig_exc from problem
    return query


@cache
def _parser() -> Lark:
    return Lark.open("grammar.lark", rel_to=__file__, parser="lalr", lexer="contextual")


def _check_size(text: str) -> None:
    if not text.strip():
        do = "write a word, a filter such as lang:id, or * for every post"
        raise QueryError("the query is empty", do, position=0)
    if len(text) > MAX_QUERY:
        what = f"the query has {len(text):,} characters, more than {MAX_QUERY:,}"
        raise QueryError(what, "shorten it", position=MAX_QUERY)
    depths = list(accumulate((char == "(") - (char == ")") for char in text))
    if max(depths) > MAX_DEPTH:
        what = f"more than {MAX_DEPTH} brackets stand inside each other"
        raise QueryError(what, "leave some out", position=depths.index(MAX_DEPTH + 1))


class _Builder(Transformer[Token, Query]):
    """Turns lark's tree into ours, from the leaves up; the children of a rule are tokens and finished nodes."""

    def __init__(self, lookups: Lookups) -> None:
        super().__init__()
        self._lookups = lookups

    def start(self, parts: list[Any]) -> Query:
        query: Query = parts[0]
        return query

    def either(self, parts: list[Any]) -> Query:
        return _joined(Or, parts)

    def both(self, parts: list[Any]) -> Query:
        return _joined(And, parts)

    def unary(self, parts: list[Any]) -> Query:
        *denials, query = parts
        return Not(query) if len(denials) % 2 else query

    def word(self, parts: list[Token]) -> Query:
        text, position = str(parts[0]), _position(parts[0])
        if text == "*":
            return Everything()
        if text in OPERATORS:
            do = f'to find the word itself, write "{text}"'
            raise QueryError(f"{text} stands where a word is wanted", do, position=position)
        return typed_word(text, position)

    def quoted(self, parts: list[Token]) -> Query:
        return typed_phrase(str(parts[0]), _position(parts[0]))

    def filter(self, parts: list[Any]) -> Query:
        field, *values = parts
        row = BY_NAME.get(str(field)[:-1].lower())
        if row is None:
            raise _unknown(str(field)[:-1], _position(field))
        asked = Asked(row, _position(field))
        return _joined(Or, [self._value(asked, value) for value in values])

    def asked(self, parts: list[Token]) -> list[Token]:
        return parts

    def _value(self, asked: Asked, value: Token | list[Token]) -> Query:
        if isinstance(value, Token):
            return between(asked.at(_position(value)), str(value), self._lookups)
        *compare, said = value
        one = asked.at(_position(said), "".join(compare), quoted=said.type == "QUOTED")
        return is_one(one, str(said).strip('"'), self._lookups)


def _joined(kind: type[And | Or], parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _unknown(name: str, position: int) -> QueryError:
    close = nearest(name, BY_NAME)
    do = f"did you mean {close}:?" if close else f"the fields are {', '.join(BY_NAME)};"
    if name.lower() in ADDRESSES:
        do = "to find an address, write contact: before it;"
    return QueryError(
        f"there is no field “{name}”", f"{do} to find the text itself, put it in quotes", position=position
    )


def _explained(problem: UnexpectedInput, text: str) -> QueryError:
    """Return what is wrong where the grammar stopped, in words."""
    if isinstance(problem, UnexpectedToken) and problem.token.type == "$END":
        do = "write what is to follow, or close the bracket"
        return QueryError("the query ends too early", do, position=len(text))
    position: Any = problem.pos_in_stream  # lark declares it as None
    if isinstance(problem, UnexpectedCharacters) or text[position] in SIGNS:
        other = (f"“{text[position]}” is not understood here", "leave it out, or put the words in quotes")
        what, do = SIGNS.get(text[position], other)
        return QueryError(what, do, position=position)
    said = text[position:].split(maxsplit=1)[0]
    return QueryError(f"“{said}” stands where it makes no sense", "write a word or a filter here", position=position)


def _position(token: Token) -> int:
    return token.start_pos or 0
