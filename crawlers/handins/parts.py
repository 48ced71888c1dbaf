"""Parts: a file of lines in pieces of bounded size, byte for byte, so that a large one is never held as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from posts.jsonl import numbered_lines

PART_BYTES = 32 << 20  # one piece is archived in one record; a hand-in of 10,000 posts has a third of that


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a file: its bytes, and the number of the line that begins it.

    `begins_inside` says that it goes on with a line that began in the piece before: one longer than a piece.
    """

    data: bytes
    first_line: int
    begins_inside: bool

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield (line number in the whole file, line without its end), skipping blank lines."""
        for number, line in numbered_lines(BytesIO(self.data)):
            if not (self.begins_inside and number == 1):
                yield self.first_line + number - 1, line


def parts(stream: BinaryIO, size: int = PART_BYTES) -> Iterator[Part]:
    """Yield the pieces of a file; each but the last ends with a line's end, unless one line is longer than a piece."""
    held, line, is_inside = b"", 1, False
    chunk = stream.read(size)
    while chunk:
        data, chunk = held + chunk, stream.read(size)
        cut = (data.rfind(b"\n") + 1 or len(data)) if chunk else len(data)
        yield Part(data[:cut], line, is_inside)
        line += data.count(b"\n", 0, cut)
        is_inside = data[cut - 1 : cut] != b"\n"
        held = data[cut:]
