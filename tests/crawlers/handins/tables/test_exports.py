"""Exports of collectors, scraping services and data sets: each shape as lines, as a list, and as a flat table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from crawlers.handins import ndjson_file
from crawlers.handins.found import Asked, Found
from crawlers.handins.tables import csv_file
from crawlers.handins.tables.flattened import nested
from posts.post import Post
from tests.conftest import ROOT, START
from tests.crawlers.handins.handing import held

CASES = [json.loads(line) for line in (ROOT / "tests/pages/tables/exports.jsonl").read_text("utf-8").splitlines()]


def asked(kind: str) -> Asked:
    return Asked(kind=kind, name="a", sha256="0" * 64, received_at=START, options={"zone": "UTC"})


def flattened(value: Any, between: str, before: str = "") -> Iterator[tuple[str, str]]:
    named = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in named:
        yield from flattened(inner, between, f"{before}{name}{between}")
    if not isinstance(value, dict | list):
        yield before.removesuffix(between), str(value)


def table(row: dict[str, Any], between: str) -> bytes:
    cells = dict(flattened(row, between))
    text = io.StringIO()
    csv.writer(text).writerows([cells.keys(), cells.values()])
    return text.getvalue().encode()


def facts(post: Post) -> list[object]:
    media = [one.url for one in post.media if one.kind == "image"]
    return [post.platform, post.native_id, post.text, post.author.name, str(post.posted_at), media]


@pytest.mark.parametrize("case", CASES, ids=[case["map"] for case in CASES])
@pytest.mark.parametrize("form", ["lines", "list", "table with dots", "table with slashes"])
def test_each_shape_gives_its_post_in_every_form(case: dict[str, Any], form: str) -> None:
    row = case["row"]
    found: Found
    if form == "lines":
        found = ndjson_file.read(held((json.dumps(row) + "\n").encode() * 2), asked("ndjson"))
    elif form == "list":
        found = ndjson_file.read(held(json.dumps([row], indent=1).encode()), asked("ndjson"))
    else:
        found = csv_file.read(held(table(row, "." if form.endswith("dots") else "/")), asked("csv"))

    assert found.refused == ()
    assert facts(found.posts[0]) == case["wanted"]
    assert found.posts[0].author.handle or found.posts[0].author.name
    assert found.posts[0].posted_zone == "stated"
    assert not found.notes or case["map"] in found.notes[0]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"a/b": "1", "a/c": "2"}, {"a": {"b": "1", "c": "2"}}),
        ({"m.1.u": "y", "m.0.u": "x", "m.10.u": "z"}, {"m": [{"u": "x"}, {"u": "y"}, {"u": "z"}]}),
        ({"a": "1", "a/b": "2"}, {}),
        ({"a/b": "1", "a/b/c": "2"}, {"a": {"b": "1"}}),
        ({"a/b/c": "1", "a/b": "2"}, {"a": {"b": {"c": "1"}}}),
        ({"Final Link": "1", "a b/c": "2", "x/y": ""}, {}),
    ],
)
def test_columns_that_are_paths_are_nested_again(cells: dict[str, str], wanted: dict[str, object]) -> None:
    assert nested(cells) == cells | wanted
