"""Times of day as cron writes them, against a slow calendar that looks at each minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.calendar import DAYS, next_after, problem_in


@pytest.mark.parametrize(
    ("cron", "zone", "after", "due"),
    [
        ("15 6,18 * * *", "Asia/Jakarta", "2026-01-05T03:00", "2026-01-05T11:15"),
        ("15 6,18 * * *", "Asia/Jakarta", "2026-01-05T11:15", "2026-01-05T23:15"),
        ("0 7 * * 1-5", None, "2026-01-09T07:00", "2026-01-12T07:00"),  # a Friday; then Monday
        ("0 7 * * mon-fri", None, "2026-01-09T07:00", "2026-01-12T07:00"),
        ("0 7 * * 0", None, "2026-01-05T00:00", "2026-01-11T07:00"),  # Sunday
        ("0 7 * * 7", None, "2026-01-05T00:00", "2026-01-11T07:00"),
        ("0 7 * * fri-mon", None, "2026-01-06T00:00", "2026-01-09T07:00"),
        ("*/20 * * * *", None, "2026-01-05T03:00", "2026-01-05T03:20"),
        ("0 0 1 * *", "Asia/Phnom_Penh", "2026-01-05T00:00", "2026-01-31T17:00"),
        ("0 9 * jan *", None, "2026-02-01T00:00", "2027-01-01T09:00"),
        ("30 2 29 2 *", None, "2026-01-01T00:00", "2028-02-29T02:30"),
    ],
)
def test_the_next_time_is_the_one_that_the_line_names(cron: str, zone: str | None, after: str, due: str) -> None:
    found = next_after(cron, zone, datetime.fromisoformat(after).replace(tzinfo=UTC))

    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert problem_in(cron, zone) is None


def test_summer_time_skips_no_day_and_an_hour_that_comes_twice_counts_twice() -> None:
    for cron, month in (("30 2 * * *", 3), ("30 2 * * *", 10)):
        at = datetime(2026, month, 20, tzinfo=UTC)
        seen: list[date] = []
        while len(seen) < 12:
            at = next_after(cron, "Europe/Berlin", at)
            seen.append(at.astimezone(ZoneInfo("Europe/Berlin")).date())
        days = sorted(set(seen))
        assert days == [seen[0] + timedelta(days=number) for number in range(len(days))]
        assert len(seen) - len(days) == (month == 10)


@pytest.mark.parametrize(
    ("cron", "zone", "key"),
    [
        ("15 6 * *", None, "cron"),
        ("61 * * * *", None, "cron"),
        ("* * * * 8", None, "cron"),
        ("* * * * someday", None, "cron"),
        ("* * * * 1/x", None, "cron"),
        ("* * * * */0", None, "cron"),
        ("0 7 1 * 1", None, "cron"),
        ("0 0 31 2 *", None, "cron"),
        ("", None, "cron"),
        ("0 7 * * *", "Asia/Atlantis", "zone"),
        ("0 7 * * *", "../etc", "zone"),
    ],
)
def test_what_is_no_line_or_zone_is_named(cron: str, zone: str | None, key: str) -> None:
    problem = problem_in(cron, zone)

    assert problem is not None
    assert problem[0] == key


@settings(max_examples=30)
@given(
    st.sets(st.integers(0, 59), min_size=1, max_size=3),
    st.sets(st.integers(0, 23), min_size=1, max_size=3),
    st.sets(st.integers(0, 6), min_size=1, max_size=3),
    st.integers(0, 400 * 24 * 60),
)
def test_the_calendar_agrees_with_looking_at_each_minute(
    minutes: set[int], hours: set[int], days: set[int], start: int
) -> None:
    cron = f"{_list(minutes)} {_list(hours)} * * {_list(days)}"
    after = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=start)

    slow = after + timedelta(minutes=1)
    while not (slow.minute in minutes and slow.hour in hours and (slow.isoweekday() % len(DAYS)) in days):
        slow += timedelta(minutes=1)

    assert next_after(cron, "UTC", after) == slow


def _list(numbers: set[int]) -> str:
    return ",".join(map(str, sorted(numbers)))
