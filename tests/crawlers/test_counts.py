"""Counts: what a page abbreviates, as a number beside its own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.counts import count


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1.48M", 1_480_000),
        ("2.5K", 2_500),
        ("422.0K", 422_000),
        ("1K", 1_000),
        ("3k", 3_000),
        ("1.2B", 1_200_000_000),
        ("987", 987),
        ("0", 0),
        ("1 474 933", 1_474_933),
        ("1\u00a0474\u202f933", 1_474_933),
        ("97,957", 97_957),
        (" 12 ", 12),
        ("4.29K", 4_290),
    ],
)
def test_a_count_is_its_number(raw: str, value: int) -> None:
    found = count(raw)

    assert found is not None
    assert (found.value, found.raw) == (value, raw.strip())


@pytest.mark.parametrize(
    "raw", ["", " ", "K", "many", "1.2.3K", "-5", "+5", "1e9", "²", "१२", "NaN", ".", "9" * 16, "1KM"]
)
def test_what_is_no_count_is_none(raw: str) -> None:
    assert count(raw) is None


@given(number=st.integers(0, 10**12), step=st.sampled_from(["", "K", "M", "B"]), digits=st.integers(0, 3))
def test_counts_agree_with_plain_arithmetic(number: int, step: str, digits: int) -> None:
    whole, part = divmod(number, 10**digits)
    raw = f"{whole}.{part:0{digits}}{step}" if digits else f"{whole}{step}"

    found = count(raw)

    assert found is not None
    assert found.value == number * {"": 1, "K": 10**3, "M": 10**6, "B": 10**9}[step] // 10**digits


@given(raw=st.text(max_size=40))
def test_no_text_breaks_it(raw: str) -> None:
    found = count(raw)

    assert found is None or found.value >= 0
