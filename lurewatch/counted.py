"""Counted: a number with its noun, in the plural where it is not one."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return "1 post", "2 posts", "12,400 posts"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
