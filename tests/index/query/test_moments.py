"""Dates mean the home zone's days, also where clocks change; what is no date is told so."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query.extent import number
from index.query.moments import moment

JAKARTA = ZoneInfo("Asia/Jakarta")
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600

SPANS = {
    "a day": ("2026-01-05", JAKARTA, datetime(2026, 1, 4, 17, tzinfo=UTC), 24 * HOUR),
    "a day with short numbers": ("2026-1-5", JAKARTA, datetime(2026, 1, 4, 17, tzinfo=UTC), 24 * HOUR),
    "a day of 23 hours": ("2026-03-29", BERLIN, datetime(2026, 3, 28, 23, tzinfo=UTC), 23 * HOUR),
    "a month": ("2026-02", UTC, datetime(2026, 2, 1, tzinfo=UTC), 28 * 24 * HOUR),
    "a December": ("2025-12", UTC, datetime(2025, 12, 1, tzinfo=UTC), 31 * 24 * HOUR),
    "a year": ("2024", UTC, datetime(2024, 1, 1, tzinfo=UTC), 366 * 24 * HOUR),
    "a minute": ("2026-01-05T18:30", JAKARTA, datetime(2026, 1, 5, 11, 30, tzinfo=UTC), 60),
    "a minute with a space": ("2026-01-05 18:30", JAKARTA, datetime(2026, 1, 5, 11, 30, tzinfo=UTC), 60),
    "a second": ("2026-01-05T18:30:15", UTC, datetime(2026, 1, 5, 18, 30, 15, tzinfo=UTC), 1),
    "its own zone": ("2026-01-05T18:30z", JAKARTA, datetime(2026, 1, 5, 18, 30, tzinfo=UTC), 60),
    "an offset": ("2026-01-05T18:30+02:00", JAKARTA, datetime(2026, 1, 5, 16, 30, tzinfo=UTC), 60),
}


@pytest.mark.parametrize(("text", "zone", "start", "length"), SPANS.values(), ids=SPANS)
def test_a_typed_date_covers(text: str, zone: ZoneInfo, start: datetime, length: int) -> None:
    found = moment(text, zone)

    assert found is not None
    assert found.first == start.timestamp()
    assert found.last - found.first + 1 == length
    assert (found.before, found.after) == (found.first - 1, found.last + 1)


@pytest.mark.parametrize(
    "text", ["", "x", "2026-13", "2026-02-30", "0000", "9999", "26-01-05", "2026-01-05T25:00", "2026-01-05T"]
)
def test_what_is_no_date(text: str) -> None:
    assert moment(text, UTC) is None


@given(st.text() | st.from_regex(r"\A[0-9:TZ +-]{1,20}\Z"))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = moment(text, JAKARTA)

    assert found is None or found.first <= found.last


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_covers_itself_alone(value: float) -> None:
    found = number(repr(value))

    assert found is not None
    assert found.before < found.first == found.last == value < found.after


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1_0", "1e999", "١٢", "1,5"])
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None
