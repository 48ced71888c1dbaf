"""ZIP as a parcel: the files of an archive that was archived whole."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from urllib.parse import unquote

from crawlers.handins.reading import FileReader
from crawlers.handins.zipped import MAX_INNER_BYTES, STORED, checked
from posts.capture import Capture
from posts.errors import InputError
from posts.held import Held

NOT_THERE = "it is not among the files that were handed in"


class ZipFiles:
    """The files of a ZIP, looked into without unpacking it."""

    def __init__(self, held: Held, reader: FileReader) -> None:
        self._held = held
        self._reader = reader
        entries = reader.directory(held).entries
        self._entries = {entry.name: entry for entry in entries if entry.why_not is None}
        self.names = list(self._entries)
        self.refused = {entry.name: entry.why_not for entry in entries if entry.why_not is not None}

    def bytes_of(self, name: str) -> int | None:
        """Return the size of a file as the ZIP promises it."""
        return self._entries[name].bytes if name in self._entries else None

    def held(self, name: str, most: int) -> Held:
        """Return a file where it lies, or unpacked by the worker into the spool."""
        if name not in self._entries:
            raise InputError(self.refused.get(name, NOT_THERE), "hand it in too")
        entry = self._entries[name]
        packed = self._held.part(entry.at, entry.packed)
        if entry.method == STORED:
            return checked(packed, entry, most)
        return self._reader.unpack(packed, entry, min(most, MAX_INNER_BYTES))

    def read(self, name: str, most: int) -> bytes:
        """Return the bytes of a small file."""
        with self._reader.spool.room():
            return self.held(name, most).read()

    def find(self, folder: str, wanted: str) -> str:
        """Return the name of a file that another one names."""
        return found_among(self._entries, folder, wanted)


class Zipped(ZipFiles):
    """The files of a ZIP that was archived whole."""

    def __init__(self, held: Held, capture: Capture, reader: FileReader) -> None:
        super().__init__(held, reader)
        self._capture = capture

    def capture_of(self, name: str) -> Capture:
        """Return the capture of the ZIP."""
        return self._capture


def found_among(names: Collection[str], folder: str, wanted: str) -> str:
    """Return a name as files in `folder` write it: by its path, or by the same path as browsers write it."""
    name = posixpath.normpath(posixpath.join(folder, wanted))  # pages of an account begin with ../../
    plain = unquote(name)
    return plain if name not in names and plain in names else name
