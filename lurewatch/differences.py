"""Differences: two posts of a cluster laid over each other, for the terminal and as a page that opens from disk."""

from __future__ import annotations

from functools import cache

import click
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from dedupe.diff import Segment, diff
from lurewatch.templates import MemberRow

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


def page(cluster: str, first: tuple[MemberRow, str], second: tuple[MemberRow, str]) -> bytes:
    """Return a page that shows two members with their texts: marks and lines beside colours, nothing from elsewhere.

    Everything that comes from posts is escaped; there is no script and no link.
    """
    (one, old), (other, new) = first, second
    return _template().render(cluster=cluster, first=one, second=other, segments=diff(old, new)).encode()


@cache
def _template() -> Template:
    loader = PackageLoader("lurewatch", "pages")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("difference.html")
