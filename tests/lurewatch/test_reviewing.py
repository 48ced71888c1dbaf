"""review: a form of one language goes out, verdicts come back, and are kept in the home."""

from __future__ import annotations

import csv
from pathlib import Path

from posts.home import Home
from tests.lurewatch.calling import call


def filled_in(path: Path, **said: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(row | said for row in rows)


def test_a_language_whose_form_is_applied_is_reviewed(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "cues.csv"

    made = call("review", "form", "lo", "-o", path, "--home", home.path)
    filled_in(path, verdict="right", reviewer="r1")
    applied = call("review", "apply", path, "--home", home.path)

    assert made.code == applied.code == 0
    assert "reviewed languages: lo" in applied.out
    assert (home.path / "reviews.json").stat().st_mode & 0o777 == 0o600


def test_rows_that_cannot_be_taken_are_refused_and_the_others_taken(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "cues.csv"
    path.write_text(
        "lang,name,cue,called,verdict,better,comment,reviewer\n"
        "id,ben_flight,tiket gratis,,wrong,,,r1\n"
        "id,ben_flight,ongkos,,wrong,,,\n",
        encoding="utf-8",
    )

    said = call("review", "apply", path, "--json", "--home", home.path)

    assert said.code == 2
    assert said.json["taken"] == 1
    assert "reviewer" in said.err


def test_a_language_without_cues_is_refused(home: Home, tmp_path: Path) -> None:
    said = call("review", "form", "xx", "-o", tmp_path / "cues.csv", "--home", home.path)

    assert said.code == 2
    assert not (tmp_path / "cues.csv").exists()
