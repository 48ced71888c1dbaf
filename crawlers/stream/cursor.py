"""The cursor of a stream: how far it was read, on disk before anybody relies on it."""

from __future__ import annotations

from pathlib import Path

from posts.files import storage, write_whole

MAX_DIGITS = 18  # of microseconds; as many as an integer of a database holds


class Cursor:
    """The newest moment (microseconds since 1970) up to which one source was read; its owner holds the source's lock.

    The ledger knows it too, by the last visit that was ingested; this file also by one that was killed, or waits.
    """

    def __init__(self, path: Path, at_least: int | None) -> None:
        self._path = path
        known = [moment for moment in (self._written(), at_least) if moment is not None]
        self.at: int | None = max(known, default=None)

    def move(self, to: int) -> None:
        """Say that everything up to a moment is archived; a stream that goes back never takes the cursor with it."""
        if self.at is None or to > self.at:
            write_whole(self._path, f"{to}\n".encode())
            self.at = to

    def _written(self) -> int | None:
        if not self._path.exists():
            return None
        with storage(self._path):
            text = self._path.read_text(encoding="ascii", errors="replace").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None
