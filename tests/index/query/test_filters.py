"""The table of filters: complete, each with an example, each findable in a document."""

from __future__ import annotations

import pytest

from index.query.filters import BY_NAME, FILTERS, Filter
from index.query.searchable import searchable
from tests.index.search_corpus import golden_posts

PROMISED = (
    "platform", "source", "author", "lang", "contact", "place", "pay", "indicator", "context", "score", "cluster",
    "mark", "has", "via", "posted", "first_seen", "collected", "gone", "alertable", "protected", "like", "id",
)  # fmt: skip


def test_every_promised_field_is_there_once() -> None:
    assert tuple(row.name for row in FILTERS) == PROMISED
    assert len(BY_NAME) == len(FILTERS)


@pytest.mark.parametrize("row", FILTERS, ids=lambda row: row.name)
def test_a_row_says_its_sentence_and_shows_itself(row: Filter) -> None:
    assert row.example.startswith(f"{row.name}:")
    assert row.says != row.denies
    assert ("{}" in row.says) == ("{}" in row.denies) == (row.kind != "flag")
    assert bool(row.choices) == (row.kind == "choice")


@pytest.mark.parametrize("row", [row for row in FILTERS if row.kind != "post"], ids=lambda row: row.name)
def test_a_field_is_held_by_some_post(row: Filter) -> None:
    held = [searchable(post) for post in golden_posts()]

    by_key = any(key.startswith(f"{row.name}=") for one in held for key in one.keys)
    by_number = any(column.partition("_low")[0] == row.name for one in held for column in one.numbers)

    assert by_key or by_number
