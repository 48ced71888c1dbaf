"""Tail: the end of a file that is only ever appended to; what is written becomes durable in one piece, or is gone."""

from __future__ import annotations

import os
from pathlib import Path

from posts.files import storage

BUFFER_BYTES = 1 << 20  # collected before it goes to the disk; a record may be far larger


class Tail:
    """What is written behind `end`, so far `length` bytes; a kill leaves a torn end there, which is known as such."""

    def __init__(self, path: Path, file: int) -> None:
        self.end = 0
        self.length = 0
        self._path = path
        self._file = file
        self._buffer = bytearray()

    def write(self, data: bytes) -> int:
        """Write on; where the disk does not take it, nothing of it stays."""
        self._buffer += data
        self.length += len(data)
        if len(self._buffer) >= BUFFER_BYTES:
            self._send()
        return len(data)

    def flush(self) -> None:
        """Wait: only `commit` makes anything durable."""

    def commit(self) -> int:
        """Make what was written durable and return its length."""
        self._send()
        with storage(self._path):
            try:
                os.fsync(self._file)
            except OSError:
                self.take_back()
                raise
        length, self.length = self.length, 0
        self.end += length
        return length

    def take_back(self) -> None:
        """Forget what was written since the last time."""
        self._buffer.clear()
        if self.length:
            self.length = 0
            with storage(self._path):
                os.ftruncate(self._file, self.end)
                os.lseek(self._file, self.end, os.SEEK_SET)

    def _send(self) -> None:
        with storage(self._path), memoryview(bytes(self._buffer)) as data:
            try:
                written = 0
                while written < len(data):
                    written += os.write(self._file, data[written:])
            except OSError:
                self.take_back()
                raise
        self._buffer.clear()
