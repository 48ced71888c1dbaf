"""Working copies: pictures without metadata in media/, each once, by its hash."""

from __future__ import annotations

from pathlib import Path

from posts.files import write_whole
from posts.identity import sha256_hex


def keep_copy(media: Path, copy: bytes) -> None:
    """Keep the working copy of a picture."""
    digest = sha256_hex(copy)
    path = media / digest[:2] / digest
    if not path.exists():
        write_whole(path, copy)
