"""Inbox: what was collected and waits for ingest, one file a page, each line typed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path

from posts import jsonl
from posts.capture import Capture, Gap, Visit
from posts.files import storage, sync_folder, write_whole
from posts.post import Post, Record

FILE_POSTS = 500  # posts of a hand-in in one file: ingest takes so many in one transaction
GROUP = ".d"  # ends the name of a folder whose files appeared together


class CaptureLine(Record, frozen=True, kw_only=True, tag_field="type", tag="capture"):
    """Bytes were archived."""

    capture: Capture


class PostLine(Record, frozen=True, kw_only=True, tag_field="type", tag="post"):
    """A post was read from a capture."""

    post: Post


class GapLine(Record, frozen=True, kw_only=True, tag_field="type", tag="gap"):
    """Something could not be collected."""

    gap: Gap


class VisitLine(Record, frozen=True, kw_only=True, tag_field="type", tag="visit"):
    """A visit to a source ended."""

    visit: Visit


Line = CaptureLine | PostLine | GapLine | VisitLine


class Inbox:
    """The writing end: numbered files of one run."""

    def __init__(self, folder: Path, run: str) -> None:
        self._folder = folder
        self._run = run
        self._number = 0

    def put(self, lines: Iterable[Line]) -> Path:
        """Write the lines of one page as one whole file and return its path."""
        self._number += 1
        path = self._folder / f"{self._run}-{self._number:06d}.jsonl"
        write_whole(path, b"".join(jsonl.line(line) + b"\n" for line in lines))
        return path


@contextmanager
def together(folder: Path, run: str) -> Iterator[Inbox]:
    """Give an inbox whose files appear all at once when the work is done; where it breaks off, none ever does.

    So a run that was killed has said nothing of what it archived, and the sweep reads all of it again.
    """
    hidden = folder / f".{run}{GROUP}"
    forget_unfinished(folder, run)
    try:
        yield Inbox(hidden, run)
        if hidden.exists():
            with storage(hidden):
                hidden.rename(_free(folder, run))
                sync_folder(folder)
    finally:
        forget_unfinished(folder, run)


def forget_unfinished(folder: Path, run: str) -> None:
    """Remove what a run that is over did not come to say."""
    shutil.rmtree(folder / f".{run}{GROUP}", ignore_errors=True)


def waiting(folder: Path) -> list[Path]:
    """Return the files that wait, oldest run first; temporary ones and those of unfinished work do not count."""
    groups = [path for path in folder.glob(f"*{GROUP}") if not path.name.startswith(".")]
    found = [path for place in (folder, *groups) for path in place.glob("*.jsonl")]
    return sorted((path for path in found if not path.name.startswith(".")), key=lambda path: (path.name, path))


def done(path: Path) -> None:
    """Remove a file that was taken, and with the last one of a group its folder."""
    path.unlink(missing_ok=True)
    if path.parent.suffix == GROUP:
        with suppress(OSError):  # others of the group still wait
            path.parent.rmdir()


def _free(folder: Path, run: str) -> Path:
    names = (folder / f"{run}{more}{GROUP}" for more in chain([""], (f"-{number}" for number in count(2))))
    return next(path for path in names if not path.exists())


def read(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (number, raw line) of one inbox file."""
    with path.open("rb") as stream:
        yield from jsonl.numbered_lines(stream)


def parse(line: bytes, path: Path, number: int) -> Line:
    """Return one typed line, or raise LineRefused with its place."""
    return jsonl.load(line, Line, file=str(path), number=number)  # type: ignore[arg-type]  # a union is no class to mypy
