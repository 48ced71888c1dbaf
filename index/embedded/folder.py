"""The folder of an embedded index: generations g1, g2 …, and a file that says which one serves.

A rebuild makes the next generation beside the old one and then replaces that file: readers see one or the other.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from index.embedded.schema import RECIPE
from posts.errors import EngineError, StorageFull
from posts.files import PRIVATE_FOLDER, storage, write_whole
from posts.post import Record

POINTER = "current"
REBUILD = "run: lurewatch rebuild"


class Pointer(Record, frozen=True, kw_only=True):
    """Which generation serves, and how it was made."""

    generation: str
    recipe: str


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


def serve(generation: Path) -> None:
    """Let a generation serve from now on, and remove all others."""
    folder = generation.parent
    pointer = Pointer(generation=generation.name, recipe=RECIPE)
    write_whole(folder / POINTER, msgspec.json.encode(pointer))
    for other in folder.glob("g*"):
        if other != generation:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn tantivy's errors into ours."""
    try:
        yield
    except (ValueError, OSError) as problem:
        if "No space left" in str(problem):
            what, do = "the disk is full", "free some room and run the command again; nothing acknowledged is lost"
            raise StorageFull(what, do, file=str(folder)) from problem
        raise EngineError(f"the index cannot be used: {problem}", REBUILD, file=str(folder)) from problem
