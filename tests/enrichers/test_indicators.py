"""Indicators: published red flags are found with the words that show them, in every language, in disguise too."""

from __future__ import annotations

import pytest

from tests.enrichers.reading import cases, data, read


@pytest.mark.parametrize(("text", "wanted"), cases("indicators").items(), ids=lambda case: str(case)[:40])
def test_an_indicator_is_found_with_its_words(text: str, wanted: list[str]) -> None:
    found = read(text).indicators

    assert set(wanted) <= {hit.id for hit in found}
    assert all(text[hit.start : hit.end] == hit.phrase for hit in found)
    assert all(hit.source for hit in found)


def test_a_place_at_home_is_no_hotspot_and_the_same_place_abroad_is() -> None:
    at_home = read("រោងចក្រនៅភ្នំពេញ ត្រូវការកម្មករ")
    abroad = read("Lowongan kerja di Phnom Penh, gaji besar")

    assert "place_hotspot" not in {hit.id for hit in at_home.indicators}
    assert "place_hotspot" in {hit.id for hit in abroad.indicators}


def test_an_own_weight_of_a_cue_never_raises_its_indicator() -> None:
    reading = read("联系飞机 @hr__zhong10, 招聘客服")

    weights = {hit.weight for hit in reading.indicators if hit.id == "slang_code"}
    assert all(weight <= data().indicators["slang_code"].weight for weight in weights)
