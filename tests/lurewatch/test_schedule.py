"""When a source is due, and the ticker that looks."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.watchlist import Source
from lurewatch.schedule import (
    DEFAULT_EVERY,
    JITTER,
    MAX_BACKOFF,
    MAX_CALENDAR_JITTER,
    interval,
    next_visit,
    rest_after,
    tick_until,
)
from tests.conftest import START


def source(every: str | None = "30m") -> Source:
    return Source(platform="telegram_web", name="loker__contoh", every=every)


@pytest.mark.parametrize(
    ("every", "seconds"),
    [("45s", 45), ("30m", 1800), ("6h", 21_600), ("2d", 172_800), (None, DEFAULT_EVERY.total_seconds())],
)
def test_an_interval_is_a_number_and_a_unit(every: str | None, seconds: float) -> None:
    assert interval(source(every)).total_seconds() == seconds


def test_a_source_that_was_never_visited_is_due_at_once() -> None:
    assert next_visit(source(), None, 0) < START - timedelta(days=365)


@given(st.integers(min_value=0, max_value=10**6))
def test_jitter_only_lengthens_a_rest_and_by_a_tenth_at_most(seconds: int) -> None:
    last = START + timedelta(seconds=seconds)

    rest = next_visit(source(), last, 0) - last

    assert timedelta(minutes=30) <= rest <= timedelta(minutes=30) * (1 + JITTER)
    assert next_visit(source(), last, 0) == last + rest  # the same whenever it is asked for


@given(st.integers(min_value=0, max_value=100))
def test_each_failure_doubles_the_rest_up_to_a_day(failures: int) -> None:
    rest = next_visit(source(), START, failures) - START
    wanted = min(timedelta(minutes=30) * 2 ** min(failures, 16), MAX_BACKOFF)

    assert wanted <= rest <= wanted * (1 + JITTER)


def test_a_source_that_rests_longer_than_a_day_is_not_visited_earlier_because_it_failed() -> None:
    assert next_visit(source("3d"), START, 5) - START >= timedelta(days=3)


def test_the_ticker_ticks_until_it_is_stopped() -> None:
    stop = threading.Event()
    ticks = []

    def act() -> None:
        ticks.append(1)
        if len(ticks) == 3:
            stop.set()

    tick_until(stop, act, timedelta(milliseconds=20))

    assert len(ticks) >= 3


def test_an_error_ends_the_ticking_and_is_told() -> None:
    def act() -> None:
        raise ValueError("the watchlist is gone")

    with pytest.raises(ValueError, match="the watchlist is gone"):
        tick_until(threading.Event(), act, timedelta(milliseconds=20))


def calendar(cron: str = "0 6 * * *", zone: str | None = "Asia/Jakarta") -> Source:
    return Source(platform="telegram_web", name="loker__contoh", cron=cron, zone=zone)


def test_a_calendar_is_kept_with_jitter_of_minutes_and_one_catch_up() -> None:
    six = datetime(2026, 1, 5, 23, 0, tzinfo=UTC)  # 6 o'clock on the 6th in Jakarta

    due = next_visit(calendar(), START, 0)

    assert six <= due <= six + MAX_CALENDAR_JITTER
    three_days_later = START + timedelta(days=3)
    assert due < three_days_later  # due now, and after that visit only at its next time
    assert next_visit(calendar(), three_days_later, 0) > three_days_later


def test_a_calendar_that_is_due_each_minute_backs_off_too() -> None:
    busy = calendar("* * * * *", None)

    assert next_visit(busy, START, 0) - START <= timedelta(minutes=2)
    assert next_visit(busy, START, 6) - START >= timedelta(minutes=60)
    assert next_visit(busy, START, 30) - START <= timedelta(days=1, minutes=2)


def test_a_source_rests_from_one_time_of_its_calendar_to_the_next() -> None:
    assert rest_after(calendar(), START) == timedelta(days=1)
    assert rest_after(calendar("0 6,18 * * *"), START) == timedelta(hours=12)
    assert rest_after(source("30m"), START) == timedelta(minutes=30)
