"""Labels: words with what they mean, the longest first, standing by themselves where their script has spaces."""

from __future__ import annotations

from enrichers.forms import Look
from enrichers.labels import Labels

LABELS = Labels({"month": "month", "a month": "month", "day": "day", "月": "month"}, str)


def test_words_are_found_in_order_with_their_label() -> None:
    found = [(one.word, one.label) for one in LABELS.find(Look("a month or day, 8000月薪").folded)]

    assert found == [("a month", "month"), ("day", "day"), ("月", "month")]


def test_parts_of_longer_words_are_not_found() -> None:
    assert list(LABELS.find(Look("today months").folded)) == []
