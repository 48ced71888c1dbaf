"""Names inside a bundle: plain, short, the same on every system, never a person's data."""

from __future__ import annotations

import re

PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,95}")
MAX_PARTS = 8
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# Only what a desk can look at without a program running; anything else, SVG and office files too, is `bin`.
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "text/html": "html",
    "text/plain": "txt",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
}


def is_safe(path: str) -> bool:
    """Say whether a path may stand in a bundle: no way out of the folder, no trap for any file system."""
    parts = path.split("/")
    return len(parts) <= MAX_PARTS and all(
        PART.fullmatch(part) and not part.endswith(".") and not DEVICES.fullmatch(part) for part in parts
    )


def extension(mime: str | None) -> str:
    """Return the file ending of a type of file."""
    return EXTENSIONS.get((mime or "").partition(";")[0].strip().lower(), "bin")


def uuid_of(record_id: str) -> str:
    """Return the bare UUID of a WARC record id."""
    return record_id.removeprefix("<urn:uuid:").removesuffix(">")
