"""Files on disk: written whole or not at all, secrets kept private, one process at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from posts.errors import LedgerBusy, SettingsError, StorageError, StorageFull

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
LOCK_POLL_SECONDS = 0.05


def write_whole(path: Path, data: bytes, mode: int = PRIVATE_FILE) -> None:
    """Write a file under a temporary name, fsync, rename: readers see all of it or nothing."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with storage(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            temporary.replace(path)
            sync_folder(path.parent)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def sync_folder(folder: Path) -> None:
    """Make the names inside a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def storage(path: Path) -> Iterator[None]:
    """Turn operating-system errors on `path` into ours, a full disk by its own name."""
    try:
        yield
    except OSError as problem:
        if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull(file=str(path)) from problem
        what = f"cannot use this file: {problem.strerror}"
        raise StorageError(what, "check the path and its rights", file=str(path)) from problem


def require_private(path: Path) -> None:
    """Refuse a secret file that others may read (its mode must be 0600 or stricter)."""
    with storage(path):
        mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        what, do = f"mode is {mode:04o}, others can read this secret", f"run: chmod 600 {path}"
        raise SettingsError(what, do, file=str(path))


@contextmanager
def locked(path: Path, wait_seconds: float, doing: str) -> Iterator[None]:
    """Hold an exclusive lock file; raise LedgerBusy, naming the holder's pid, after `wait_seconds`."""
    with storage(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        _wait_for(descriptor, path, time.monotonic() + wait_seconds, doing)
        with storage(path):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)  # and with it the lock


def _wait_for(descriptor: int, path: Path, deadline: float, doing: str) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            if time.monotonic() >= deadline:
                holder = path.read_text(encoding="ascii") or "unknown"
                what = f"process {holder} is {doing}"
                raise LedgerBusy(what, "wait for it to end, or stop it", file=str(path)) from held
            time.sleep(LOCK_POLL_SECONDS)
        else:
            return
