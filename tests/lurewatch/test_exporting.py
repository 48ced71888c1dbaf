"""Exports: every hit, in pages that fit memory, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ledger.feed import announce
from index.ledger.keep import Arrival, keep
from index.ledger.schema import LANES, PUBLIC
from index.ledger.store import Ledger
from lurewatch import exporting
from lurewatch.exporting import COLUMNS, FORMULA_SIGNS, Export, safe_cell
from lurewatch.feeding import catch_up
from lurewatch.installation import Installation
from lurewatch.settings import Settings
from posts.home import Home
from tests.conftest import START, Clock, make_contact, make_post, make_reading
from tests.lurewatch.calling import call

TEXTS = ("Lowongan kerja", '=HYPERLINK("http://example.org";"kerja")', "kerja, gaji\ntinggi", "＝1+1 kerja", "\tkerja")


@pytest.fixture
def here(home: Home, ledger: Ledger, clock: Clock) -> Installation:
    posts = [make_post(at, text, posted_at=START + timedelta(hours=at)) for at, text in enumerate(TEXTS, 1)]
    hidden = make_post(9, "kerja rahasia", visibility="given")
    reading = make_reading(contacts=(make_contact("telegram:loker__contoh"),))
    with ledger.writing() as connection:
        keep(connection, [Arrival(post, reading, START, "") for post in [*posts, hidden]])
        for lane in LANES:
            own = [post.id for post in posts] if lane is PUBLIC else [hidden.id]
            announce(connection, own, lane)
    installation = Installation(home, Settings(), ledger, clock)
    for lane in LANES:
        catch_up(ledger, lane, installation.engine(lane))
    return installation


def rows(here: Installation, query: str = "kerja") -> list[dict[str, str]]:
    text = b"".join(Export(here, query).lines("csv")).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("page", [1, 2, 1000])
def test_every_public_hit_is_exported_once_newest_first(
    here: Installation, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PAGE", page)

    exported = rows(here)

    assert [row["text"] for row in exported] == [safe_cell(text) for text in reversed(TEXTS)]
    assert tuple(exported[0]) == COLUMNS
    assert exported[0]["contacts"] == "telegram:loker__contoh"


def test_json_lines_hold_the_whole_post_and_its_reading(here: Installation) -> None:
    export = Export(here, "gaji")

    found = [json.loads(line) for line in export.lines("jsonl")]

    assert [one["post"]["text"] for one in found] == [TEXTS[2]]
    assert found[0]["reading"]["contacts"][0]["value"] == "telegram:loker__contoh"
    assert (export.count, export.incomplete) == (1, ())


def test_restricted_posts_are_exported_only_when_asked_for(here: Installation) -> None:
    public = list(Export(here, "*").lines("jsonl"))
    everything = list(Export(here, "*", restricted=True).lines("jsonl"))

    assert len(public) == len(TEXTS)
    assert len(everything) == len(TEXTS) + 1


@given(st.text(), st.sampled_from(["", " ", "\u00a0"]), st.sampled_from(FORMULA_SIGNS))
def test_a_cell_never_begins_like_a_formula(rest: str, space: str, sign: str) -> None:
    assert safe_cell(space + sign + rest) == "'" + space + sign + rest
    assert not safe_cell(rest).startswith(FORMULA_SIGNS)


def test_the_command_writes_a_private_file_and_the_audit(here: Installation, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    said = call("export", "kerja", "-o", target, "--home", here.home.path)

    assert (said.code, said.err) == (0, "")
    assert target.read_bytes().count(b"\r\n") == len(TEXTS) + 1
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_query_that_is_not_understood_writes_nothing(here: Installation, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    said = call("export", "kerja AND", "-o", target, "--home", here.home.path)

    assert said.code == 2
    assert not target.exists()
