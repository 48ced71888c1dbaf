"""Long lists of objects: the values that the standard library gives, from anywhere on, whatever the window."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.handins.tables import listed as module
from crawlers.handins.tables.listed import Listed, begins_list
from posts.errors import InputError
from tests.crawlers.handins.handing import held

VALUES = st.recursive(st.none() | st.integers() | st.text('a"\\{}[],ก😀 \n', max_size=9), st.lists, max_leaves=4)
ROWS = st.lists(st.dictionaries(st.text("k{é", max_size=3), VALUES, max_size=3), max_size=8)


@given(rows=ROWS, indent=st.none() | st.integers(0, 2), is_ascii=st.booleans(), first=st.integers(0, 9))
def test_objects_go_on_where_they_stopped(
    rows: list[dict[str, Any]], indent: int | None, is_ascii: bool, first: int
) -> None:
    file = held(json.dumps(rows, indent=indent, ensure_ascii=is_ascii).encode())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WINDOW_BYTES", 16)
        before = Listed(file)
        begun = list(islice(before, first)) if rows else []
        after = list(Listed(file, before.read_to)) if rows else []

    assert begins_list(file) is bool(rows)
    assert begun + after == rows


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (b'[{"a": 1}, {"b": ', 1),
        (b'[{"a": 1} nonsense]', 1),
        (b'[{"a": 1}, 5]', 1),
        (b'[{"a": 1}, {"b": "' + b"x" * 200 + b'"}]', 1),
        (b'[{"a": 1}, {"b": [' + b"[]," * 50 + b"[]]}]", 0),
        (b'[{"a": 1}, {"b": "\xff"}, {"c": "long enough to stand behind"}]', 0),
    ],
)
def test_where_a_list_breaks_is_told(body: bytes, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_OBJECT_BYTES", 64)
    monkeypatch.setattr(module, "WINDOW_BYTES", 32)
    monkeypatch.setattr(module, "MOST_INSIDE", 10)
    rows = Listed(held(body))

    with pytest.raises(InputError):
        list(rows)

    assert rows.number >= count


@pytest.mark.parametrize("body", [b"", b"[]", b"[5]", b'{"a": 1}', b" [ [ {} ] ]", "[{}]".encode("utf-16")])
def test_other_documents_are_no_lists_of_objects(body: bytes) -> None:
    assert not begins_list(held(body))
