"""Covered markup: what a page hides inside comments until its scripts uncover it, laid open for reading."""

from __future__ import annotations

from collections.abc import Iterator

OPEN, CLOSE = "<!--", "-->"
TAGS = ("<li", "<div", "<ul", "<a ", "<table", "<article", "<p>", "<span")
CONDITIONAL = "[if"  # comments that only old browsers read


def uncovered(text: str) -> str:
    """Return a page in which comments that hold markup are part of it; other comments are left out."""
    return "".join(_pieces(text))


def covers_markup(text: str) -> bool:
    """Say whether a page hides markup inside comments."""
    return any(_is_markup(part.partition(CLOSE)[0]) for part in text.split(OPEN)[1:])


def _pieces(text: str) -> Iterator[str]:
    first, *parts = text.split(OPEN)
    yield first
    for part in parts:
        inner, closing, after = part.partition(CLOSE)
        if not closing:  # never closed: browsers drop the rest, and somebody may hide there
            yield inner
        else:
            yield inner if _is_markup(inner) else ""
            yield after


def _is_markup(inner: str) -> bool:
    return not inner.lstrip().startswith(CONDITIONAL) and any(tag in inner for tag in TAGS)
