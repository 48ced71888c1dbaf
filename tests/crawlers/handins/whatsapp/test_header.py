"""Headers: how each phone begins a message, in every form of date, clock and mark."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.found import Asked
from crawlers.handins.whatsapp.chat import read
from crawlers.handins.whatsapp.dates import decide
from crawlers.handins.whatsapp.header import header_of
from posts.errors import InputError
from tests.conftest import ROOT, START
from tests.crawlers.handins.handing import held

PAGES = ROOT / "tests/pages/whatsapp"
HEADERS: list[dict[str, str]] = tomllib.loads((PAGES / "headers.toml").read_text(encoding="utf-8"))["header"]
ORDERS: list[dict[str, Any]] = tomllib.loads((PAGES / "orders.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", HEADERS, ids=[case["where"] for case in HEADERS])
def test_every_form_of_date_and_clock_is_read(case: dict[str, str]) -> None:
    line = case["line"]
    if not case["at"]:
        assert header_of(line) is None
        return
    options = {"dates": case["dates"], "zone": "UTC"}
    asked = Asked(kind="whatsapp", name="_chat.txt", sha256="0" * 64, received_at=START, options=options)

    _, found = read(held(line.encode()), asked)

    (post,) = found.posts

    assert post.posted_at == datetime.fromisoformat(case["at"]).replace(tzinfo=UTC)
    assert post.posted_precision == ("second" if case["at"].count(":") == 2 else "minute")
    assert post.text == "x"
    assert (post.posted_raw or "?") in line
    assert post.author.name in {"Budi", "小雨", "지우", "Lan", "ส้ม", "هند", "မေ", "ដារ៉ា"}


@pytest.mark.parametrize("case", ORDERS, ids=[case["says"] for case in ORDERS])
def test_day_and_month_are_told_by_the_whole_file_or_asked_for(case: dict[str, Any]) -> None:
    headers = [header for line in case["lines"] if (header := header_of(f"{line}, 10:30 - Budi: x"))]

    if "dates" in case:
        assert decide(headers, START.date(), case.get("wish")).order == case["dates"]
    else:
        with pytest.raises(InputError) as refused:
            decide(headers, START.date(), case.get("wish"))
        assert ("--dates" in refused.value.do) is not case.get("never", False)


@given(
    days=st.lists(st.dates(date(2010, 1, 1), date(2026, 1, 5)), min_size=1, max_size=30),
    form=st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%y", "%m/%d/%y"]),
)
def test_an_order_that_is_decided_is_the_right_one(days: list[date], form: str) -> None:
    days = sorted(days)
    headers = [header for day in days if (header := header_of(f"{day.strftime(form)}, 10:30 - Budi: x"))]

    try:
        decided = decide(headers, START.date(), None)
    except InputError:
        return  # it asks; what it says without asking must be true

    assert list(decided.dates) == days


@given(st.text(alphabet="0123456789/.-: ,[]\u200e\u202fAPM年", max_size=60))
def test_no_line_breaks_the_reader_of_headers(line: str) -> None:
    header_of(line)
