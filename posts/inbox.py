"""Inbox: what was collected and waits for ingest, one file a page, each line typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from posts import jsonl
from posts.capture import Capture, Gap, Visit
from posts.files import write_whole
from posts.post import Post, Record


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


def waiting(folder: Path) -> list[Path]:
    """Return the files that wait, oldest run first; temporary files do not count."""
    return sorted(path for path in folder.glob("*.jsonl") if not path.name.startswith("."))


def read(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (number, raw line) of one inbox file."""
    with path.open("rb") as stream:
        yield from jsonl.numbered_lines(stream)


def parse(line: bytes, path: Path, number: int) -> Line:
    """Return one typed line, or raise LineRefused with its place."""
    return jsonl.load(line, Line, file=str(path), number=number)  # type: ignore[arg-type]  # a union is no class to mypy
