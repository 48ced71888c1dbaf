"""The ZIP around a bundle: read with limits, and each of its structural bytes held against those our writer makes.

Nothing is unpacked: a bundle is never compressed, so no file can be larger than what is there, and a file whose
pieces overlap is refused before one is read.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from lurewatch.evidence.names import is_safe
from lurewatch.evidence.verify.directory import Directory, Listed, read_directory
from lurewatch.evidence.verify.findings import Findings
from lurewatch.evidence.zipform import MAX_BYTES, end_records, local_header
from posts.errors import BundleError

MAX_LOADED_BYTES = 64 << 20  # of a list, a log or a record; the lists of 200,000 files have 40 MiB
CHUNK_BYTES = 1 << 20
THE_LIST = "the list of files at its end"
NO_ZIP = ("this is no readable ZIP file, or it is cut short", "ask the sender for it again")


class Container:
    """An open bundle: its files by their path below the one top folder."""

    def __init__(self, stream: BinaryIO, directory: Directory, findings: Findings) -> None:
        self._stream = stream
        self._shift = directory.shift
        self._findings = findings
        self.top, self.entries = _sorted_out(directory.listed, findings)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a file in pieces; a wrong checksum is noted at its end."""
        entry = self.entries[name].entry
        at, stop, crc = entry.data_offset + self._shift, entry.stop + self._shift, 0
        while at < stop:
            self._stream.seek(at)
            piece = self._stream.read(min(CHUNK_BYTES, stop - at))
            if not piece:
                break
            at += len(piece)
            crc = zlib.crc32(piece, crc)
            yield piece
        if at != stop or crc != entry.crc:
            self._findings.add("E_ZIP_CRC", name)

    def load(self, name: str) -> bytes:
        """Return a file whole; what is too large for that is refused."""
        if self.entries[name].entry.size > MAX_LOADED_BYTES:
            raise BundleError(f"{name} is too large to be checked", "ask the sender what it is")
        return b"".join(self.pieces(name))

    def below(self, folder: str) -> list[str]:
        """Return the names of the files below a folder, sorted."""
        return sorted(name for name in self.entries if name.startswith(folder))

    def folders(self, parent: str) -> dict[str, list[str]]:
        """Return {folder: the names of its files} of all folders below another one."""
        found: dict[str, list[str]] = {}
        for name in self.below(parent):
            found.setdefault(name.rpartition("/")[0], []).append(name)
        return found


@contextmanager
def open_container(path: Path, findings: Findings) -> Iterator[Container]:
    """Open a bundle and check its structure; raise BundleError for what is no ZIP file of a sane size."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            if size > MAX_BYTES:
                raise BundleError("it has more than 4 GiB", "a bundle never does: ask the sender", file=str(path))
            directory = read_directory(stream, size)
            _check_structure(stream, size, directory, findings)
            yield Container(stream, directory, findings)
    except (struct.error, EOFError) as problem:
        raise BundleError(*NO_ZIP, file=str(path)) from problem
    except OSError as problem:
        raise BundleError(f"cannot read this file: {problem.strerror}", "check the path", file=str(path)) from problem
    except BundleError as problem:
        problem.at(str(path))
        raise


def _check_structure(stream: BinaryIO, size: int, directory: Directory, findings: Findings) -> None:
    at = 0
    if directory.shift:
        findings.add("E_ZIP_PREFIX")
    for one in sorted(directory.listed, key=lambda other: other.entry.offset):
        entry = one.entry
        if entry.offset < at or entry.stop + directory.shift > directory.start:
            raise BundleError("files in it overlap: a damaged file or a ZIP bomb", "do not unpack it")
        header = local_header(entry)
        stream.seek(entry.offset + directory.shift)
        if entry.offset != at or stream.read(len(header)) != header or not one.is_plain:
            findings.add("E_ZIP_STRUCTURE", one.name)
        at = entry.stop
    list_size = directory.stop - directory.start
    wanted = end_records(len(directory.listed), list_size, directory.start - directory.shift)
    stream.seek(directory.stop)
    if at + directory.shift != directory.start or stream.read(len(wanted)) != wanted:
        findings.add("E_ZIP_STRUCTURE", THE_LIST)
    if directory.stop + len(wanted) != size:
        findings.add("E_ZIP_COMMENT")


def _sorted_out(listed: list[Listed], findings: Findings) -> tuple[str, dict[str, Listed]]:
    """Return the one top folder and the files below it that have a name and form we can go on with."""
    tops = Counter(one.name.partition("/")[0] for one in listed)
    top = tops.most_common(1)[0][0] if tops else ""
    entries: dict[str, Listed] = {}
    lower: dict[str, str] = {}
    for one in listed:
        name = one.name.removeprefix(f"{top}/")
        if code := _code_of(one, top, name):
            findings.add(code, name)
        elif name in entries:
            findings.add("E_DUP_ENTRY", name)
        else:
            if lower.setdefault(name.lower(), name) != name:
                findings.add("E_CASE_COLLISION", name)
            entries[name] = one
    return top, entries


def _code_of(one: Listed, top: str, name: str) -> str | None:
    if one.is_link:
        return "E_SYMLINK"
    if not is_safe(name) or not is_safe(top):
        return "E_PATH_UNSAFE"
    return "E_MULTI_ROOT" if name == one.name else None
