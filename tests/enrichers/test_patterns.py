"""Patterns: as Python's own expressions find it, with Unicode word edges, in code points; hostile ones are refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrichers.forms import Look
from enrichers.patterns import Pattern, PatternError, PatternSet, goes_on, goes_on_before, is_word, translate

ALPHABET = "aá1 ក中."


@given(st.text(ALPHABET, max_size=30), st.sampled_from(["a+", "á", "1|a1", "ក.", "中 ?a"]))
def test_a_pattern_finds_what_the_slow_one_finds(text: str, source: str) -> None:
    form = Look(text).plain

    found = [(hit.start, hit.end) for hit in Pattern(source).find(form)]

    assert found == [match.span() for match in re.finditer(source, form.text)]


@given(st.text(ALPHABET, max_size=30))
def test_word_edges_follow_unicode(text: str) -> None:
    form = Look(text).plain

    found = [hit.start for hit in Pattern("a", edges=(True, True)).find(form)]

    alone = [
        at
        for at, char in enumerate(form.text)
        if char == "a" and not goes_on_before(form.text, at) and not goes_on(form.text, at + 1)
    ]
    assert found == alone


def test_a_shorter_end_is_tried_where_a_word_goes_on() -> None:
    form = Look("free tickets").plain

    assert [hit.group() for hit in Pattern("free( tick)?", edges=(True, True)).find(form)] == ["free"]


def test_groups_that_took_no_part_are_empty() -> None:
    [hit] = Pattern("(a)|(b)").find(Look("b").plain)

    assert (hit.group(1), hit.group(2)) == ("", "b")
    assert hit.given(2) == (0, 1)


def test_hits_are_limited() -> None:
    assert len(list(Pattern("a").find(Look("a" * 500).plain, limit=7))) == 7


def test_what_follows_and_what_stands_before_can_be_asked() -> None:
    form = Look("ក no ticket").plain

    assert Pattern("ticket").fits_at(form, 5)
    assert not Pattern("ticket").fits_at(form, 4)
    assert Pattern("no $").fits_before(form, 5)
    assert not Pattern("no $").fits_before(form, 4)


def test_a_set_tells_which_occur() -> None:
    chosen = PatternSet([Pattern("a"), Pattern("x"), Pattern("ក")])

    assert chosen.occurring(Look("aក").plain) == [0, 2]
    assert PatternSet([]).occurring(Look("a").plain) == []


def test_what_re2_cannot_do_is_refused_by_name() -> None:
    form = Look("a").plain

    with pytest.raises(PatternError, match="word edges"):
        translate(r"\ba")
    with pytest.raises(PatternError, match="a"):
        list(Pattern("(?=a)").find(form))


def test_a_unicode_class_stands_for_word_signs_inside_and_outside_of_brackets() -> None:
    assert translate(r"\w[\w-]\.") == r"[\pL\pM\pN_][\pL\pM\pN_-]\."


def test_scripts_without_spaces_hold_no_words_that_go_on() -> None:
    assert is_word("a")
    assert is_word("_")
    assert not is_word("中")
    assert not is_word("ก")
    assert not is_word(" ")
