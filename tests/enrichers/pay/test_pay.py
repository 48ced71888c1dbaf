"""Pay: amounts, ranges and open ends with their money and period in every language, and dollars a month."""

from __future__ import annotations

from typing import Any

import pytest

from tests.enrichers.reading import grouped, read


@pytest.mark.parametrize(("text", "wanted"), grouped("pay"), ids=lambda case: str(case)[:40])
def test_pay_is_read_with_its_money_period_and_dollars_a_month(text: str, wanted: list[list[Any]]) -> None:
    found = read(text).pay

    told = [
        [pay.min, pay.max, pay.currency, pay.period, _whole(pay.usd_month_min), _whole(pay.usd_month_max)]
        for pay in found
    ]
    assert told == wanted
    assert all(text[pay.start : pay.end] == pay.raw for pay in found)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
