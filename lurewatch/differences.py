"""Differences: two posts of a cluster laid over each other, for the terminal."""

from __future__ import annotations

import click

from dedupe.diff import Segment, diff

# As git's word diff writes them, so that the difference can be read without colours too.
PLAIN = {"removed": ("[-", "-]"), "added": ("{+", "+}")}
COLOURS = {"removed": "red", "added": "green"}


def shown(old: str, new: str) -> str:
    """Return the words of two texts once: what only the first has in red [- -], what only the second in green {+ +}."""
    return "".join(_shown(segment) for segment in diff(old, new))


def _shown(segment: Segment) -> str:
    if segment.kind == "same":
        return segment.text
    before, after = PLAIN[segment.kind]
    return click.style(f"{before}{segment.text}{after}", fg=COLOURS[segment.kind])
