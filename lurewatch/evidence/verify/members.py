"""Members: the gzip members of a file, each unpacked as it is read and within limits, so that none is ever held."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

from posts.errors import BundleError
from posts.segments import GZIP

MAX_RECORD_BYTES = 2 << 30  # a handed-in table has 1 GiB at most
MAX_UNPACKED_BYTES = 4 << 30  # a bundle has no more, and holds every body once more as it is
BUFFER_BYTES = 1 << 16


def members(pieces: Iterator[bytes]) -> Iterator[io.BufferedReader[Any]]:
    """Yield each member as a file to read; zlib.error for what is none, BundleError for a bomb, as it is read."""
    packed = _Packed(pieces)
    while packed.more():
        member = _Member(packed)
        stream: io.BufferedReader[Any] = io.BufferedReader(member, BUFFER_BYTES)
        yield stream
        while stream.read(BUFFER_BYTES):  # all of a member counts, also what stands behind its record
            pass


class _Packed:
    """The bytes that are not unpacked yet, and how much they may still come to."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.held = b""
        self.room = MAX_UNPACKED_BYTES

    def more(self) -> bytes:
        """Return what is held, or the next piece; nothing at the end."""
        self.held = self.held or next(self._pieces, b"")
        return self.held


class _Member(io.RawIOBase):
    def __init__(self, packed: _Packed) -> None:
        self._packed = packed
        self._engine = zlib.decompressobj(GZIP)
        self._room = MAX_RECORD_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        plain = b""
        while not plain and not self._engine.eof:
            if not self._packed.more():
                raise zlib.error("cut short")
            plain = self._engine.decompress(self._packed.held, len(view))
            self._packed.held = self._engine.unused_data or self._engine.unconsumed_tail
        self._room -= len(plain)
        self._packed.room -= len(plain)
        if min(self._room, self._packed.room) < 0:
            raise BundleError("its web archive unpacks to too much: a bomb", "do not unpack it")
        view[: len(plain)] = plain
        return len(plain)
