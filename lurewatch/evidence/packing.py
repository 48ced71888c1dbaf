"""Packing: a STORED ZIP that is the same bytes whenever and wherever it is written.

Deflate's output depends on the zlib build, so nothing is compressed; every date is 1980-01-01 (evidence study, 3.7).
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from posts.errors import InputError
from posts.files import storage, sync_folder

CHUNK_BYTES = 1 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)
MODE = 0o100644 << 16
UNIX = 3
MAX_BYTES = 4 << 30  # what our own verifier takes, and every unpacker


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
        self._temporary = path.with_name(f".{path.name}.part")
        self.packed: list[Packed] = []

    def __enter__(self) -> Packer:
        """Open the temporary file."""
        with storage(self._path):
            self._file = self._temporary.open("wb")
            self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_STORED, allowZip64=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Put the whole bundle in its place, or leave nothing."""
        try:
            if kind is None:
                with storage(self._path):
                    self._zip.close()
                    self._file.flush()
                    os.fsync(self._file.fileno())
                    self._temporary.replace(self._path)
                    sync_folder(self._path.parent)
        finally:
            self._zip.fp = None  # a file that is given up gets no directory: the disk may be full
            self._file.close()
            self._temporary.unlink(missing_ok=True)

    def add(self, path: str, data: bytes | Iterable[bytes]) -> Packed:
        """Add one file, whole or in pieces, and return its hashes."""
        pieces = (data,) if isinstance(data, bytes) else data
        sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
        with storage(self._path), self._zip.open(_entry(f"{self._top}/{path}"), "w", force_zip64=False) as target:
            for piece in pieces:
                target.write(piece)
                sha256.update(piece)
                sha512.update(piece)
                size += len(piece)
        if sum(one.size for one in self.packed) + size > MAX_BYTES:
            raise InputError("the bundle would be larger than 4 GiB", "ask for fewer posts, for example by date")
        packed = Packed(path, size, sha256.hexdigest(), sha512.hexdigest())
        self.packed.append(packed)
        return packed


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.create_system = UNIX
    entry.external_attr = MODE
    return entry


def pieces_of(path: Path) -> Iterable[bytes]:
    """Yield a file in pieces."""
    with storage(path), path.open("rb") as source:
        while piece := source.read(CHUNK_BYTES):
            yield piece
