"""Lines of a file of any size, one at a time, from where the piece before ended; never more than one is held."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain

from crawlers.handins.texts import encoding_of, storable, wrong_encoding
from posts.errors import InputError
from posts.held import STEP_BYTES, Held

MAX_LINE_BYTES = 8 << 20  # of a row or an object: a post of 1 MiB with its pictures in it has less
LINE_END, OLD_LINE_END = "\n", "\r"  # machines before 2001 wrote only the second


class TooLong(InputError):
    """One line that is longer than any row: it is passed over."""


class Lines:
    """An iterator over lines with their ends; `at` and `number` say how many bytes and lines it has given."""

    def __init__(self, held: Held, declared: str | None = None, read_to: tuple[int, int] = (0, 0)) -> None:
        """Begin where a piece before ended."""
        mark, self._encoding = encoding_of(held.read(0, 4), declared)
        self._held = held
        self._width = 2 if self._encoding.startswith("utf-16") else 1
        self._end = next((one for one in (LINE_END, OLD_LINE_END) if self._has(one)), LINE_END)
        self._mark = self._end.encode(self._encoding)
        self._buffer, self._from = b"", 0
        self.at, self.number = max(read_to, (mark, 0))
        self._begun = self.at

    @property
    def read_to(self) -> tuple[int, int]:
        """How far it has come."""
        return self.at, self.number

    def begin(self) -> None:
        """Begin a row, which may have several lines."""
        self._begun = self.at

    def __iter__(self) -> Iterator[str]:
        """Give itself."""
        return self

    def __next__(self) -> str:
        """Return the next line; raise TooLong for one that is too long, and go on behind it."""
        raw = self._raw()
        if not raw:
            raise StopIteration
        if self.at - self._begun > MAX_LINE_BYTES:
            raise TooLong(f"the row has more than {MAX_LINE_BYTES >> 20} MiB", "correct the row", line=self.number)
        line = storable(raw.decode(self._encoding))
        return line[:-1] + LINE_END if line.endswith(self._end) else line

    def _raw(self) -> bytes:
        """Return the bytes of the next line, and stand behind it."""
        found = self._found(self._from)
        while found < 0 and len(self._buffer) - self._from < MAX_LINE_BYTES and self._fill():
            found = self._found(max(0, len(self._buffer) - STEP_BYTES - len(self._mark)))
        if found < 0 and len(self._buffer) - self._from >= MAX_LINE_BYTES:
            self._pass_over()
            self.number += 1
            raise TooLong(f"the line has more than {MAX_LINE_BYTES >> 20} MiB", "correct the row", line=self.number)
        end = len(self._buffer) if found < 0 else found + len(self._mark)
        raw = self._buffer[self._from : end]
        self._from = end
        self.at += len(raw)
        self.number += bool(raw)
        return raw

    def _fill(self) -> bool:
        more = self._held.read(self.at + len(self._buffer) - self._from, STEP_BYTES)
        self._buffer, self._from = self._buffer[self._from :] + more, 0
        return bool(more)

    def _found(self, start: int) -> int:
        found = self._buffer.find(self._mark, start)
        while found >= 0 and (found - self._from) % self._width:
            found = self._buffer.find(self._mark, found + 1)
        return found

    def _pass_over(self) -> None:
        while (found := self._found(self._from)) < 0:
            kept = len(self._buffer) - len(self._buffer) % self._width if self._buffer else 0
            self.at += kept - self._from
            self._from = kept
            if not self._fill():
                return
        self.at += found + len(self._mark) - self._from
        self._from = found + len(self._mark)

    def _has(self, end: str) -> bool:
        return any(end.encode(self._encoding) in piece for piece in self._held.pieces())


def check_text(held: Held, declared: str | None = None) -> None:
    """Refuse a file that is not all text of its encoding, before anything of it is taken."""
    mark, encoding = encoding_of(held.read(0, 4), declared)
    decoder, at = codecs.getincrementaldecoder(encoding)(), mark
    for piece in chain(held.part(mark, held.length).pieces(), [b""]):
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as problem:  # its bytes begin with those of a sign that began in the piece before
            byte = at + len(piece) - len(problem.object) + problem.start - mark + 1
            raise wrong_encoding(encoding, byte) from problem
        at += len(piece)
