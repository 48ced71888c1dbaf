"""Spent: how many pages of a source were asked for today, by whichever process, written down before each is asked.

The ledger learns of a visit only when it is ingested, and of a killed run only from its archive: two runs in a row
would each have the whole day's cap.
"""

from __future__ import annotations

from pathlib import Path

from posts.files import PRIVATE_FILE, storage


class Spent:
    """The count of one source on one day; whoever uses it holds the source's lock."""

    def __init__(self, path: Path, day: str | None, at_least: int) -> None:
        self._path = path
        self._day = day
        self.pages = max(at_least, self._written())

    def add(self) -> None:
        """Count one page more; on disk before it is asked for."""
        self.pages += 1
        if self._day is None:
            return
        with storage(self._path):
            self._path.touch(mode=PRIVATE_FILE)
            self._path.write_text(f"{self._day} {self.pages}\n", encoding="ascii")

    def _written(self) -> int:
        if self._day is None or not self._path.exists():
            return 0
        with storage(self._path):
            day, _, pages = self._path.read_text(encoding="ascii", errors="replace").strip().partition(" ")
        return int(pages) if day == self._day and pages.isdigit() else 0


def file_name(key: str) -> str:
    """Return a source's key as part of a file name."""
    return "".join(char if char.isalnum() or char in "_-" else "-" for char in key)[:200]
