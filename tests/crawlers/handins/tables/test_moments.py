"""Moments in tables: each way in which tools write a time, with or without a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.tables.moments import moment_of

JAKARTA = timezone(timedelta(hours=7))
MORNING = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "1767340800",
        "1767340800.0",
        "1767340800000",
        "1767340800000000",
        "2026-01-02T08:00:00Z",
        "2026-01-02T08:00:00.000Z",
        "2026-01-02T15:00:00+07:00",
        "2026-01-02 08:00:00 UTC",
        "2026-01-02 03:00:00 EST",
        "2026-01-02 3:00:00 est",
        "Fri Jan 02 08:00:00 +0000 2026",
        "Fri Jan 02 15:00:00 +0700 2026",
        "Fri, 02 Jan 2026 08:00:00 GMT",
    ],
)
def test_a_time_that_states_its_zone_is_a_moment(raw: str) -> None:
    found = moment_of(raw, JAKARTA, is_stated=False)

    assert (found.at, found.raw, found.zone, found.precision) == (MORNING, raw, "stated", "second")


@pytest.mark.parametrize(
    ("raw", "precision"),
    [("2026-01-02 15:00:00", "second"), ("2026/1/2 15:00", "minute"), ("2026-01-02T15:00", "minute")],
)
def test_a_clock_without_a_zone_needs_one(raw: str, precision: str) -> None:
    said = moment_of(raw, JAKARTA, is_stated=False)
    by_tool = moment_of(raw, JAKARTA, is_stated=True)
    without = moment_of(raw, None, is_stated=False)

    assert (said.at, said.zone, said.precision) == (MORNING, "assumed", precision)
    assert (by_tool.at, by_tool.zone) == (MORNING, "stated")
    assert (without.at, without.raw, without.zone, without.precision) == (None, raw, "none", precision)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "05/01/2026",
        "2026-13-45 08:00:00",
        "2026-01-02 25:00:00",
        "2026-01-02 08:00:00 XQZ",
        "99",
        "9" * 17,
        "Fri Foo 02 08:00:00 +0000 2026",
        "0001-01-01 00:00:00",
        "9999-12-31 23:59:59",
    ],
)
def test_what_is_no_time_keeps_its_words(raw: str) -> None:
    found = moment_of(raw, UTC, is_stated=False)

    assert (found.at, found.raw) == (None, raw)


@given(st.text(max_size=40))
def test_no_words_break_it(raw: str) -> None:
    found = moment_of(raw, UTC, is_stated=False)

    assert found.raw == raw or not raw.strip()


@given(st.integers(10**8, 4 * 10**9))
def test_seconds_and_clocks_agree(number: int) -> None:
    at = datetime.fromtimestamp(number, UTC)

    assert moment_of(str(number), None, is_stated=False).at == at
    assert moment_of(f"{at:%Y-%m-%d %H:%M:%S}", UTC, is_stated=True).at == at
