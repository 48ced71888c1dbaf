"""The ledger's files: one writer, readers that cannot write, migrations, damage and full disks told plainly."""

from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from index.ledger.schema import audit, custody, marks, meta, metadata
from index.ledger.store import MIGRATIONS, Ledger, _is_current, _translated, open_ledger
from posts.errors import LedgerBusy, StorageError, StorageFull
from posts.home import Home


def test_the_migrations_make_exactly_the_tables_of_the_schema(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_migration_is_known_by_its_file_name(ledger: Ledger) -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))

    assert [f"v{scripts.get_current_head()}"] == sorted(path.stem[:5] for path in scripts_of(MIGRATIONS))[-1:]
    assert _is_current(ledger)


def scripts_of(folder: Path) -> list[Path]:
    return list((folder / "versions").glob("v*.py"))


def test_a_ledger_of_a_newer_version_is_refused(home: Home) -> None:
    open_ledger(home).close()
    with sqlite3.connect(home.ledger) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()

    with pytest.raises(StorageError, match="newer version"):
        open_ledger(home)


def test_a_transaction_is_kept_whole_or_not_at_all(ledger: Ledger) -> None:
    def broken() -> None:
        with ledger.writing() as connection:
            connection.execute(meta.insert(), {"key": "a", "value": "1"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()

    with ledger.reading() as connection:
        assert connection.execute(select(func.count()).select_from(meta)).scalar() == 0


def test_readers_cannot_write(ledger: Ledger) -> None:
    with pytest.raises(StorageError, match="readonly"), ledger.reading() as connection:
        connection.execute(meta.insert(), {"key": "a", "value": "1"})


def test_a_file_that_is_no_database_is_told_plainly(home: Home) -> None:
    home.ledger.write_bytes(b"no database at all, just words" * 100)

    with pytest.raises(StorageError, match="damaged"):
        open_ledger(home)


@pytest.mark.parametrize("table", [audit, custody, marks], ids=lambda table: table.name)
@pytest.mark.parametrize("verb", ["UPDATE {} SET record = ''", "DELETE FROM {}"])
def test_what_people_did_only_grows(ledger: Ledger, table: object, verb: str) -> None:
    name = str(getattr(table, "name", ""))
    with sqlite3.connect(ledger.home.ledger) as raw:
        columns = [row[1] for row in raw.execute(f"PRAGMA table_info({name})")]
        raw.execute(f"INSERT INTO {name} VALUES ({', '.join('1' for _ in columns)})")
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            raw.execute(verb.format(name).replace("record", columns[-1]))
    raw.close()


def write(path: Path, first: int, count: int) -> None:
    ledger = open_ledger(Home(path))
    for number in range(first, first + count):
        with ledger.writing() as connection:
            highest = connection.execute(select(func.count()).select_from(meta)).scalar()
            connection.execute(meta.insert(), {"key": f"{number}", "value": f"{highest}"})
    ledger.close()


def test_writers_of_several_processes_wait_for_each_other(home: Home) -> None:
    open_ledger(home).close()
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=write, args=(home.path, first, 20)) for first in (0, 100)]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    ledger = open_ledger(home)
    with ledger.reading() as connection:
        seen = sorted(int(row.value) for row in connection.execute(select(meta)))
    ledger.close()
    assert seen == list(range(40))
    assert [writer.exitcode for writer in writers] == [0, 0]


def test_sqlite_errors_become_ours() -> None:
    assert isinstance(_translated("database or disk is full", "f"), StorageFull)
    assert isinstance(_translated("database is locked", "f"), LedgerBusy)
    assert "unable to open" in str(_translated("unable to open database file", "f"))


def test_a_sound_ledger_says_nothing(ledger: Ledger) -> None:
    assert ledger.sound() == []
