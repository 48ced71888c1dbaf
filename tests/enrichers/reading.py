"""What the tests of reading share: the data loaded once, a short way to read a text, and the tables of cases."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from enrichers import Data, Question, enrich, load_data
from posts.reading import Reading

CASES = Path(__file__).parent / "cases"


@cache
def data() -> Data:
    """Return the data of this installation."""
    return load_data()


def read(text: str, **hints: Any) -> Reading:
    """Return the reading of a text."""
    return enrich(Question(text, **hints), data())


def cases(name: str) -> Any:
    """Return a table of cases."""
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


def grouped(name: str) -> list[tuple[str, Any]]:
    """Return the cases of a table whose groups only order it."""
    return [case for group in cases(name).values() for case in group.items()]
