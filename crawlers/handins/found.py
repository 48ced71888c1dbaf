"""Asked and Found: what a reader of handed-in files is told, and what it answers; both cross the worker's pipe."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from posts import jsonl
from posts.errors import InputError
from posts.post import Post, Record


class Asked(Record, frozen=True, kw_only=True):
    """Which file is to be read: its kind, name and hash, when it was received, the names of the files beside it.

    `read_to` is how far a table was read before: characters (of a document: objects) and lines. A page of a web archive
    has the number of its record (`part`), when the record says it was `written`, and whether the archive lists it as a
    page (`is_page`; if not, it may be a frame of one).
    """

    kind: str
    name: str
    sha256: str
    received_at: datetime
    options: dict[str, str] = {}
    beside: tuple[str, ...] = ()
    read_to: tuple[int, int] = (0, 0)
    written: str | None = None
    part: int | None = None
    is_page: bool = True


class Refusal(Record, frozen=True, kw_only=True):
    """One part of a file that could not be taken: where, what is wrong, what to do."""

    what: str
    do: str
    line: int | None = None

    def as_error(self, file: str) -> InputError:
        """Return the error that says it of a file."""
        return InputError(self.what, self.do, file=file, line=self.line)


class Found(Record, frozen=True, kw_only=True):
    """What a file holds: posts in its order, parts that were refused, sentences for the person who hands it in.

    A medium of a post has as `url` the name under which its bytes lie beside the file, or why they do not; `inside`
    are the bytes of those that lie in the file itself. `read_to` is where to go on, where a table has more.
    """

    posts: tuple[Post, ...] = ()
    refused: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    inside: dict[str, bytes] = {}
    read_to: tuple[int, int] | None = None


def packed(found: Found) -> bytes:
    """Return an answer as JSON without its empty fields: a post of one word needs 200 bytes, not 800."""
    return jsonl.line(_full(msgspec.to_builtins(found)))


def unpacked(answer: bytes) -> Found:
    """Return the answer of a worker."""
    return msgspec.json.decode(answer, type=Found)


def _full(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _full(inner) for key, inner in value.items() if inner is not None and inner not in ({}, [])}
    return [_full(inner) for inner in value] if isinstance(value, list | tuple) else value
