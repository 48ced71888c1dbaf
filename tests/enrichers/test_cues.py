"""Cues: found on the folded and the undisguised form, with word edges, exclusions, and the longest of a name kept."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from enrichers.cues import CueBook, CueRow, bared_pattern, folded_pattern, is_disguised
from enrichers.forms import Look


def found(text: str, rows: Iterable[CueRow], langs: tuple[str, ...] = ("en",)) -> list[tuple[str, str, bool]]:
    book = CueBook({"ben_flight": {"en": tuple(rows)}})
    return [(hit.cue.name, hit.phrase, hit.hidden) for hit in book.find(Look(text), langs)]


def cue(pattern: str, **fields: object) -> CueRow:
    return CueRow(p=pattern, src="own", **fields)  # type: ignore[arg-type] # fields of the cue, given by each test


def test_a_literal_cue_is_found_in_any_case_and_width() -> None:
    assert found("ＦＲＥＥ Ticket", [cue("free ticket")]) == [("ben_flight", "ＦＲＥＥ Ticket", False)]


def test_word_edges_keep_a_cue_out_of_longer_words() -> None:
    assert found("freely carefree", [cue("free", b=1)]) == []
    assert found("freely", [cue("free", b="l")]) == [("ben_flight", "free", False)]
    assert found("carefree", [cue("free", b="r")]) == [("ben_flight", "free", False)]


@pytest.mark.parametrize("text", ["t1cket", "t.i.c.k.e.t", "ti\u200bcket", "т1cket"])
def test_a_disguised_cue_is_found_and_marked(text: str) -> None:
    assert found(text, [cue("ticket", b=1)]) == [("ben_flight", text, True)]


def test_a_cue_that_stands_openly_is_not_looked_for_in_disguise() -> None:
    assert found("ticket t1cket", [cue("ticket", b=1)]) == [("ben_flight", "ticket", False)]


def test_what_follows_or_stands_before_can_make_a_hit_void() -> None:
    rows = [cue("ticket", b=1, not_after=" office", not_before="no ")]

    assert found("ticket office", rows) == []
    assert found("no ticket", rows) == []
    assert found("ticket paid", rows) == [("ben_flight", "ticket", False)]


def test_of_overlapping_hits_of_one_name_the_longest_stays() -> None:
    assert found("free air ticket", [cue("free"), cue("air"), cue("free air ticket")]) == [
        ("ben_flight", "free air ticket", False)
    ]
    assert len(found("free air ticket", [cue("free"), cue("ticket")])) == 2


def test_languages_without_cues_find_nothing() -> None:
    assert found("free ticket", [cue("free ticket")], ("xx",)) == []


def test_patterns_are_folded_like_texts_and_keep_their_syntax() -> None:
    assert folded_pattern(r"ÉTÉ( \d+)?\.[ab]") == r"été( \d+)?\.[ab]"
    assert bared_pattern("đồng|機票") == "dong|机票"


def test_accents_and_chinese_forms_are_no_disguise() -> None:
    assert not is_disguised("Đồng", "dong")
    assert not is_disguised("機票", "机票")
    assert is_disguised("t1cket", "ticket")
    assert is_disguised("t i", "ti")
