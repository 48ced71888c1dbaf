"""Extent: what one typed number, date or time covers, and how comparing with it is said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Compare = Literal["", ">", ">=", "<", "<="]

NUMBER_WORDS: dict[str, str] = {"": "", ">": "more than ", ">=": "at least ", "<": "less than ", "<=": "at most "}


@dataclass(frozen=True, slots=True)
class Extent:
    """The first and last number that a typed value covers (a day has many seconds), and those just outside."""

    said: str
    first: float
    last: float
    before: float
    after: float
    words: dict[str, str]

    def bounds(self, compare: str) -> tuple[float | None, float | None]:
        """Return the lowest and highest number of a comparison, null where it is open."""
        low = {"": self.first, ">=": self.first, ">": self.after}.get(compare)
        high = {"": self.last, "<=": self.last, "<": self.before}.get(compare)
        return low, high

    def compared(self, compare: str) -> str:
        """Return a comparison in words: `at least 5`, `on or after 2026-01-05 (UTC)`."""
        return self.words[compare] + self.said


def number(text: str) -> Extent | None:
    """Return the number that was typed, or null when it is none."""
    try:
        value = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    below, above = math.nextafter(value, -math.inf), math.nextafter(value, math.inf)
    return Extent(text, value, value, below, above, NUMBER_WORDS)
