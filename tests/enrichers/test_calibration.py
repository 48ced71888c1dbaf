"""Calibration: shares with intervals that hold for few cases, for every language of the corpus."""

from __future__ import annotations

import pytest

from enrichers.calibration import load_calibration, share
from tests.enrichers.corpus import corpus
from tests.enrichers.reading import data


def test_the_interval_is_wilsons() -> None:
    seen, low, high = share(9, 10)

    assert seen == 0.9
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (0, 5), (5, 5)])
def test_the_interval_stays_between_nothing_and_all(part: int, whole: int) -> None:
    seen, low, high = share(part, whole)

    assert 0 <= low <= high <= 1
    assert low <= seen <= high or whole == 0


def test_every_language_of_the_corpus_was_measured_with_the_threshold_in_use() -> None:
    figures = load_calibration()

    assert set(figures.languages) == {post.lang for post in corpus()}
    assert figures.threshold == data().weights.threshold.high
