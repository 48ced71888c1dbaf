"""The folder of an embedded index: generations g1, g2 …, and a file that says which one serves.

A rebuild makes the next generation beside the old one and then replaces that file: readers see one or the other.
"""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from index.embedded.schema import RECIPE
from posts.errors import EngineError, LurewatchError, QueryError, StorageFull
from posts.files import PRIVATE_FOLDER, storage, write_whole
from posts.post import Record

POINTER = "current"
BUILDING = "building"
PANIC = "PanicException"  # what a Rust panic is called in Python; the class can be imported from nowhere
META = "meta.json"  # what tantivy has committed
TEMPORARY = ".temp"
DELETED = ".del"  # a killed commit may leave a torn one, which the next writer removes
TAIL_BYTES = 8
CHUNK_BYTES = 1 << 20
REBUILD = "run: lurewatch rebuild"


class Pointer(Record, frozen=True, kw_only=True):
    """Which generation serves, and how it was made."""

    generation: str
    recipe: str


class Building(Record, frozen=True, kw_only=True):
    """What a generation that does not serve yet was begun with."""

    cursor: int
    recipe: str


class Deletes(msgspec.Struct):
    """The part of a segment's record of its deleted documents that we read."""

    opstamp: int


class Segment(msgspec.Struct):
    """The part of one segment's record in META that we read."""

    segment_id: str
    deletes: Deletes | None = None

    def holds(self, name: str) -> bool:
        """Say whether a file belongs to it; of its lists of deleted documents only the last one does."""
        first, _, rest = name.partition(".")
        if first != self.segment_id.replace("-", ""):
            return False
        last = f"{self.deletes.opstamp}{DELETED}" if self.deletes else None
        return rest == last or not rest.endswith((DELETED, TEMPORARY))


class Meta(msgspec.Struct):
    """The part of META that we read."""

    segments: list[Segment]


class Seal(msgspec.Struct):
    """The part of tantivy's file ending that we read."""

    crc: int


def serving(folder: Path) -> Path | None:
    """Return the generation that serves, or null where there is no index; one of another recipe is refused."""
    try:
        pointer = msgspec.json.decode((folder / POINTER).read_bytes(), type=Pointer)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as problem:
        raise EngineError(f"the index is damaged: {problem}", REBUILD, file=str(folder)) from problem
    if pointer.recipe != RECIPE:
        raise EngineError("the index was made by another version of Lurewatch", REBUILD, file=str(folder))
    return folder / pointer.generation


def next_generation(folder: Path) -> Path:
    """Return an empty folder for the next generation."""
    numbers = [int(path.name[1:]) for path in folder.glob("g*") if path.name[1:].isdigit()]
    fresh = folder / f"g{max(numbers, default=0) + 1}"
    with storage(folder):
        fresh.mkdir(mode=PRIVATE_FOLDER, parents=True)
    return fresh


def begin(generation: Path, cursor: int) -> None:
    """Note that a generation is being filled, from which feed number on changes must follow."""
    write_whole(generation / BUILDING, msgspec.json.encode(Building(cursor=cursor, recipe=RECIPE)))


def unfinished(folder: Path) -> tuple[Path, int] | None:
    """Return the generation that a killed rebuild has left, with its feed number; one of another recipe is useless."""
    for path in sorted(folder.glob(f"g*/{BUILDING}")):
        building = msgspec.json.decode(path.read_bytes(), type=Building)
        if building.recipe == RECIPE and (path.parent / META).exists():
            return path.parent, building.cursor
    return None


def serve(generation: Path) -> None:
    """Let a generation serve from now on, and remove all others."""
    folder = generation.parent
    pointer = Pointer(generation=generation.name, recipe=RECIPE)
    write_whole(folder / POINTER, msgspec.json.encode(pointer))
    (generation / BUILDING).unlink(missing_ok=True)
    for other in folder.glob("g*"):
        if other != generation:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn tantivy's errors into ours, its panics over damaged files included."""
    try:
        yield
    except (ValueError, OSError) as problem:
        raise _told(str(problem), folder) from problem
    except BaseException as problem:
        if type(problem).__name__ != PANIC:
            raise
        raise _told(str(problem), folder) from problem


def _told(problem: str, folder: Path) -> LurewatchError:
    if "No space left" in problem:
        return StorageFull(file=str(folder))
    if "exceeded max expansions" in problem:
        what = "too many words begin like the last word of a phrase"
        return QueryError(what, "write more of its letters", position=0)
    return EngineError(f"the index cannot be used: {problem}", REBUILD, file=str(folder))


def damaged_files(generation: Path) -> list[str]:
    """Return the names of the committed files that no longer hold what was written; reading compares nothing."""
    try:
        meta = msgspec.json.decode((generation / META).read_bytes(), type=Meta)
    except msgspec.DecodeError:
        return [META]
    files = (path for path in sorted(generation.iterdir()) if any(one.holds(path.name) for one in meta.segments))
    return [path.name for path in files if not _is_whole(path)]


def _is_whole(path: Path) -> bool:
    """Compare a file with the CRC-32 in its last lines: content, {"version", "crc"}, their length, a fixed number."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        length, _ = struct.unpack("<II", _tail(file, TAIL_BYTES, size))
        try:
            sealed = msgspec.json.decode(_tail(file, TAIL_BYTES + length, size)[:length], type=Seal)
        except msgspec.MsgspecError:
            return False
        file.seek(0)
        crc, left = 0, size - TAIL_BYTES - length
        while left > 0 and (chunk := file.read(min(left, CHUNK_BYTES))):
            crc, left = zlib.crc32(chunk, crc), left - len(chunk)
    return crc == sealed.crc


def _tail(file: BinaryIO, length: int, size: int) -> bytes:
    file.seek(max(size - length, 0))
    return file.read(length).rjust(TAIL_BYTES, b"\0")
