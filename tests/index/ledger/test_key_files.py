"""Key files: what is placed is the same with and without files, whatever becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from dedupe.keys import wordings
from index.ledger import key_files
from index.ledger.groups import regroup_touched
from index.ledger.key_files import damaged, folder_of, holders, pack
from index.ledger.neighbours import LedgerNeighbours
from index.ledger.runs import Run, write_run
from index.ledger.schema import runs
from index.ledger.schema import wordings as table
from index.ledger.store import Ledger, open_ledger
from posts.home import Home

TEXTS = [f"lowongan kerja nomor {word} di kota contoh dengan gaji besar dan mess gratis" for word in "abcdefghij"]


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setattr(key_files, "TAIL", 3)
    home = Home(tmp_path)
    home.make()
    opened = open_ledger(home)
    yield opened
    opened.close()


def place(ledger: Ledger, *texts: str) -> None:
    with ledger.writing() as connection:
        regroup_touched(connection, dict(zip(texts, wordings(texts), strict=True)), ())


def all_holders(ledger: Ledger) -> dict[int, list[str]]:
    wanted = {key for made in wordings(TEXTS) if made for key in made.keys}
    with ledger.reading() as connection:
        return {key: list(names) for key, names in holders(connection, wanted).items()}


def listed(ledger: Ledger) -> list[str]:
    with ledger.reading() as connection:
        return list(connection.execute(runs.select().order_by(runs.c.last)).scalars())


def files(ledger: Ledger) -> set[str]:
    return {path.name for path in folder_of(ledger.home).glob("*")}


def test_packing_changes_nothing_that_is_found(ledger: Ledger) -> None:
    for start in range(0, 10, 2):
        place(ledger, *TEXTS[start : start + 2])
        before = all_holders(ledger)
        pack(ledger)

        assert all_holders(ledger) == before
    assert set(listed(ledger)) == files(ledger) != set()


def test_few_new_wordings_are_not_worth_a_file(ledger: Ledger) -> None:
    place(ledger, *TEXTS[:2])

    pack(ledger)

    assert listed(ledger) == []


def test_a_file_that_the_ledger_does_not_list_is_not_seen_and_swept(ledger: Ledger) -> None:
    place(ledger, *TEXTS[:4])
    before = all_holders(ledger)
    folder_of(ledger.home).mkdir(parents=True)
    (folder_of(ledger.home) / "left-by-a-crash.run").write_bytes(b"\0" * 24)

    assert all_holders(ledger) == before
    pack(ledger)

    assert files(ledger) == set(listed(ledger))


@pytest.mark.parametrize("harm", ["gone", "cut"])
def test_a_lost_or_cut_file_is_made_again_in_memory_and_named(ledger: Ledger, harm: str) -> None:
    place(ledger, *TEXTS[:4])
    before = all_holders(ledger)
    pack(ledger)
    path = folder_of(ledger.home) / listed(ledger)[0]

    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-5])

    assert all_holders(ledger) == before
    with ledger.reading() as connection:
        assert damaged(connection) == [path.name]


def test_a_wording_that_is_gone_is_found_no_more(ledger: Ledger) -> None:
    place(ledger, *TEXTS[:4])
    pack(ledger)
    with ledger.writing() as connection:
        regroup_touched(connection, {}, {TEXTS[0]})

    left = {name for names in all_holders(ledger).values() for name in names}

    with ledger.reading() as connection:
        assert left == set(LedgerNeighbours(connection).wordings(left))
    assert len(left) == 3


def test_another_process_that_packed_first_wins(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    place(ledger, *TEXTS[:4])
    before = all_holders(ledger)
    write = write_run

    def packed_meanwhile(folder: Path, run: Run) -> str:
        monkeypatch.setattr(key_files, "write_run", write)
        pack(ledger)
        return write(folder, run)

    monkeypatch.setattr(key_files, "write_run", packed_meanwhile)
    pack(ledger)

    assert all_holders(ledger) == before
    assert len(listed(ledger)) == 1


def test_numbers_never_come_again(ledger: Ledger) -> None:
    place(ledger, TEXTS[0])
    with ledger.writing() as connection:
        first = connection.execute(table.select()).one().number
        connection.execute(delete(table))
        connection.execute(table.insert(), {"id": "w", "signs": b"a"})

        assert connection.execute(table.select()).one().number > first
