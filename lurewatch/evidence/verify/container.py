"""The ZIP around a bundle: read with limits, and its structure held against the one our writer makes.

A ZIP has many fields that unpackers ignore; here each of them must be as `packing.py` writes it.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from lurewatch.evidence.names import is_safe
from lurewatch.evidence.packing import EPOCH, MODE, UNIX
from lurewatch.evidence.verify.findings import Findings
from posts.errors import BundleError

MAX_BYTES = 4 << 30
MAX_ENTRIES = 200_000
MAX_LOADED_BYTES = 256 << 20
CHUNK_BYTES = 1 << 20
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
LINK = 0o120000
VERSION = 20  # of the ZIP format: stored files below 4 GiB need no newer one
ASCII = 0
UTF8 = 0x800


class Container:
    """An open bundle: its files by their path below the one top folder."""

    def __init__(self, archive: zipfile.ZipFile, findings: Findings) -> None:
        self._archive = archive
        self._findings = findings
        self.top, self.entries = self._listed()

    def _listed(self) -> tuple[str, dict[str, zipfile.ZipInfo]]:
        tops = Counter(info.filename.partition("/")[0] for info in self._archive.infolist())
        top = tops.most_common(1)[0][0] if tops else ""
        entries: dict[str, zipfile.ZipInfo] = {}
        lower: dict[str, str] = {}
        for info in self._archive.infolist():
            name = info.filename.removeprefix(f"{top}/")
            if not self._is_sound(info, top, name):
                continue
            if name in entries:
                self._findings.add("E_DUP_ENTRY", name)
            elif lower.setdefault(name.lower(), name) != name:
                self._findings.add("E_CASE_COLLISION", name)
            entries[name] = info
        return top, entries

    def _is_sound(self, info: zipfile.ZipInfo, top: str, name: str) -> bool:
        if (info.external_attr >> 16) & 0o170000 == LINK:
            self._findings.add("E_SYMLINK", name)
        elif name == info.filename:
            self._findings.add("E_PATH_UNSAFE" if not is_safe(name) else "E_MULTI_ROOT", info.filename)
        elif not is_safe(name) or not is_safe(top):
            self._findings.add("E_PATH_UNSAFE", name)
        else:
            return True
        return False

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a file in pieces; a wrong checksum is noted at its end."""
        try:
            with self._archive.open(self.entries[name]) as source:
                while piece := source.read(CHUNK_BYTES):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            self._findings.add("E_ZIP_CRC", name)

    def load(self, name: str) -> bytes:
        """Return a file whole; what is too large for that is refused."""
        if self.entries[name].file_size > MAX_LOADED_BYTES:
            raise BundleError(f"{name} is too large to be checked", "ask the sender what it is")
        return b"".join(self.pieces(name))


@contextmanager
def open_container(path: Path, findings: Findings) -> Iterator[Container]:
    """Open a bundle and check its structure; raise BundleError for what is no ZIP file of a sane size."""
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            _check_limits(path, archive)
            _check_structure(stream, archive, findings)
            yield Container(archive, findings)
    except (zipfile.BadZipFile, struct.error, EOFError, UnicodeError, NotImplementedError, OverflowError) as problem:
        what, do = "this is no readable ZIP file, or it is cut short", "ask the sender for it again"
        raise BundleError(what, do, file=str(path)) from problem
    except OSError as problem:
        raise BundleError(f"cannot read this file: {problem.strerror}", "check the path", file=str(path)) from problem


def _check_limits(path: Path, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    if path.stat().st_size > MAX_BYTES or unpacked > MAX_BYTES or len(infos) > MAX_ENTRIES:
        what = f"it unpacks to {unpacked:,} bytes in {len(infos):,} files: no bundle, perhaps a ZIP bomb"
        raise BundleError(what, "do not unpack it", file=str(path))


def _check_structure(stream: BinaryIO, archive: zipfile.ZipFile, findings: Findings) -> None:
    """Hold every structural byte against what our writer would have written for the same entries."""
    at = 0
    for info in sorted(archive.infolist(), key=lambda one: one.header_offset):
        if info.header_offset != at:
            findings.add("E_ZIP_PREFIX" if at == 0 else "E_ZIP_STRUCTURE", info.filename)
            at = info.header_offset
        header = _local_header(info)
        if _read(stream, at, len(header)) != header:
            findings.add("E_ZIP_STRUCTURE", info.filename)
        at += len(header) + info.compress_size
    if at != archive.start_dir:
        findings.add("E_ZIP_STRUCTURE", "the list of files")
    for info in archive.infolist():
        header = _central_header(info)
        if _read(stream, at, len(header)) != header:
            findings.add("E_ZIP_STRUCTURE", info.filename)
        at += len(header)
    _check_end(stream, archive, findings)


def _read(stream: BinaryIO, at: int, length: int) -> bytes:
    stream.seek(at)
    return stream.read(length)


def _check_end(stream: BinaryIO, archive: zipfile.ZipFile, findings: Findings) -> None:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - END.size))
    fields = END.unpack(stream.read(END.size))
    count = len(archive.infolist())
    directory = size - END.size - archive.start_dir
    if fields[0] != b"PK\x05\x06" or archive.comment:
        findings.add("E_ZIP_COMMENT")
    elif count <= 0xFFFE and fields[1:] != (0, 0, count, count, directory, archive.start_dir, 0):
        findings.add("E_ZIP_STRUCTURE", "the list of files")


def _encoded(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("ascii" if info.orig_filename.isascii() else "utf-8", "surrogateescape")


def _local_header(info: zipfile.ZipInfo) -> bytes:
    name = _encoded(info)
    return LOCAL.pack(b"PK\x03\x04", VERSION, *_common(info, name)) + name


def _central_header(info: zipfile.ZipInfo) -> bytes:
    name = _encoded(info)
    made_by = UNIX << 8 | VERSION
    tail = (0, 0, 0, MODE, info.header_offset)
    return CENTRAL.pack(b"PK\x01\x02", made_by, VERSION, *_common(info, name), *tail) + name


def _common(info: zipfile.ZipInfo, name: bytes) -> tuple[int, ...]:
    """Return the fields that both headers of an entry hold, as `packing.py` makes them."""
    flags = ASCII if info.orig_filename.isascii() else UTF8
    date = (EPOCH[0] - 1980) << 9 | EPOCH[1] << 5 | EPOCH[2]
    return (flags, zipfile.ZIP_STORED, 0, date, info.CRC, info.compress_size, info.compress_size, len(name), 0)
