"""Opening the ledger: SQLite in WAL mode, one writer at a time, migrations before anything else.

Every write is one BEGIN IMMEDIATE under a file lock (a deferred BEGIN failed 600 of 800 contended batches,
reliability D3); readers may not write. All SQL that only SQLite knows stands in this file.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import NullPool

from posts.errors import LedgerBusy, StorageError, StorageFull
from posts.files import locked
from posts.home import Home

__all__ = ["Connection", "Ledger", "open_ledger"]  # a transaction is named, but opened here alone

WAIT_SECONDS = 30
WAL_INDEX_BYTES = 1 << 20  # SQLite calls it an I/O error when its shared memory file (32 KiB steps) cannot grow
JOURNAL_LIMIT_BYTES = 64 << 20
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={WAIT_SECONDS * 1000}",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    f"journal_size_limit={JOURNAL_LIMIT_BYTES}",
)
MIGRATIONS = Path(__file__).parent / "migrations"


class Ledger:
    """The open ledger of one home."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._writer = _engine(home.ledger, "BEGIN IMMEDIATE", PRAGMAS)
        self._reader = _engine(home.ledger, "BEGIN", (*PRAGMAS, "query_only=ON"))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give one write transaction: all of it is kept, or nothing."""
        with self._alone(), self._told(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give one read transaction: a single moment of the ledger, whoever writes meanwhile."""
        with self._told(), self._reader.begin() as connection:
            yield connection

    def migrate(self) -> None:
        """Bring the tables to this version; refuse a ledger that a newer version has written."""
        with self._alone(), self._told(), self._writer.begin() as connection:
            _upgrade(connection, str(self.home.ledger))

    def sound(self) -> list[str]:
        """Return what SQLite's own check finds wrong, empty when all is well."""
        with self.reading() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        """Let go of the files."""
        self._writer.dispose()
        self._reader.dispose()

    def _alone(self) -> AbstractContextManager[None]:
        return locked(self.home.locks / "ledger", WAIT_SECONDS, "writing the ledger")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlalchemy.exc.OperationalError as problem:
            raise _translated(str(problem.orig), str(self.home.ledger)) from problem
        except sqlalchemy.exc.DatabaseError as problem:
            what = f"the ledger is damaged: {problem.orig}"
            raise StorageError(what, "restore it from a backup, or rebuild it", file=str(self.home.ledger)) from problem


def open_ledger(home: Home) -> Ledger:
    """Open the ledger of a home, making or migrating its tables when that is needed."""
    fresh = not home.ledger.exists()
    ledger = Ledger(home)
    if fresh or not _is_current(ledger):
        ledger.migrate()
    return ledger


def _engine(path: Path, begin: str, pragmas: tuple[str, ...]) -> Engine:
    engine = sqlalchemy.create_engine(
        f"sqlite:///{path}", poolclass=NullPool, connect_args={"isolation_level": None, "timeout": WAIT_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _is_current(ledger: Ledger) -> bool:
    """Say whether the newest migration was made, without alembic: loading it takes every command 0.3 s."""
    newest = max(path.stem[1:5] for path in (MIGRATIONS / "versions").glob("v*.py"))
    with ledger.reading() as connection:
        if not sqlalchemy.inspect(connection).has_table("alembic_version"):
            return False
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == newest


def _upgrade(connection: Connection, file: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as problem:
        what = "this ledger was written by a newer version of Lurewatch"
        raise StorageError(what, "install that version or a newer one", file=file) from problem


def _translated(problem: str, file: str) -> StorageError:
    no_room = shutil.disk_usage(Path(file).parent).free < WAL_INDEX_BYTES
    if "full" in problem or ("I/O" in problem and no_room):
        return StorageFull(file=file)
    if "locked" in problem or "busy" in problem:
        return LedgerBusy("another program holds the ledger", "wait for it to end, or stop it", file=file)
    return StorageError(f"the ledger cannot be used: {problem}", "check the path and its rights", file=file)
