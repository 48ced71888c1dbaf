"""Picture files: the bytes of a picture kept once, by hash, in media/; or the reason why there are none."""

from __future__ import annotations

from pathlib import Path

from crawlers.decode import decoded
from posts.capture import Capture
from posts.errors import WorkerError
from posts.files import write_whole
from posts.identity import sha256_hex
from posts.post import Media, with_fields

MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def kept(media: Media, capture: Capture, body: bytes, folder: Path) -> Media:
    """Keep what an archived answer holds for a picture and return the picture with its hash, or with why not."""
    try:
        plain = decoded(body, capture.headers)
    except WorkerError as problem:
        return with_fields(media, why_missing=problem.what)
    if capture.partial or not plain.is_whole:
        return with_fields(media, why_missing="the answer is cut short")
    mime = mime_of(plain.data)
    if mime is None:
        return with_fields(media, why_missing="the answer is no picture of a kind we know")
    digest = sha256_hex(plain.data)
    path = folder / digest[:2] / digest
    if not path.exists():
        write_whole(path, plain.data)
    return with_fields(
        media,
        sha256=digest,
        mime=mime,
        bytes=len(plain.data),
        fetched_at=capture.fetched_at,
        capture=capture.id,
        why_missing=None,
    )


def mime_of(data: bytes) -> str | None:
    """Return the type of a picture by its first bytes, whatever its name or header says."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for magic, mime in MAGIC if data.startswith(magic)), None)
