"""What all engines share: the order of posts in time, settling ties, putting lanes together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from index.engine import FacetValue, order, ranked, score_order, settled

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(-(1 << 31), 1 << 34).map(
    lambda seconds: EPOCH + timedelta(seconds=seconds, milliseconds=seconds % 9)
)
IDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26).map(
    lambda letters: f"p1_{letters}"
)


@given(MOMENTS, MOMENTS, IDS, IDS)
def test_the_order_is_that_of_whole_seconds_then_of_ids(one: datetime, other: datetime, a: str, b: str) -> None:
    first, second = order(one, a), order(other, b)

    assert 0 <= first < 1 << 64
    if EPOCH <= one < other - timedelta(seconds=1) < datetime(2500, 1, 1, tzinfo=UTC):
        assert first < second
    assert (order(one, a) > order(one, b)) <= (a < b)


def test_ids_that_are_no_base32_have_an_order_too() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)

    assert order(moment, "x") >> 30 == order(moment, "p1_ÄÖÜ189") >> 30 == int(moment.timestamp())


@given(st.lists(st.integers(0, 3), max_size=60).map(lambda values: sorted(values, reverse=True)), st.integers(1, 30))
def test_settled_returns_the_best_with_all_that_tie_with_the_last_one(values: list[int], wanted: int) -> None:
    found = settled(lambda size: values[:size], wanted, float, 1000)

    assert found == values[: len(found)]
    tied = [value for value in values if value >= values[min(wanted, len(values)) - 1]] if values else []
    assert len(found) >= len(tied)


def test_settled_stops_at_the_most() -> None:
    assert len(settled(lambda size: [1] * size, 5, float, 40)) == 40


def test_facet_values_of_one_count_follow_their_names() -> None:
    assert ranked({"b": 1, "a": 1, "c": 2}, 2) == (FacetValue("c", 2), FacetValue("a", 1))


@given(st.floats(-150, 150), st.floats(-150, 150), MOMENTS, MOMENTS, IDS, IDS)
def test_the_order_by_score_is_that_of_hundredths_then_of_times(
    a: float, b: float, one: datetime, other: datetime, first: str, second: str
) -> None:
    ours, theirs = score_order(a, one, first), score_order(b, other, second)

    assert 0 <= ours < 1 << 64
    if round(a * 100) != round(b * 100):
        assert (ours < theirs) == (round(a * 100) < round(b * 100))
    else:
        assert (ours <= theirs) == (order(one, first) >> 15 <= order(other, second) >> 15)
