"""Looking at pictures: size, type and perceptual hashes, found out in the killable worker."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from posts import jsonl
from posts.errors import WorkerError
from posts.files import storage
from posts.post import Media, Record
from posts.worker import Worker

PICTURE_SECONDS = 10  # settings sheet; a 36-megapixel picture took 3.7 s


class PictureFacts(Record, frozen=True, kw_only=True):
    """What a picture's bytes say; `why_missing` says why they could not be looked at."""

    mime: str | None = None
    width: int | None = None
    height: int | None = None
    phash: str | None = None
    dhash: str | None = None
    exif_present: bool | None = None
    why_missing: str | None = None


def look_at(folder: Path, media: Iterable[Media]) -> dict[str, PictureFacts]:
    """Return the facts of each picture that is kept and not looked at yet, by its sha256."""
    wanted = {one.sha256 for one in media if one.sha256 and one.phash is None}
    found: dict[str, PictureFacts] = {}
    if not wanted:
        return found
    with Worker("dedupe.images:facts", PICTURE_SECONDS) as worker:
        for sha256 in sorted(wanted):
            path = folder / sha256[:2] / sha256
            if path.exists():
                with storage(path):
                    found[sha256] = _facts(worker, path.read_bytes())
    return found


def _facts(worker: Worker, data: bytes) -> PictureFacts:
    try:
        return jsonl.load(worker.call(data), PictureFacts)
    except WorkerError as problem:
        return PictureFacts(why_missing=f"kept, but not looked at: {problem.what}")
