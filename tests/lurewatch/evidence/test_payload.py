"""The payload: each file where its reader looks for it, each picture once, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lurewatch.evidence.payload import FORMULA_SIGNS, csv_safe
from posts.identity import sha256_hex
from tests.lurewatch.evidence.cases import PICTURE
from tests.lurewatch.evidence.conftest import Sealed
from tests.lurewatch.evidence.tampering import TOP


def test_every_post_has_its_item_and_the_text_of_each_version(sealed: Sealed) -> None:
    items = [json.loads(data) for name, data in sealed.files.items() if name.endswith("item.json")]

    for item in items:
        folder = f"{TOP}data/items/{item['id']}"
        texts = {f"{folder}/text-{one['rev']}.txt": one["post"]["text"].encode() for one in item["revisions"]}
        assert texts.items() <= sealed.files.items()
        assert item["reading"]["score"].keys() == {"total", "parts"}
    assert sorted(len(item["revisions"]) for item in items) == [1, 2, 2]


def test_a_picture_stands_in_media_once_and_its_capture_says_where_it_came_from(sealed: Sealed) -> None:
    holding = [name for name, data in sealed.files.items() if data == PICTURE]

    assert holding == [f"{TOP}data/media/{sha256_hex(PICTURE)}.png"]
    assert any(b'"purpose":"media"' in data for name, data in sealed.files.items() if name.endswith("capture.json"))


def test_a_handed_in_file_keeps_its_kind(sealed: Sealed) -> None:
    assert [name for name in sealed.files if name.endswith("/response.jsonl")]


def test_marks_stand_without_the_words_of_their_reasons(sealed: Sealed) -> None:
    marks = [json.loads(data)["marks"] for name, data in sealed.files.items() if name.endswith("item.json")]

    assert {tuple(mark) for found in marks for mark in found} == {("actor", "at", "value")}


def test_what_is_withheld_is_listed_with_its_hash(sealed: Sealed) -> None:
    text = sealed.files[f"{TOP}data/withheld.csv"].decode()

    rows = list(csv.DictReader(io.StringIO(text)))

    assert [(len(row["sha256"]), row["reason"]) for row in rows] == [(64, "'-its page shows a protected post")]


def test_coverage_and_counts_are_for_programs_too(sealed: Sealed) -> None:
    kinds = [json.loads(line)["type"] for line in sealed.files[f"{TOP}data/coverage.jsonl"].splitlines()]
    facts = json.loads(sealed.files[f"{TOP}data/case.json"])

    assert kinds == ["visit", "visit", "visit", "gap"]
    assert (facts["posts"], facts["captures"], facts["withheld"], facts["restricted_lane_left_out"]) == (3, 5, 1, 2)


@pytest.mark.parametrize("text", ["=1+1", "-x", "+1", "@sum", "\t=1", "＝1", "＋1"])
def test_spreadsheets_take_no_value_for_a_formula(text: str) -> None:
    assert csv_safe(text) == f"'{text}"


@given(st.text())
def test_a_plain_value_stays_as_it_is(text: str) -> None:
    safe = csv_safe(text)

    assert not safe.startswith(FORMULA_SIGNS)
    assert safe in {text, f"'{text}"}
