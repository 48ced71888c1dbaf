"""Lines of a chat, decoded a piece at a time: one emoji would make four bytes of each letter of the whole file."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain

from crawlers.handins.texts import encoding_of, storable
from posts.held import STEP_BYTES, Held
from posts.jsonl import MAX_TEXT_BYTES

LINE_LETTERS = 3 * MAX_TEXT_BYTES  # of a longer line no more is kept: no message takes so much, it is refused


def chat_lines(held: Held, declared: str | None = None, step: int = STEP_BYTES) -> Iterator[str]:
    """Yield the lines of a file that is all text of its encoding, without their ends; `step` bytes are read at once."""
    mark, name = encoding_of(held.read(0, 4), declared)
    decoder, rest = codecs.getincrementaldecoder(name)(), ""
    for piece in chain(held.part(mark, held.length).pieces(step), [b""]):
        *lines, rest = (rest + storable(decoder.decode(piece, final=not piece))).split("\n")
        yield from (line[:LINE_LETTERS].removesuffix("\r") for line in lines)
        rest = rest[:LINE_LETTERS]
    yield rest.removesuffix("\r")
