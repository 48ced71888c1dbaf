"""check names every difference between archive, ledger and index, and mends nothing on the way."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from posts.home import Home
from tests.lurewatch.calling import Said, call, every_file
from tests.lurewatch.conftest import Street

CLEAN = "clean: archive, ledger and index hold the same\n"


def execute(statement: str) -> Callable[[Home], None]:
    """Return what changes the ledger behind everybody's back."""

    def change(home: Home) -> None:
        with sqlite3.connect(home.ledger) as connection:
            connection.execute(statement)
        connection.close()

    return change


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def flip_archive(home: Home) -> None:
    largest = max(every_file(home.archive), key=lambda path: path.stat().st_size)
    flip(largest, largest.stat().st_size // 2)


def lose_segment(home: Home) -> None:
    every_file(home.archive)[0].unlink()


def change_picture(home: Home) -> None:
    flip(every_file(home.media)[0], 100)


def lose_picture(home: Home) -> None:
    every_file(home.media)[0].unlink()


def lose_index(home: Home) -> None:
    shutil.rmtree(home.index)


OFFER = "SELECT cluster FROM posts WHERE cluster IS NOT NULL GROUP BY cluster ORDER BY count(*) DESC LIMIT 1"
# what happened: (how, words of the sentence that says it)
DAMAGE: dict[str, tuple[Callable[[Home], None], str]] = {
    "a bit of the archive": (flip_archive, "damaged"),
    "a segment is gone": (lose_segment, "No such file"),
    "a picture was changed": (change_picture, "this picture was changed"),
    "a picture is gone": (lose_picture, "this picture is gone"),
    "the index is gone": (lose_index, "rebuild"),
    "a post's text was changed": (
        execute("UPDATE revisions SET record = replace(record, 'Poipet', 'Bavet')"),
        "the index differs from the ledger among p1_",
    ),
    "a post was taken out": (
        execute("DELETE FROM posts WHERE id = (SELECT min(id) FROM posts)"),
        "the index differs from the ledger among",
    ),
    "a cluster was torn": (
        execute(f"UPDATE posts SET cluster = 'c1_x' WHERE id = (SELECT min(id) FROM posts WHERE cluster = ({OFFER}))"),
        "is not what grouping everything at once gives",
    ),
    "a capture is not known": (
        execute("DELETE FROM captures WHERE id = (SELECT min(id) FROM captures)"),
        "is archived but not in the ledger",
    ),
    "a feed row is new": (
        execute("INSERT INTO feed (post, lane) SELECT min(id), 'public' FROM posts"),
        "the index is 1 post behind the ledger",
    ),
}


def checked(home: Home) -> Said:
    return call("check", "--home", home.path)


@pytest.mark.parametrize("what", DAMAGE)
def test_each_difference_is_named_with_what_to_do(street: Street, tmp_path: Path, what: str) -> None:
    damage, words = DAMAGE[what]
    home = street.copy(tmp_path / "home")
    damage(home)

    said = checked(home)

    assert said.code == 1
    assert words in said.out
    assert all("; " in line for line in said.out.splitlines())  # what to do
    assert checked(home).out == said.out  # nothing was mended on the way


@pytest.mark.parametrize("what", ["the index is gone", "a cluster was torn"])
def test_a_rebuild_mends_what_is_derived(street: Street, tmp_path: Path, what: str) -> None:
    home = street.copy(tmp_path / "home")
    DAMAGE[what][0](home)

    assert call("rebuild", "--home", home.path).code == 0

    assert checked(home).out == CLEAN


@pytest.mark.parametrize("what", ["a capture is not known", "a feed row is new"])
def test_an_ingest_takes_what_was_forgotten(street: Street, tmp_path: Path, what: str) -> None:
    home = street.copy(tmp_path / "home")
    DAMAGE[what][0](home)
    execute("DELETE FROM meta WHERE key LIKE 'swept:%'")(home)

    assert call("ingest", "--home", home.path).code == 0

    assert checked(home).out == CLEAN


def test_custody_lines_that_were_changed_are_found(street: Street, tmp_path: Path) -> None:
    home = street.copy(tmp_path / "home")
    with sqlite3.connect(home.ledger) as connection:
        connection.execute("DROP TRIGGER IF EXISTS custody_no_update")
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'custody'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE custody SET line = replace(line, 'item.collect', 'item.revise') WHERE seq = 3")
    connection.close()

    said = checked(home)

    assert said.code == 1
    assert "custody: line" in said.out
