"""Places: every script and spelling of a place is the same place; parts of other words are none."""

from __future__ import annotations

import pytest

from tests.enrichers.reading import grouped, read


@pytest.mark.parametrize(("text", "wanted"), grouped("places"), ids=lambda case: str(case)[:40])
def test_a_place_is_found_in_every_script(text: str, wanted: list[str]) -> None:
    found = read(text).places

    assert [place.id for place in found] == wanted
    assert all(text[place.start : place.end] == place.raw for place in found)
