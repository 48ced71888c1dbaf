"""Files are written whole or not at all; secrets stay private; one process at a time."""

from __future__ import annotations

import errno
import multiprocessing
import os
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from posts import files
from posts.errors import LedgerBusy, SettingsError, StorageError, StorageFull


def test_a_file_is_written_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"

    files.write_whole(path, b"all of it")

    assert path.read_bytes() == b"all of it"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["file"]


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    files.write_whole(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull, match="free some room"):
        files.write_whole(path, b"new")

    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["file"]


def test_other_disk_errors_say_what_and_where(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Is a directory") as problem, files.storage(tmp_path):
        (tmp_path).read_bytes()

    assert problem.value.file == str(tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o777])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="ascii")
    secret.chmod(mode)

    with pytest.raises(SettingsError, match=f"mode is {mode:04o}.*chmod 600"):
        files.require_private(secret)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_private_secret_is_taken(tmp_path: Path, mode: int) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="ascii")
    secret.chmod(mode)

    files.require_private(secret)


def hold(path: Path, pipe: Connection) -> None:
    with files.locked(path, 5, "testing"):
        pipe.send("held")
        pipe.recv()


def test_a_lock_names_its_holder_and_is_free_after_it(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "one"
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    other = multiprocessing.get_context("spawn").Process(target=hold, args=(path, theirs))
    other.start()
    ours.recv()

    with pytest.raises(LedgerBusy, match=f"process {other.pid} is writing"), files.locked(path, 0, "writing"):
        pytest.fail("the lock was held")
    ours.send("let go")
    other.join()

    with files.locked(path, 5, "writing"):
        assert path.read_text(encoding="ascii") == str(os.getpid())


def test_a_lock_dies_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "one"
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    other = multiprocessing.get_context("spawn").Process(target=hold, args=(path, theirs))
    other.start()
    ours.recv()

    other.kill()
    other.join()

    with files.locked(path, 5, "writing"):
        assert True
