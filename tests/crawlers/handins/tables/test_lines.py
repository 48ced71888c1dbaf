"""Lines of a text from anywhere on: as splitting it whole gives them."""

from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.tables.lines import Lines


@given(st.text('ab\n\r\u2028,"', max_size=40), st.integers(0, 10))
def test_lines_go_on_where_they_stopped(text: str, first: int) -> None:
    whole = text.split("\n")
    model = [f"{line}\n" for line in whole[:-1]] + ([whole[-1]] if whole[-1] else [])
    before = Lines(text)

    begun = list(islice(before, first))
    after = Lines(text, before.read_to)

    assert before.read_to == (sum(map(len, begun)), len(begun))
    assert begun + list(after) == model
    assert after.number == len(model)
