"""Suggestions: what begins as typed, in any case, with or without the kind of a contact."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.embedded import EmbeddedEngine
from index.suggesting import Suggested, suggestions
from tests.index.search_corpus import golden_posts, make_document

SUGGESTED: dict[tuple[Suggested, str], list[str]] = {
    ("contact", "loker"): ["telegram:loker__contoh"],
    ("contact", "@Loker"): ["telegram:loker__contoh"],
    ("contact", "telegram:"): ["telegram:crypto__jobs", "telegram:loker__contoh"],
    ("contact", "+62800"): ["tel:+628005550100"],
    ("contact", "62800"): ["tel:+628005550100"],
    ("contact", "zzz"): [],
    ("author", "contoh"): ["loker__contoh"],
    ("author", "王"): ["panjang__nama"],
    ("place", "kh-b"): ["kh-bavet"],
    ("place", "kh"): ["kh", "kh-poipet", "kh-sihanoukville", "kh-bavet"],
}


@pytest.mark.parametrize(("asked", "values"), SUGGESTED.items(), ids=str)
def test_suggestions(tmp_path: Path, asked: tuple[Suggested, str], values: list[str]) -> None:
    engine = EmbeddedEngine(tmp_path / "index", tmp_path / "lock")
    engine.rebuild(golden_posts(), 1)

    found, more = suggestions(engine, *asked, 10)

    assert [one.value for one in found] == values
    assert not more


def test_another_contact_of_the_same_post_is_not_suggested(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index", tmp_path / "lock")
    engine.rebuild([make_document(contacts=("telegram:loker__a", "line:other__b"))], 1)

    assert [one.value for one in suggestions(engine, "contact", "loker", 10)[0]] == ["telegram:loker__a"]
