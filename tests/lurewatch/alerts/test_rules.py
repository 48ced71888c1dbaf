"""alerts.toml: strict, and a rule keeps its id while its name stays."""

from __future__ import annotations

import pytest

from index.query import Lookups
from lurewatch.alerts.rules import load_rules, slug
from posts.errors import SettingsError
from posts.home import Home

FILE = """
[[search]]
name = "Indonesians to Poipet"
query = "lang:id place:kh-poipet"
to = ["desk@example.org"]

[[pattern]]
kind = "cluster_growth"
posts = 3
to = ["desk@example.org"]

[[pattern]]
kind = "cluster_growth"
posts = 10
"""


def rules(home: Home, text: str) -> list[tuple[str, str, str, bytes]]:
    home.settings_file("alerts.toml").write_text(text, encoding="utf-8")
    return [rule.stored() for rule in load_rules(home, Lookups())]


def test_rules_have_ids_that_stay(home: Home) -> None:
    assert [rule[0] for rule in rules(home, FILE)] == [
        "search:indonesians-to-poipet",
        "pattern:cluster-growth",
        "pattern:cluster-growth-2",
    ]


def test_a_new_recipient_changes_no_rule_but_a_new_query_does(home: Home) -> None:
    before = rules(home, FILE)

    assert rules(home, FILE.replace("desk@", "other@")) == before
    assert rules(home, FILE.replace("kh-poipet", "kh-bavet")) != before
    assert rules(home, FILE.replace("posts = 3", "posts = 4")) != before


def test_without_a_file_there_are_no_rules(home: Home) -> None:
    assert load_rules(home, Lookups()) == ()


REFUSED = {
    "unknown pattern": (
        FILE.replace('"cluster_growth"\nposts = 10', '"cluster_groth"\nposts = 10'),
        13,
        "unknown pattern",
    ),
    "unknown key": (FILE.replace("posts = 3", "post = 3"), 9, "unknown key 'post'"),
    "a bad query": (FILE.replace("place:kh-poipet", "place:"), 4, "the query cannot be read"),
    "the same name twice": (FILE + FILE, None, "two searches are called"),
}


@pytest.mark.parametrize(("text", "line", "sentence"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, line: int | None, sentence: str, home: Home) -> None:
    with pytest.raises(SettingsError) as refused:
        rules(home, text)

    assert refused.value.what.startswith(sentence)
    assert refused.value.line == line


def test_names_in_any_script_make_an_id() -> None:
    assert slug("  Poipet / ប៉ោយប៉ែត!  ") == "poipet-ប-យប-ត"
