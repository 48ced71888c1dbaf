"""Flattened: columns like `author/name` and `media.0.url`, which programs make of nested data, nested again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

PATH = re.compile(r"\w+(?:[/.]\w+)+")
STEP = re.compile(r"[/.]")
MAX_STEPS = 12


def nested(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with the values of its path-like columns where such paths lead, beside the columns themselves."""
    row = dict(cells)
    inner: dict[str, Any] = {}
    for name, value in cells.items():
        if PATH.fullmatch(name) and value != "":
            _put(inner, STEP.split(name)[:MAX_STEPS], value)
    return row | {name: _listed(value) for name, value in inner.items() if name not in row}


def _put(where: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        where = where.setdefault(step, {})
        if not isinstance(where, dict):
            return  # a column and a path through it: the column counts
    where.setdefault(steps[-1], value)


def _listed(value: Any) -> Any:
    """Return what has numbers for names as a list."""
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(one) for name, one in value.items()}
    if all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
