"""Read: JSON lines in, one Reading a line out, in the same order; what cannot be taken is refused by its line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

import msgspec

from enrichers.data_files import Data
from enrichers.enrich import enrich
from enrichers.findings import Question
from posts.errors import LineRefused
from posts.jsonl import check_text, load, numbered_lines


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One line of input; unknown keys are ignored."""

    id: str | int
    text: str
    platform: str | None = None
    posted_at: datetime | None = None
    lang: str | None = None
    country: str | None = None


def read_lines(stream: BinaryIO, data: Data, name: str) -> Iterator[bytes | LineRefused]:
    """Yield one Reading line ({"id", …}) for each accepted line of input, and a refusal for each other one."""
    for number, line in numbered_lines(stream):
        try:
            asked = load(line, Asked, file=name, number=number)
            check_text(asked.text, file=name, number=number)
        except LineRefused as refused:
            yield refused
            continue
        yield answer(asked, data)


def answer(asked: Asked, data: Data) -> bytes:
    """Return the Reading of one line, its id first."""
    question = Question(asked.text, asked.platform, asked.posted_at, asked.lang, asked.country)
    reading = msgspec.to_builtins(enrich(question, data))
    return msgspec.json.encode({"id": asked.id} | reading)
