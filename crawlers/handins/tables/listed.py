"""Listed: the objects of a JSON document that is one long list, one at a time, so that it is never held whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawlers.handins.texts import wrong_encoding
from posts.errors import InputError
from posts.held import Held

WINDOW_BYTES = 1 << 20
MAX_OBJECT_BYTES = 8 << 20  # of one row with all that is in it
MOST_INSIDE = 150_000  # objects in one row: each takes 250 bytes of memory and more
HEAD_BYTES = 1 << 12
BEGINS_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*(?=\{)")
BETWEEN = re.compile(r"[\s,]*")
AGAIN = "ask for the file again"
LONGEST_SIGN = 4  # bytes of one character in UTF-8


def begins_list(held: Held) -> bool:
    """Say whether a file is a list of objects in UTF-8, by its first signs."""
    return BEGINS_LIST.match(held.read(0, HEAD_BYTES)) is not None


class Listed:
    """An iterator over the objects of a list; `at` and `number` say how many bytes and objects it has given."""

    def __init__(self, held: Held, read_to: tuple[int, int] = (0, 0)) -> None:
        self._held = held
        self.at, self.number = read_to
        if read_to == (0, 0) and (found := BEGINS_LIST.match(held.read(0, HEAD_BYTES))):
            self.at = found.end()
        self._text, self._from = "", 0

    @property
    def read_to(self) -> tuple[int, int]:
        """How far it has come."""
        return self.at, self.number

    def __iter__(self) -> Iterator[Any]:
        """Give itself."""
        return self

    def __next__(self) -> Any:
        """Return the next object; raise InputError where the list breaks, or where one is too large."""
        value, size = self._value(), WINDOW_BYTES
        while value is None:
            if size > MAX_OBJECT_BYTES or not self._widen(size):
                what = f"the list cannot be read on behind its object {self.number:,}: it breaks, or one is too large"
                raise InputError(what, AGAIN)
            value, size = self._value(), 2 * size
        if value == "]":
            raise StopIteration
        self.number += 1
        return value

    def _value(self) -> Any:
        """Return the next object of the window, the sign that ends the list, or None where the window is too small."""
        begin = self._between()
        if self._text.startswith("]", begin):
            return "]"
        try:
            value, end = json.JSONDecoder().raw_decode(self._text, begin)
        except (ValueError, RecursionError):
            return None
        if not isinstance(value, dict):
            return None
        self.at += len(self._text[self._from : end].encode("utf-8"))
        self._from = end
        return value

    def _between(self) -> int:
        found = BETWEEN.match(self._text, self._from)
        return found.end() if found else self._from

    def _widen(self, size: int) -> bool:
        """Take so many bytes into the window; say whether that can be more than it held."""
        held, data = len(self._text) - self._from, self._held.read(self.at, size)
        if data.count(b"{") + data.count(b"[") > MOST_INSIDE:
            return False
        self._text, self._from = _text(data), 0
        return len(self._text) > held or len(data) == size


def _text(data: bytes) -> str:
    """Return the characters of bytes that may end inside one."""
    try:
        return data.decode()
    except UnicodeDecodeError as problem:
        if problem.start < len(data) - LONGEST_SIGN:
            raise wrong_encoding("utf-8", problem.start + 1) from problem
        return data[: problem.start].decode()
