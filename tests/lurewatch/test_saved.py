"""Saved searches and further pages, as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from lurewatch.paging import hit_at, place_of
from posts.errors import InputError
from posts.home import Home
from tests.lurewatch.calling import Said, call
from tests.lurewatch.conftest import Street

NAMES = ('Poipet "now"', "柬埔寨", "a\\b")


@pytest.fixture
def home(street: Street, tmp_path: Path) -> Home:
    return street.copy(tmp_path / "home")


def searched(home: Home, *arguments: object) -> Said:
    return call("search", *arguments, "--home", home.path, "--json")


@pytest.mark.parametrize("name", NAMES)
def test_a_search_that_is_saved_can_be_asked_narrowed_and_exported(home: Home, name: str) -> None:
    first = searched(home, "lang:*", "--save", name, "--limit", 1000).json

    again = searched(home, "--saved", name, "--limit", 1000).json
    narrowed = searched(home, "poipet", "--saved", name).json
    exported = call("export", "--saved", name, "--format", "jsonl", "--home", home.path)

    assert (again["query"], again["hits"]) == ("lang:*", first["hits"])
    assert narrowed["query"] == "(lang:*) (poipet)"
    assert 0 < narrowed["total"] < again["total"]
    assert len(exported.out.splitlines()) == again["total"]
    assert call("alerts", "try", name, "--home", home.path).code == 0


def test_a_name_that_is_taken_or_unknown_is_told(home: Home) -> None:
    searched(home, "poipet", "--save", "ours")

    taken, unknown = searched(home, "bavet", "--save", "Ours"), searched(home, "--saved", "theirs")

    assert (taken.code, unknown.code) == (2, 2)
    assert "already" in taken.err
    assert "use one of: " in unknown.err
    assert "ours" in unknown.err


def test_a_query_that_cannot_be_read_is_not_saved(home: Home) -> None:
    before = home.settings_file("alerts.toml").read_bytes()

    assert searched(home, "poipet AND", "--save", "ours").code == 2
    assert searched(home).code == 2
    assert home.settings_file("alerts.toml").read_bytes() == before


@pytest.mark.parametrize("sort", ["relevance", "newest", "first_seen", "score"])
def test_pages_hold_every_hit_once(home: Home, sort: str) -> None:
    whole = [hit["id"] for hit in searched(home, "*", "--sort", sort, "--limit", 1000).json["hits"]]
    size = max(1, len(whole) // 3)
    page = searched(home, "*", "--sort", sort, "--limit", size).json
    ids = [hit["id"] for hit in page["hits"]]

    while page["next"]:
        page = searched(home, "*", "--sort", sort, "--limit", size, "--after", page["next"]).json
        ids += [hit["id"] for hit in page["hits"]]

    assert ids == whole
    assert len(whole) > 5


def test_clusters_have_no_further_pages_and_a_place_must_be_one(home: Home) -> None:
    place = searched(home, "*", "--limit", 1).json["next"]

    assert place_of(hit_at(place)) == place
    assert searched(home, "*", "--collapse", "--after", place).code == 2
    assert searched(home, "*", "--after", "x").code == 2
    with pytest.raises(InputError, match="no place in an answer"):
        hit_at("1.2.3.p1_")
