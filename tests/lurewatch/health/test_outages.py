"""Outages have the bounds that visits prove: from the last good one before to the first good one after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lurewatch.health.outages import NOT_VISITED, Outage, every_outage, outages, sentences
from posts.capture import GOOD_OUTCOMES, Outcome, Visit
from tests.conftest import START

AFTERWARDS = "what stood there afterwards was read"
OUTCOMES: list[Outcome] = ["posts", "nothing_new", "unreachable", "blocked", "page_changed"]


def visit(hours: float, outcome: Outcome = "nothing_new", source: str = "telegram_web:a__b") -> Visit:
    at = START + timedelta(hours=hours)
    joined = outcome in GOOD_OUTCOMES
    return Visit(source=source, run=f"r{hours}", started_at=at, ended_at=at, requests=1, outcome=outcome, joined=joined)


def spans(visits: list[Visit]) -> list[tuple[str, float, float | None, int]]:
    hour = timedelta(hours=1)
    return [
        (one.kind, (one.since - START) / hour, (one.until - START) / hour if one.until else None, one.visits)
        for one in outages(visits)
    ]


@pytest.mark.parametrize(
    ("visits", "wanted"),
    [
        ([], []),
        ([visit(0), visit(1)], []),
        ([visit(0), visit(1, "unreachable"), visit(2, "unreachable"), visit(3)], [("unreachable", 0, 3, 2)]),
        ([visit(0), visit(1, "blocked")], [("blocked", 0, None, 1)]),
        (
            [visit(0), visit(1, "blocked"), visit(2, "page_changed"), visit(3, "blocked"), visit(4)],
            [("blocked and page_changed", 0, 4, 3)],
        ),
        ([visit(1, "no_preview"), visit(2, "no_preview")], [("no_preview", 1, None, 2)]),
        (
            [visit(0), visit(1, "blocked"), visit(2), visit(3), visit(4, "unreachable"), visit(5)],
            [("blocked", 0, 2, 1), ("unreachable", 3, 5, 1)],
        ),
        ([visit(0), visit(1), visit(2), visit(3), visit(4), visit(76)], [(NOT_VISITED, 4, 76, 0)]),
        ([visit(0), visit(1), visit(2), visit(4.9)], []),  # three rests are no pause yet
        ([visit(0), visit(100)], []),  # nothing is usual yet
    ],
)
def test_an_outage_goes_from_good_visit_to_good_visit(
    visits: list[Visit], wanted: list[tuple[str, float, float | None, int]]
) -> None:
    assert spans(visits) == wanted


@given(st.lists(st.sampled_from(OUTCOMES), max_size=30))
def test_every_failed_visit_lies_in_exactly_one_outage_and_no_good_one_inside_any(outcomes: list[Outcome]) -> None:
    visits = [visit(number, outcome) for number, outcome in enumerate(outcomes)]

    found = list(outages(visits))

    end = START + timedelta(days=100)
    for one in visits:
        inside = [gap for gap in found if gap.since < one.started_at < (gap.until or end)]
        first = [gap for gap in found if gap.since == one.started_at and one.outcome not in GOOD_OUTCOMES]
        assert len(inside) + len(first) == (one.outcome not in GOOD_OUTCOMES)
    assert sum(gap.visits for gap in found) == sum(outcome not in GOOD_OUTCOMES for outcome in outcomes)


def test_sentences_say_what_when_and_whether_it_was_made_up_for() -> None:
    visits = [visit(0), visit(1, "blocked"), visit(2), visit(3, "unreachable", "x:y"), visit(4, "unreachable", "x:y")]

    assert [one.sentence() for one in every_outage(visits)] == [
        "telegram_web:a__b: blocked from 2026-01-05 03:00Z to 2026-01-05 05:00Z (1 visit), " + AFTERWARDS,
        "x:y: unreachable since 2026-01-05 06:00Z (2 visits)",
    ]


def test_an_outage_after_which_a_hole_remains_promises_nothing() -> None:
    until = START + timedelta(hours=1)
    outage = Outage(source="a:b", kind=NOT_VISITED, since=START, until=until, visits=0)

    assert outage.sentence() == "a:b: not_visited from 2026-01-05 03:00Z to 2026-01-05 04:00Z"


def told(source: str, since: float, until: float | None, kind: str = NOT_VISITED) -> Outage:
    ends = None if until is None else START + timedelta(hours=until)
    return Outage(source=source, kind=kind, since=START + timedelta(hours=since), until=ends, visits=0)


def test_pauses_of_many_sources_at_one_time_are_told_as_one() -> None:
    pauses = [told("a:a", 0, 9), told("a:b", 1, 8), told("a:c", 20, 30), told("a:d", 2, 3, "blocked")]

    assert sentences(sorted(pauses, key=lambda one: one.since), 20) == [
        "2 sources: not_visited from 2026-01-05 03:00Z to 2026-01-05 12:00Z",
        "a:d: blocked from 2026-01-05 05:00Z to 2026-01-05 06:00Z",
        "a:c: not_visited from 2026-01-05 23:00Z to 2026-01-06 09:00Z",
    ]


def test_what_lasts_is_always_told_and_of_what_is_over_how_much_more_there_is() -> None:
    over = [told("a:a", hour, hour + 1, "blocked") for hour in range(5)]

    found = sentences([told("a:b", 0, None, "unreachable"), *over], 2)

    assert found[0] == "a:b: unreachable since 2026-01-05 03:00Z"
    assert [one.partition(" to ")[0] for one in found[1:3]] == [
        "a:a: blocked from 2026-01-05 06:00Z",
        "a:a: blocked from 2026-01-05 07:00Z",
    ]
    assert found[3:] == ["3 more gaps: lurewatch sources --json"]


def test_days_whose_cap_was_spent_take_no_others_place() -> None:
    capped = [told("a:a", hour, hour + 1, "budget") for hour in range(10, 15)]

    found = sentences([told("a:b", 0, 5, "blocked"), *capped], 3)

    assert [one.partition(" from ")[0] for one in found] == [
        "a:b: blocked",
        "a:a: budget",
        "a:a: budget",
        "3 more gaps: lurewatch sources --json",
    ]
