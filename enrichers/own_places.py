"""Own places: what an organisation adds to the gazetteer, each with its source and the dates it is known for."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import msgspec

from enrichers.places import PlaceRow
from posts.errors import SettingsError
from posts.post import Record

PREFIX = "own-"  # of the ids of own places, so that none is taken for a row of the gazetteer


class OwnPlace(Record, frozen=True, kw_only=True):
    """One row of places.csv: an id beginning with own-, a country, names parted by `|`, a role, where it was told."""

    gid: str
    cc: str
    names: str
    role: str
    source: str
    valid_from: date
    valid_to: date | None = None


def read_places(path: Path) -> list[PlaceRow]:
    """Return the places of a home's places.csv; a row that cannot be taken is refused by its line."""
    made = []
    with path.open(encoding="utf-8", newline="") as stream:
        for number, cells in enumerate(csv.DictReader(stream), 2):
            try:
                row = msgspec.convert({key: value for key, value in cells.items() if value}, OwnPlace, strict=False)
            except msgspec.ValidationError as problem:
                do = "columns: " + ",".join(field.name for field in msgspec.structs.fields(OwnPlace))
                raise SettingsError(f"not a place: {problem}", do, file=str(path), line=number) from problem
            made.append(_checked(row, path, number))
    return made


def _checked(row: OwnPlace, path: Path, number: int) -> PlaceRow:
    names = tuple(name.strip() for name in row.names.split("|") if name.strip())
    if not row.gid.startswith(PREFIX) or not names:
        what, do = "an own place needs an id of its own and a name", f"begin the id with {PREFIX}"
        raise SettingsError(what, do, file=str(path), line=number)
    return PlaceRow(gid=row.gid, kind="own", cc=row.cc.upper(), role=row.role, names=names)
