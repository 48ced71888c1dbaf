"""Examples: one text that an expression finds, made from the expression itself; the slow way to see that cues work."""

from __future__ import annotations

import re
from typing import Any

LETTERS = {"L": "a", "Lu": "A", "Han": "中", "Thai": "ก", "Khmer": "ក"}
PROPERTIES = LETTERS | {"Tamil": "அ", "Ethiopic": "አ", "Devanagari": "अ", "Bengali": "অ"}
CATEGORIES = {"CATEGORY_DIGIT": "7", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " ", "CATEGORY_NOT_SPACE": "a"}
ENDLESS = 3  # repetitions tried of what may repeat without end


def example(source: str, branch: int = 0) -> str:
    """Return a text that an expression matches: its branches by turns, its repetitions as few as they may be."""
    plain = re.sub(r"\\p\{(\w+)\}", lambda found: PROPERTIES[found.group(1)], source)
    return _made(re._parser.parse(plain), branch)


def _made(parts: Any, branch: int) -> str:
    return "".join(_one(str(kind), value, branch) for kind, value in parts)


def _one(kind: str, value: Any, branch: int) -> str:
    if kind == "LITERAL":
        return chr(value)
    if kind in {"ANY", "NOT_LITERAL"}:
        return "x"
    if kind == "IN":
        return _of_class(value)
    if kind == "BRANCH":
        return _made(value[1][branch % len(value[1])], branch)
    if kind == "SUBPATTERN":
        return _made(value[-1], branch)
    if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
        return _made(value[2], branch) * int(value[0])
    return ""


def _of_class(choices: Any) -> str:
    names = [str(kind) for kind, _ in choices]
    if "NEGATE" in names:
        return " " if any("WORD" in str(value) for _, value in choices) else "x"
    kind, value = choices[0]
    if str(kind) == "RANGE":
        return chr(value[0])
    return chr(value) if str(kind) == "LITERAL" else CATEGORIES[str(value)]
