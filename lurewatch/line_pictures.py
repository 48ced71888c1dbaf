"""Pictures of lines: which lines of a stream show copies of one picture, or pictures of one design."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from dedupe.group import GroupLine
from dedupe.images.look import Look, unpacked
from dedupe.images.pairs import picture_pairs
from dedupe.images.relation import Kind
from dedupe.images.shelf import Shelf
from lurewatch.looking import looking
from posts.errors import InputError, LineRefused, WorkerError
from posts.identity import sha256_hex


@dataclass(slots=True)
class LinePictures:
    """The pictures that lines show, by hash; and their looks."""

    lines: dict[str, set[str]] = field(default_factory=dict)
    looks: dict[str, Look] = field(default_factory=dict)

    def related(self) -> dict[tuple[str, str], tuple[Kind, float]]:
        """Return each pair of lines, a < b, that show related pictures: how they are, and the score."""
        found: dict[tuple[str, str], tuple[Kind, float]] = {}
        for ids in self.lines.values():
            found |= dict.fromkeys(_pairs(ids, ids), ("copy", 1.0))
        shelf = Shelf()
        shelf.add((name, look.signs, look.pieces) for name, look in self.looks.items())
        for pair in picture_pairs(self.looks, shelf, lambda _: {}):
            related = pair.relation
            for ends in _pairs(self.lines[pair.a], self.lines[pair.b]):
                if ends not in found or found[ends][1] < related.score:
                    found[ends] = related.kind, related.score
        return found


def _pairs(some: Iterable[str], others: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((min(ends), max(ends)) for ends in product(some, others) if ends[0] != ends[1])


def copies(related: Mapping[tuple[str, str], tuple[Kind, float]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of lines that show copies of one picture."""
    yield from (ends for ends, (kind, _) in related.items() if kind == "copy")


def read_pictures(
    lines: Iterable[tuple[int, GroupLine]], name: str, refuse: Callable[[LineRefused], None]
) -> LinePictures:
    """Look at the pictures that lines name; what cannot be read is refused, its line is grouped without it."""
    found = LinePictures()
    wanted = [(number, line.id, image) for number, line in lines for image in line.images]
    if not wanted:
        return found
    with looking("look") as worker:
        for number, line, image in wanted:
            try:
                data = _bytes(image)
                sha256 = sha256_hex(data)
                if sha256 not in found.lines:
                    look = unpacked(worker.call(data))
                    found.looks |= {sha256: look} if look else {}
            except (InputError, WorkerError) as problem:
                what = f"the picture {image} cannot be read: {problem.what}"
                refuse(LineRefused(what, "its text is grouped without it", file=name, line=number))
            else:
                found.lines.setdefault(sha256, set()).add(line)
    return found


def _bytes(image: str) -> bytes:
    try:
        return Path(image).read_bytes()
    except OSError as problem:
        raise InputError(f"{problem.strerror}".lower(), "check the path", file=image) from problem
