"""Names: what indicators and counter-evidence are called, for readers who do not know the language of a post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from posts.post import Record

Reader = Literal["en", "id", "km", "zh", "vi", "th"]
READERS: tuple[Reader, ...] = get_args(Reader)


class NameRows(Record, frozen=True, kw_only=True):
    """names.yaml: for each indicator or kind of counter-evidence, its name in every reader's language but English."""

    version: int
    src: str
    names: dict[str, dict[Reader, str]]


def called(rows: NameRows, english: Mapping[str, str], name: str, reader: Reader) -> str:
    """Return what an indicator is called in a reader's language; its id where nobody named it."""
    return rows.names.get(name, {}).get(reader) or english.get(name, name)
