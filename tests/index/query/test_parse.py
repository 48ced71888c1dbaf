"""Parsing: the tree of every operator; every mistake told with its place; nothing but QueryError on any text."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import bare_phrase, exact_phrase
from index.query.filters import FILTERS
from index.query.lookups import Lookups
from index.query.match import matches
from index.query.parse import MAX_DEPTH, MAX_QUERY, parse
from index.query.sentence import sentence
from index.query.tree import And, Between, Everything, Is, Not, Or, Query, Words
from posts.errors import QueryError
from tests.index.search_corpus import make_document
from tests.index.strategies import ASKED, queries
from tests.index.strategies import FILTERS as FILTERED


def word(text: str) -> Words:
    return Words(f"“{text}”", exact_phrase(text), bare_phrase(text))


A, B, C = word("a"), word("b"), word("c")
TREES: dict[str, Query] = {
    "a": A,
    "a b": And((A, B)),
    "a AND b": And((A, B)),
    "a OR b": Or((A, B)),
    "a b OR c": Or((And((A, B)), C)),
    "a AND (b OR c)": And((A, Or((B, C)))),
    "a NOT b": And((A, Not(B))),
    "a -b": And((A, Not(B))),
    "--b": Not(B),
    "NOT NOT b": B,
    "NOT (a b)": Not(And((A, B))),
    '"a b"': word("a b"),
    "“a b”": word("a b"),
    'a"b"c': And((A, B, C)),
    "a*": Words("a word that begins with “a”", exact_phrase("a", begins=True), bare_phrase("a", begins=True)),
    "*": Everything(),
    "or AND not": And((word("or"), word("not"))),
    "ANDROID": word("ANDROID"),
    "12:30": word("12:30"),
    "t.me/x:y": word("t.me/x:y"),
    "工资:1000": word("工资:1000"),
    "source:telegram_web:x__y": Is("source", ("telegram_web:x__y",), "telegram_web:x__y"),
    "Source: x__y": Is("source", ("x__y",), "x__y"),
    'author:"Loker Contoh"': Is("author", ("Loker Contoh",), "Loker Contoh"),
    "author:lok*": Is("author", ("lok",), "“lok…”", begins=True),
    "cluster:*": Is("cluster", ("",), "any", begins=True),
    "lang:(id OR th)": Or((Is("lang", ("id",), "Indonesian"), Is("lang", ("th",), "Thai"))),
    "alertable:no": Not(Is("alertable", ("true",), "true")),
    "score:5": Between("score", 5, 5, "5"),
    "score:[* TO *]": Between("score", None, None, "known"),
    "score:[-1 TO *]": Between("score", -1, None, "at least -1"),
    "score:[* TO 2.5]": Between("score", None, 2.5, "at most 2.5"),
}


@pytest.mark.parametrize(("text", "tree"), TREES.items(), ids=TREES)
def test_what_a_query_means(text: str, tree: Query) -> None:
    assert parse(text) == tree


MISTAKES = {
    "": (0, "empty", "lang:id"),
    "  ": (0, "empty", "lang:id"),
    'a "b': (2, "quotation mark is not closed", 'second "'),
    "AND a": (0, "AND stands where", '"AND"'),
    "a AND": (5, "ends too early", "follow"),
    "a OR OR b": (5, "OR stands where", '"OR"'),
    "(a": (2, "ends too early", "bracket"),
    "a) b": (1, "bracket", "leave it out"),
    "()": (1, "bracket", "leave it out"),
    "*rja": (0, "at the beginning", "a letter before"),
    "柬埔寨工作~": (0, "~ does not work with", "one word"),
    "kerja~3": (5, "~ is not understood", "quotes"),
    "~kerja": (0, "~ is not understood", "quotes"),
    '"kerja"~5': (0, "only different words", "two words or more"),
    '"kerja kerja"~5': (0, "only different words", "two words or more"),
    "like:p1_x": (5, "no public post has the id", "p1_"),
    "a & b": (2, "no letter or digit", "leave it out"),
    '""': (0, "no letter or digit", "leave it out"),
    "lagn:id": (0, "no field “lagn”", "did you mean lang:?"),
    "zzzzz:id": (0, "no field “zzzzz”", "the fields are platform, source"),
    "see https://example.org": (4, "no field “https”", "write contact:"),
    "lang:xx": (5, "lang is never “xx”", "write one of am, bn, en"),
    "lang:indonesia": (5, "lang is never “indonesia”", "did you mean lang:indonesian?"),
    "lang:id-Cyrl": (5, "lang is never", "write one of am, bn, en"),
    "lang:": (5, "ends too early", "follow"),
    'lang:""': (5, "a value is missing", "lang:id"),
    "lang:>id": (6, "lang takes no >", "lang:id"),
    "lang:[a TO b]": (5, "lang takes no range", "lang:id"),
    "has:imag": (4, "has is never “imag”", "did you mean has:image?"),
    "mark:qqqq": (5, "mark is never", "write one of lead, "),
    "alertable:maybe": (10, "true or false", "alertable:true"),
    "alertable:*": (10, "true or false", "alertable:true"),
    "contact:a*b": (8, "only at the end", "quotes"),
    "pay:abc": (4, "“abc” is no number", "pay:>1000"),
    "pay:>nan": (5, "is no number", "pay:>1000"),
    "pay:1e999": (4, "is no number", "pay:>1000"),
    "pay:1_000": (4, "is no number", "pay:>1000"),
    "pay:[1 2]": (4, "a range is not whole", "[FROM TO TO]"),
    "pay:[1 TO 2": (4, "a range is not closed", "[FROM TO TO]"),
    "pay:[2 TO 1]": (4, "ends before it begins", "smaller"),
    "posted:2026-02-30": (7, "is no date", "2026-01-31T18:30"),
    "posted:yesterday": (7, "is no date", "2026-01-31T18:30"),
    "place:atlantis": (6, "no place is called “atlantis”", "kh-poipet"),
    "place:(kh-poipet kh-bavet)": (17, "makes no sense", "write a word"),
    "(" * (MAX_DEPTH + 1) + "a": (MAX_DEPTH, "brackets stand inside", "leave some out"),
    "a" * (MAX_QUERY + 1): (MAX_QUERY, "characters, more than", "shorten"),
}


@pytest.mark.parametrize(("text", "told"), MISTAKES.items(), ids=[key[:30] or "nothing" for key in MISTAKES])
def test_mistakes_are_told_with_place_and_advice(text: str, told: tuple[int, str, str]) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)

    position, what, do = told
    assert caught.value.position == position
    assert what in caught.value.what
    assert do in caught.value.do


def test_an_indicator_that_does_not_exist_is_told_where_the_list_is_known() -> None:
    lookups = Lookups(indicators={"ben_flight": "free flight"})

    assert parse("indicator:ben_flight", lookups) == Is("indicator", ("ben_flight",), "free flight")
    with pytest.raises(QueryError, match="did you mean indicator:ben_flight"):
        parse("indicator:ben_fligt", lookups)


@pytest.mark.parametrize("row", FILTERS, ids=lambda row: row.name)
def test_the_example_of_every_filter_is_understood(row: object) -> None:
    example = getattr(row, "example", "")

    assert sentence(parse(example, Lookups(text_of=lambda _post: "lowongan kerja")))


PIECES = [
    *ASKED,
    *FILTERED,
    *'()"[]:*-~<>=\\/&|^{}!?+ \t\n',
    "AND",
    "OR",
    "NOT",
    " TO ",
    "lang:",
    "pay:",
    "posted:",
    "\ud800",
    "\x00",
    "“",
]


@settings(max_examples=300)
@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | queries())
def test_any_text_gives_a_query_or_a_query_error(text: str) -> None:
    check(text)


def test_ten_thousand_random_strings_give_a_query_or_a_query_error() -> None:
    chance = random.Random(1)

    understood = sum(check("".join(chance.choices(PIECES, k=chance.randint(1, 12)))) for _ in range(10_000))

    assert 500 < understood < 9500


def check(text: str) -> bool:
    """Say whether a text is a query; whatever it is, it must be told properly."""
    try:
        query = parse(text)
    except QueryError as problem:
        return not _is_told(problem, text)
    return bool(sentence(query)) and matches(query, make_document()) in {True, False}


def _is_told(problem: QueryError, text: str) -> bool:
    assert problem.position is not None
    assert 0 <= problem.position <= len(text)
    assert problem.what
    assert problem.do
    return True
