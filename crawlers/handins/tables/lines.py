"""Lines of a large text, one at a time, from where the piece before it ended."""

from __future__ import annotations

from collections.abc import Iterator


class Lines:
    """An iterator over lines with their ends; `at` and `number` say how many characters and lines it has given."""

    def __init__(self, text: str, read_to: tuple[int, int] = (0, 0)) -> None:
        self._text = text
        self.at, self.number = read_to

    @property
    def read_to(self) -> tuple[int, int]:
        """How far it has come."""
        return self.at, self.number

    def __iter__(self) -> Iterator[str]:
        """Give itself."""
        return self

    def __next__(self) -> str:
        """Return the next line."""
        if self.at >= len(self._text):
            raise StopIteration
        end = self._text.find("\n", self.at)
        start, self.at = self.at, len(self._text) if end < 0 else end + 1
        self.number += 1
        return self._text[start : self.at]
