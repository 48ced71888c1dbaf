"""check names every difference between archive, ledger and index, and mends nothing on the way."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedded import open_embedded
from index.engine import Removal
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


def drop_triggers(home: Home) -> None:
    """Take away what keeps the logs from being changed, as somebody with the file and SQLite would."""
    with sqlite3.connect(home.ledger) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    connection.close()


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


def lose_from_index(home: Home) -> None:
    engine = open_embedded(home, "public")
    with sqlite3.connect(home.ledger) as connection:
        ((post,),) = connection.execute("SELECT min(id) FROM posts").fetchall()
    connection.close()
    engine.apply([Removal(post, engine.cursor() + 1)], engine.cursor())


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
        " is not in the index as the ledger has it; run: lurewatch rebuild",
    ),
    "a post was taken out": (
        execute("DELETE FROM posts WHERE id = (SELECT min(id) FROM posts)"),
        " is in the index but not in the ledger; run: lurewatch rebuild",
    ),
    "the index lost a post": (lose_from_index, " is not in the index; run: lurewatch rebuild"),
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


@pytest.mark.parametrize("what", ["the index is gone", "the index lost a post", "a cluster was torn"])
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


CHANGED_DECISIONS = {
    "a judgement was turned round": (
        "UPDATE marks SET record = replace(record, 'lead', 'false_alarm')",
        "marks was changed: line 1",
    ),
    "a judgement was taken out": ("DELETE FROM marks WHERE id = 2", "marks was changed: 1 lines stand where 2"),
    "an export was taken out of the audit": ("DELETE FROM audit", "audit was changed: 0 lines stand where 1"),
    "the audit names somebody else": ("UPDATE audit SET record = replace(record, 'desk', 'disk')", "audit was changed"),
    "a reading was changed": (
        "UPDATE revisions SET reading = replace(reading, '\"alertable\":true', '\"alertable\":false')",
        "was changed since it was kept",
    ),
    "a restricted post was taken out": ("DELETE FROM restricted_posts", "was kept and is gone"),
}


@pytest.fixture(scope="module")
def decided(street: Street, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = street.copy(tmp_path_factory.mktemp("decided") / "home")
    post = call("search", "poipet", "--home", home.path, "--json").json["hits"][0]["id"]
    for value in ("lead", "note"):
        call("mark", post, "--as", value, "--reason", "seen", "--actor", "desk", "--home", home.path)
    call("bundle", "--post", post, "--actor", "desk", "-o", home.path.parent / "case.zip", "--home", home.path)
    call("ingest", "--home", home.path)
    return home


def test_decisions_leave_a_home_clean(decided: Home) -> None:
    assert checked(decided).out == CLEAN


@pytest.mark.parametrize("what", CHANGED_DECISIONS)
def test_what_people_decided_cannot_be_changed_unseen(decided: Home, tmp_path: Path, what: str) -> None:
    statement, words = CHANGED_DECISIONS[what]
    home = Home(tmp_path / "home")
    shutil.copytree(decided.path, home.path)

    drop_triggers(home)
    execute(statement)(home)

    said = checked(home)

    assert said.code == 1
    assert words in said.out


def test_custody_lines_that_were_changed_are_found(street: Street, tmp_path: Path) -> None:
    home = street.copy(tmp_path / "home")
    drop_triggers(home)
    execute("UPDATE custody SET line = replace(line, 'item.collect', 'item.revise') WHERE seq = 3")(home)

    said = checked(home)

    assert said.code == 1
    assert "custody: line" in said.out
