"""The state that a page carries for its own scripts: a JavaScript literal to plain values, found by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawlers.json_page import check_values, whole_signs

# Possessive: a text of two million quotes would otherwise be kept sign by sign to be given back.
SIGN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}]|\b(?:undefined|NaN|Infinity)\b|-Infinity\b')
NO_JSON = frozenset({"undefined", "NaN", "Infinity", "-Infinity"})
MOST_DEPTH = 60
MOST_OBJECTS = 50_000


def state_named(text: str, name: str) -> Any:
    """Return the value that a script of a page gives to `window.NAME`; None where there is none, or it is broken."""
    for found in re.finditer(rf"\b{re.escape(name)}\b[\"'\]]*\s*=\s*(?=\{{)", text):
        plain = _literal(text, found.end())
        check_values(plain)
        try:
            return whole_signs(json.loads(plain, strict=False))
        except (ValueError, RecursionError):
            continue
    return None


def _literal(text: str, start: int) -> str:
    """Return one object literal as JSON: from its brace to the one that closes it, what JSON has not as null."""
    pieces: list[str] = []
    depth, at = 0, start
    for found in SIGN.finditer(text, start):
        sign = found.group()
        if sign in NO_JSON:
            pieces += [text[at : found.start()], "null"]
            at = found.end()
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return "".join([*pieces, text[at : found.end()]])
    return ""


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all objects of a state, without recursion."""
    waiting, seen = [(value, 0)], 0
    while waiting and seen < MOST_OBJECTS:
        at, depth = waiting.pop()
        seen += 1
        if isinstance(at, dict):
            yield at
        inner = list(at.values()) if isinstance(at, dict) else at if isinstance(at, list) else []
        waiting += [(one, depth + 1) for one in reversed(inner) if isinstance(one, (dict, list)) and depth < MOST_DEPTH]
