"""Held: bytes that lie in an open file, named by their place in it, so that a large file is never in memory at once."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from posts.post import Record

STEP_BYTES = 1 << 20  # what is in memory at once


class Held(Record, frozen=True, kw_only=True):
    """Some bytes of a file: its descriptor (a child process may have it too), where they begin, how many they are."""

    file: int
    at: int
    length: int

    def read(self, at: int = 0, most: int | None = None) -> bytes:
        """Return the bytes from a place on, all or at most so many."""
        room = max(0, self.length - at)
        wanted, parts = room if most is None else min(most, room), []
        while wanted and (part := os.pread(self.file, wanted, self.at + at)):
            parts.append(part)
            at, wanted = at + len(part), wanted - len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def part(self, at: int, length: int) -> Held:
        """Return a part of them, which still lies in the same file."""
        return Held(file=self.file, at=self.at + at, length=max(0, min(length, self.length - at)))

    def pieces(self, step: int = STEP_BYTES) -> Iterator[bytes]:
        """Yield them all, a piece at a time."""
        at = 0
        while piece := self.read(at, step):
            at += len(piece)
            yield piece

    def stream(self) -> BinaryIO:
        """Return them as a file to read, with a place of its own."""
        return cast("BinaryIO", io.BufferedReader(_Raw(self), STEP_BYTES))


class _Raw(io.RawIOBase):
    def __init__(self, held: Held) -> None:
        self._held = held
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._held.length}[whence]
        if base + offset < 0:
            raise OSError(errno.EINVAL, "before the first byte")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        data = self._held.read(self._at, len(view))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)
