"""Packing: files streamed into a ZIP that is the same bytes whenever and wherever it is written."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from lurewatch.evidence.names import is_safe
from lurewatch.evidence.zipform import (
    CENTRAL,
    END_BYTES,
    MAX_BYTES,
    MAX_ENTRIES,
    Entry,
    central_header,
    end_records,
    local_header,
)
from posts.errors import InputError
from posts.files import PRIVATE_FILE, storage, sync_folder

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of the bundle: its path below the top folder, size and hashes."""

    path: str
    size: int
    sha256: str
    sha512: str


class Packer:
    """Writes one bundle beside its final name and moves it there when it is whole."""

    def __init__(self, path: Path, top: str) -> None:
        self._path = path
        self._top = top
        self._temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._names: set[str] = set()
        self._entries: list[Entry] = []
        self._at = 0
        self._directory_bytes = 0

    def __enter__(self) -> Packer:
        """Open the temporary file."""
        with storage(self._path):
            self._temporary.unlink(missing_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            self._file = os.fdopen(os.open(self._temporary, flags, PRIVATE_FILE), "w+b")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Put the whole bundle in its place, or leave nothing."""
        with storage(self._path):
            try:
                if kind is None:
                    self._finish()
            finally:
                self._temporary.unlink(missing_ok=True)
                self._file.close()

    def add(self, path: str, data: bytes | Iterable[bytes]) -> Packed:
        """Add one file, whole or in pieces, and return its hashes."""
        name = self._new_name(path)
        head = local_header(Entry(name, 0, 0, self._at))
        sha256, sha512, crc, size = hashlib.sha256(), hashlib.sha512(), 0, 0
        with storage(self._path):
            self._file.write(head)
            for piece in (data,) if isinstance(data, bytes) else data:
                size += len(piece)
                self._require_room(self._at + len(head) + size)
                self._file.write(piece)
                sha256.update(piece)
                sha512.update(piece)
                crc = zlib.crc32(piece, crc)
            entry = Entry(name, crc, size, self._at)
            self._file.seek(entry.offset)
            self._file.write(local_header(entry))
            self._file.seek(entry.stop)
        self._entries.append(entry)
        self._at = entry.stop
        return Packed(path, size, sha256.hexdigest(), sha512.hexdigest())

    def _new_name(self, path: str) -> bytes:
        name = f"{self._top}/{path}"
        if not is_safe(name) or name.lower() in self._names:
            what = f"the name {name!r} cannot stand in a bundle, or stands there already"
            raise InputError(what, "tell the makers of Lurewatch")
        self._names.add(name.lower())
        self._directory_bytes += CENTRAL.size + len(name)
        return name.encode("ascii")

    def _require_room(self, stop: int) -> None:
        if stop + self._directory_bytes + END_BYTES > MAX_BYTES or len(self._names) > MAX_ENTRIES:
            raise InputError("the bundle would be larger than 4 GiB", "ask for fewer posts, for example by date")

    def _finish(self) -> None:
        directory = b"".join(central_header(entry) for entry in self._entries)
        self._file.write(directory + end_records(len(self._entries), len(directory), self._at))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._temporary.replace(self._path)
        sync_folder(self._path.parent)


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces."""
    with storage(path), path.open("rb") as source:
        while piece := source.read(CHUNK_BYTES):
            yield piece
