"""Lint: every cue compiles, finds its own example, never the empty string, and has a source; bad ones are named."""

from __future__ import annotations

from itertools import chain

import pytest

from enrichers.cues import Cue, CueRow
from enrichers.forms import Look
from enrichers.lint import lint, problems_of
from tests.enrichers.examples import example
from tests.enrichers.reading import data

CUES = list(chain.from_iterable(book.cues for book in data().books))
BRANCHES = 3  # of each expression that are tried


def test_no_cue_has_a_problem() -> None:
    assert list(lint(CUES)) == []


def test_every_cue_finds_its_own_example() -> None:
    silent = [
        (cue.name, cue.lang, cue.row.p, text)
        for cue in CUES
        for text in _examples(cue)
        if not any(next(cue.folded.find(Look(one).folded), None) for one in (text, f" {text} "))
    ]

    assert silent == []


def _examples(cue: Cue) -> set[str]:
    if not cue.row.re:
        return {cue.row.p}
    return {example(cue.row.p, branch) for branch in range(BRANCHES)}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (CueRow(p="(a", re=1, src="own"), "does not compile"),
        (CueRow(p=r"\ba", re=1, src="own"), "word edges"),
        (CueRow(p=" ", src="own"), "no words"),
        (CueRow(p="tiket", src=""), "no source"),
        (CueRow(p="di", b=1, src="own"), "small words"),
        (CueRow(p="tiket", src="own", not_after="(a"), "does not compile"),
    ],
)
def test_a_bad_cue_is_named_with_its_problem(row: CueRow, problem: str) -> None:
    assert any(problem in told for told in problems_of(Cue("ben_flight", "id", row)))


def test_a_cue_that_stands_twice_is_named() -> None:
    cue = Cue("ben_flight", "id", CueRow(p="tiket", src="own"))

    assert [told for told in lint([cue, cue]) if "stands twice" in told]
