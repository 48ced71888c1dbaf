"""Pictures of lines: `group` puts copies together where there are no words, and tells every related pair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dedupe.images.pictures import EDITS, flyer, photo, saved
from tests.lurewatch.calling import call

FULL = "Lowongan kerja operator komputer di Poipet, gaji besar, mess dan makan gratis, {} hubungi admin sekarang juga"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("the same picture", "mirrored", "in a dark chat", "a tenth cut off"):
        (tmp_path / f"{name}.jpg").write_bytes(saved(EDITS[name](photo(1)), quality=80))
    (tmp_path / "other.jpg").write_bytes(saved(photo(2)))
    (tmp_path / "design-a.jpg").write_bytes(saved(flyer(7, ("GAJI USD 900", "POIPET"))))
    (tmp_path / "design-b.jpg").write_bytes(saved(flyer(7, ("TUYEN DUNG GAP", "2000 USD", "BAVET", "BAO AN O", "VE"))))
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    return tmp_path


def grouped(folder: Path, rows: dict[str, tuple[str, list[str]]]) -> tuple[dict[str, str], dict[str, Any], list[str]]:
    """Return the cluster of each line, the pairs by their ends, and the refusals."""
    lines = [
        json.dumps({"id": name, "text": text, "images": [str(folder / f"{image}.jpg") for image in images]})
        for name, (text, images) in rows.items()
    ]
    said = call("group", "--pairs", folder / "pairs.jsonl", stdin="\n".join(lines).encode())
    clusters = {row["id"]: row["cluster"] for row in map(json.loads, said.out.splitlines())}
    pairs = [json.loads(line) for line in (folder / "pairs.jsonl").read_text().splitlines()]
    return clusters, {row["a"] + row["b"]: row for row in pairs}, said.refusals


def test_lines_without_words_are_grouped_by_copies_of_one_picture(folder: Path) -> None:
    clusters, pairs, _ = grouped(
        folder,
        {
            "d": ("", ["the same picture"]),
            "b": ("", ["mirrored"]),
            "c": ("", ["in a dark chat"]),
            "a": ("", ["other"]),
        },
    )

    assert clusters == {"a": "a", "b": "b", "c": "b", "d": "b"}
    assert {ends: row["picture"] for ends, row in pairs.items()} == {"bc": "copy", "bd": "copy", "cd": "copy"}
    assert all(0.5 <= row["score"] <= 1 for row in pairs.values())


def test_where_there_are_words_they_decide_and_the_picture_is_told(folder: Path) -> None:
    clusters, pairs, _ = grouped(
        folder,
        {
            "a": (FULL.format("segera"), ["the same picture"]),
            "b": (FULL.format("sekarang"), ["other"]),
            "c": ("Kucing hilang di sekitar pasar, mohon kabari bila melihat, terima kasih banyak", ["mirrored"]),
        },
    )

    assert clusters == {"a": "a", "b": "a", "c": "c"}
    assert "picture" not in pairs["ab"]
    assert pairs["ac"]["picture"] == "copy"


def test_flyers_of_two_adverts_on_one_design_are_told_as_such(folder: Path) -> None:
    clusters, pairs, _ = grouped(folder, {"a": ("", ["design-a"]), "b": ("", ["design-b"])})

    assert clusters == {"a": "a", "b": "b"}
    assert pairs["ab"]["picture"] == "same_design"


def test_a_line_is_grouped_without_a_picture_that_cannot_be_read(folder: Path) -> None:
    rows = {"a": ("", ["broken", "mirrored"]), "b": ("", ["missing", "the same picture"]), "c": ("", ["mirrored"])}

    clusters, pairs, refusals = grouped(folder, rows)

    assert clusters == {"a": "a", "b": "a", "c": "a"}
    assert pairs["ac"]["score"] == 1
    assert len(refusals) == 2
    assert all("its text is grouped without it" in line for line in refusals)
