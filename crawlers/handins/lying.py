"""Lying: where a hand-in lies on the disk: one file, standard input, or a folder with everything in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from posts.errors import InputError
from posts.held import STEP_BYTES

MAX_FILES = 20_000
MAX_FOLDER_BYTES = 4 << 30
MAX_DEPTH = 60  # of folders in folders; people make fewer than ten
CLUTTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # what systems keep for themselves
CLUTTER_FOLDER = "__MACOSX"


@dataclass(frozen=True, slots=True)
class Lying:
    """One file below a handed-in folder: its name there, and its path; or why it is not taken."""

    name: str
    path: Path
    why_not: str | None = None


def open_file(path: str | Path, stdin: BinaryIO | None = None) -> BinaryIO:
    """Open a file (or give standard input) to read; raise InputError when that cannot be."""
    try:
        return stdin or Path(path).open("rb")
    except OSError as problem:
        raise InputError(f"cannot read this file: {problem.strerror}", "check the path", file=str(path)) from problem


def pieces_of(stream: BinaryIO, path: str | Path) -> Iterator[bytes]:
    """Yield the bytes of an open file in pieces; raise InputError where they cannot be read."""
    try:
        while piece := stream.read(STEP_BYTES):
            yield piece
    except OSError as problem:
        raise InputError(f"cannot read this file: {problem.strerror}", "check it", file=str(path)) from problem


def files_below(folder: Path) -> Iterator[Lying]:
    """Yield every file below a folder, by name; links and devices are named, never followed."""
    count, size = 0, 0
    for path, name, why_not in _walk(folder, ""):
        count += 1
        if why_not is not None or path.is_symlink() or not path.is_file():
            yield Lying(name, path, why_not or "it is a link or no file")
            continue
        size += path.stat().st_size
        if count > MAX_FILES or size > MAX_FOLDER_BYTES:
            what = f"the folder has more than {MAX_FILES:,} files or {MAX_FOLDER_BYTES >> 30} GiB"
            raise InputError(what, "hand it in in pieces", file=str(folder))
        yield Lying(name, path)


def name_of(path: str | Path) -> str:
    """Return the last part of a path as text: on disks a name is bytes, and need not be any."""
    return os.fsencode(Path(path).name).decode("utf-8", "replace")


def _walk(folder: Path, prefix: str, depth: int = 0) -> Iterator[tuple[Path, str, str | None]]:
    """Yield path, name and why not of what lies in a folder; a folder inside that cannot be read is named."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as problem:
        what = f"cannot read this folder: {problem.strerror}"
        if depth == 0:
            raise InputError(what, "check its rights", file=str(folder)) from problem
        yield folder, prefix, what
        return
    for entry in inside:
        name = f"{prefix}{name_of(entry.name)}"
        if entry.is_dir(follow_symlinks=False):
            if depth >= MAX_DEPTH:
                yield Path(entry.path), f"{name}/", f"folders lie in each other more than {MAX_DEPTH} deep"
            elif entry.name != CLUTTER_FOLDER:
                yield from _walk(Path(entry.path), f"{name}/", depth + 1)
        elif entry.name not in CLUTTER:
            yield Path(entry.path), name, None
