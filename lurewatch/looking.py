"""Looking at pictures: size, type, perceptual hashes and looks, found out in the killable worker."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dedupe.images.facts import ImageFacts
from dedupe.images.look import Look, unpacked
from posts import jsonl
from posts.errors import WorkerError
from posts.files import storage
from posts.post import Media, with_fields
from posts.worker import Worker

PICTURE_SECONDS = 10  # settings sheet; a 36-megapixel picture took 3.7 s


@dataclass(frozen=True, slots=True)
class Looked:
    """What a picture's bytes say, or why they could not be looked at."""

    facts: ImageFacts | None = None
    problem: str | None = None

    def told(self, media: Media) -> Media:
        """Return a medium with what was found out."""
        if self.facts is None:
            return with_fields(media, why_missing=f"kept, but not looked at: {self.problem}")
        return with_fields(
            media,
            mime=self.facts.mime,
            width=self.facts.width,
            height=self.facts.height,
            phash=self.facts.phash,
            dhash=self.facts.dhash,
            exif_present=self.facts.exif_present,
        )


@contextmanager
def looking(function: Literal["facts", "look"] = "facts") -> Iterator[Worker]:
    """Give the process that looks at pictures: for all their facts, or for their looks alone."""
    with Worker(f"dedupe.images.facts:{function}", PICTURE_SECONDS) as worker:
        yield worker


def look_of_file(data: bytes) -> Look:
    """Return the look of one picture; raise WorkerError with one sentence where it cannot be looked at."""
    with looking("look") as worker:
        found = unpacked(worker.call(data))
    if found is None:
        raise WorkerError("the look was made by another version", "end all processes of Lurewatch and ask again")
    return found


def look_at(folder: Path, media: Iterable[Media]) -> dict[str, Looked]:
    """Return what is found out of each picture that is kept and not looked at yet, by its sha256."""
    return look_at_kept(folder, {one.sha256 for one in media if one.sha256 and one.phash is None})


def look_at_kept(folder: Path, hashes: Collection[str]) -> dict[str, Looked]:
    """Return what is found out of each of these pictures that is kept."""
    found: dict[str, Looked] = {}
    if not hashes:
        return found
    with looking() as worker:
        for sha256 in sorted(hashes):
            path = folder / sha256[:2] / sha256
            if path.exists():
                with storage(path):
                    found[sha256] = looked_at(worker, path.read_bytes())
    return found


def looked_at(worker: Worker, data: bytes) -> Looked:
    """Return what is found out of one picture."""
    try:
        return Looked(jsonl.load(worker.call(data), ImageFacts))
    except WorkerError as problem:
        return Looked(problem=problem.what)
