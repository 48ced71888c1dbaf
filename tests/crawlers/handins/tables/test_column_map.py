"""Column maps: parts of rows by name, path and template; maps of the receiver, refused with their line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.tables.column_map import (
    filled,
    has,
    known_maps,
    map_of,
    map_of_columns,
    maps_for,
    own_maps,
    value_of,
    values_of,
)
from posts.errors import InputError, SettingsError

ROW: dict[str, Any] = {
    "id": 7,
    "author": {"name": "Loker", "tags": ["a", "b"], "empty": ""},
    "a.b": "flat",
    "pictures": [{"url": "https://example.org/1"}, {"url": None}, {"url": "https://example.org/2"}],
    "is": True,
    "number": 3.0,
}


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("id", ["7"]),
        ("author.name", ["Loker"]),
        ("a.b", ["flat"]),
        ("author.tags.1", ["b"]),
        ("author.tags.9", []),
        ("author.tags.*", ["a", "b"]),
        ("pictures.*.url", ["https://example.org/1", "https://example.org/2"]),
        ("nothing | author.empty | author.name", ["Loker"]),
        ("nothing", []),
        ("is", []),
        ("number", ["3"]),
        ("author", []),
    ],
)
def test_a_part_is_found_by_its_name_or_path(part: str, values: list[str]) -> None:
    assert values_of(ROW, part) == values
    assert value_of(ROW, part) == (values[0] if values else "")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("https://example.org/{id}", "https://example.org/7"),
        ("https://example.org/@{author.nick | author.name}/{id}", "https://example.org/@Loker/7"),
        ("https://example.org/{nothing}", ""),
        ("nothing | https://example.org/{id}", "https://example.org/7"),
        ("author.name | https://example.org/{id}", "Loker"),
        ("https://example.org/fixed", "https://example.org/fixed"),
        ("", ""),
    ],
)
def test_a_template_is_filled_or_left_out(template: str, text: str) -> None:
    assert filled(ROW, template) == text


def test_a_needed_part_may_be_empty_but_must_be_there() -> None:
    assert has(ROW, "author.empty")
    assert has(ROW, "a.b")
    assert not has(ROW, "author.nick")
    assert not has(ROW, "id.more")


def test_the_known_maps_are_whole() -> None:
    maps = known_maps()

    assert len({one.name for one in maps}) == len(maps)
    assert {one.platform for one in maps} >= {"x", "tiktok", "instagram", "facebook", "linkedin"}


def test_the_first_map_that_fits_is_taken_and_the_receivers_come_first() -> None:
    own = '[[map]]\nname = "mine"\nplatform = "x"\nneeds = ["rest_id"]\nnative_id = "rest_id"\n'
    row = {"rest_id": "1", "legacy": {"full_text": "x"}}

    assert (map_of(row, known_maps()) or known_maps()[-1]).name == "X: post"
    assert (map_of(row, maps_for(own)) or known_maps()[-1]).name == "mine"
    assert map_of({"x": 1}, known_maps()) is None


def test_a_table_that_no_map_fits_is_refused_with_its_columns() -> None:
    with pytest.raises(InputError, match="no map fits these columns: Nomor, Isi") as problem:
        map_of_columns(["Nomor", "Isi"], known_maps())

    assert problem.value.line == 1


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("[[map]", "not valid TOML", None),
        ('[[map]]\nname = "a"\nplatform = "x"\nneeds = ["a"]\nnonsense = 1\n', "unknown field `nonsense`", 1),
        ('[[map]]\nname = "a"\nplatform = "x"\nneeds = ["a"]\ntext = "a"\n', "expected `array`", 5),
        ('[[map]]\nname = "a"\nplatform = ""\nneeds = ["a"]\ntext = ["a"]\n', "platform and needs must say", 1),
        ('[[map]]\nname = "a"\nplatform = "x"\nneeds = ["a"]\n', "a map needs native_id, url or text", 1),
        (
            '[[map]]\nname = "a"\nplatform = "x"\nneeds = ["a"]\ntext = ["a"]\nid_clock = "z"\n',
            "id_clock is none of",
            1,
        ),
        ('[[map]]\nname = "a"\nplatform = "x"\nneeds = ["a"]\ntext = ["a"]\nid_pattern = "("\n', "id_pattern:", 1),
        ("", "the file declares no map", None),
        ('[[map]]\nname = "a"\nplatform = "x"\nneeds = ["a"]\nzone = "Mars"\ntext = ["a"]\n', "Mars", 1),
    ],
)
def test_a_map_that_is_none_is_refused_with_its_line(text: str, what: str, line: int | None) -> None:
    with pytest.raises(SettingsError) as problem:
        own_maps(text, "map.toml")

    assert what in problem.value.what
    assert (problem.value.file, problem.value.line) == ("map.toml", line)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "0", "*"]), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(
    st.dictionaries(st.sampled_from(["a", "b"]), json_values),
    st.lists(st.sampled_from(["a", "b", "0", "*"]), min_size=1),
)
def test_any_row_and_path_give_texts(row: dict[str, Any], steps: list[str]) -> None:
    found = values_of(row, ".".join(steps))

    assert all(found)
