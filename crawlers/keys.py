"""Keys: the token of an official API, from a secret file; it goes to the API's own host and stands in no archive."""

from __future__ import annotations

from pathlib import Path

from crawlers.platforms import NEEDS_KEY
from crawlers.watchlist import Source
from posts.errors import SettingsError, SourceError
from posts.files import require_private, storage

MAX_KEY_BYTES = 4_096
HEADER = "Authorization"
WITHHELD = b"Authorization: withheld\r\n"  # what the archive shows in its place


def key_of(source: Source) -> str | None:
    """Return a source's key, None where it has none; refuse a source whose platform answers nobody without one."""
    if source.key_file is None:
        if source.platform in NEEDS_KEY:
            what = f"{source.platform} answers nobody without a key"
            raise SourceError(what, f"ask {source.platform} for one, and name its file as key_file in watchlist.toml")
        return None
    path = Path(source.key_file).expanduser()
    require_private(path)
    with storage(path):
        key = path.read_bytes()[:MAX_KEY_BYTES].decode("latin-1").strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise SettingsError("this file holds no key", "write the key alone into it", file=str(path))
    return key


def without_key(head: bytes) -> bytes:
    """Return a request head without the key in it."""
    lines = head.splitlines(keepends=True)
    name = HEADER.lower().encode() + b":"
    return b"".join(WITHHELD if line.lower().startswith(name) else line for line in lines)
