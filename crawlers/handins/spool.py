"""Spool: handed-in files while they are taken, in one file without a name, which the reading process may read too.

What is archived, hashed and read are the same bytes, also where the giver's file changes meanwhile. The file has no
name from the moment it is made, so that a killed import leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from posts.errors import InputError
from posts.files import PRIVATE_FOLDER, storage
from posts.held import Held

MAX_FILE_BYTES = 1 << 30  # of one file: five million rows of a table, an archive of 100,000 pages


@dataclass(frozen=True, slots=True)
class Copied:
    """A file as it was handed in: where its bytes lie, and their SHA-256."""

    held: Held
    sha256: str


class Spool:
    """Bytes put one behind the other; each room gives back at its end what was put into it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with storage(folder):
            folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            self._file, name = tempfile.mkstemp(prefix=".spool-", dir=folder)
            try:
                self.file = os.open(name, os.O_RDONLY | os.O_CLOEXEC)
            finally:
                Path(name).unlink()
        self._end = 0

    def take(self, pieces: Iterable[bytes]) -> Copied:
        """Put the bytes of a file in and return them; raise InputError when they are too many."""
        start, seen = self._end, hashlib.sha256()
        for piece in pieces:
            if self._end - start + len(piece) > MAX_FILE_BYTES:
                self._cut(start)
                what = f"the file has more than {MAX_FILE_BYTES >> 20} MiB"
                raise InputError(what, "unpack it and hand in the folder, or hand in a part of it")
            self.add(piece)
            seen.update(piece)
        return Copied(self.since(start), seen.hexdigest())

    def add(self, piece: bytes) -> None:
        """Put bytes behind the last ones."""
        data = memoryview(piece)
        with storage(self._folder):
            while data:
                written = os.pwrite(self._file, data, self._end)
                self._end += written
                data = data[written:]

    @property
    def end(self) -> int:
        """Where the next bytes will begin."""
        return self._end

    def since(self, start: int) -> Held:
        """Return what was put in from a place on."""
        return Held(file=self.file, at=start, length=self._end - start)

    @contextmanager
    def room(self) -> Iterator[None]:
        """Give back at the end what was put in meanwhile."""
        start = self._end
        try:
            yield
        finally:
            self._cut(start)

    def _cut(self, end: int) -> None:
        with storage(self._folder):
            os.ftruncate(self._file, end)
        self._end = end

    def __enter__(self) -> Spool:
        """Give the spool itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give the bytes back to the disk."""
        os.close(self._file)
        os.close(self.file)
