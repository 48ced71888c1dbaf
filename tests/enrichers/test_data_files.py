"""Data: loaded once, named by a hash that changes with every change, with an organisation's own weights on top."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrichers import Own, load_data
from enrichers.data_files import VERSION_LETTERS
from posts.errors import LurewatchError
from tests.enrichers.reading import data


def test_the_same_files_have_the_same_version() -> None:
    assert load_data().version == data().version
    assert len(data().version) == VERSION_LETTERS


def test_own_weights_and_threshold_replace_those_of_the_file(tmp_path: Path) -> None:
    own = tmp_path / "indicators.toml"
    own.write_text("[weights]\nben_flight = 0.5\nctx_news = -1\n[threshold]\nhigh = 9\n", encoding="utf-8")

    loaded = load_data(Own(weights=own))

    assert loaded.indicators["ben_flight"].weight == 0.5
    assert loaded.weights.of_kind("news").weight == -1
    assert loaded.weights.threshold.high == 9
    assert loaded.weights.threshold.review == data().weights.threshold.review
    assert loaded.version != data().version


def test_an_unknown_name_among_own_weights_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "indicators.toml"
    own.write_text("[weights]\nben_fligth = 0.5\n", encoding="utf-8")

    with pytest.raises(LurewatchError, match="ben_fligth"):
        load_data(Own(weights=own))


def test_every_indicator_has_a_name_a_weight_and_a_source() -> None:
    indicators = data().indicators

    assert len(indicators) >= 51
    assert all(one.name and one.src and 0 < one.weight <= 3 for one in indicators.values())
    assert all(counter.weight < 0 for counter in data().weights.counter)
