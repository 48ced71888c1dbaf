"""Wordless: posts without letters that show copies of one picture are one cluster; others stay alone."""

from __future__ import annotations

from dedupe.group import group
from dedupe.wordless import complete, wordless


def test_copies_make_groups_and_the_rest_stays_alone() -> None:
    assert wordless(["d", "c", "b", "a"], [("a", "b"), ("b", "d")]) == [("a", "b", "d"), ("c",)]


def test_a_post_with_letters_bridges_nothing() -> None:
    assert wordless(["a", "c"], [("a", "b"), ("b", "c")]) == [("a",), ("c",)]


def test_what_no_group_holds_is_one_by_itself() -> None:
    assert complete([("a", "b")], ["b", "c"]) == [("a", "b"), ("c",)]


def test_in_a_stream_words_decide_where_there_are_some() -> None:
    texts = {"a": "", "b": "!!!", "c": "Lowongan kerja di Poipet", "d": ""}

    found = group(texts, copies=[("a", "b"), ("b", "c"), ("c", "d")])

    assert {line.id: line.cluster for line in found.lines} == {"a": "a", "b": "a", "c": "c", "d": "d"}
