"""Which wordings have a key: from the files of runs for older wordings, from their letters for the newest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, delete, func, select

from dedupe import kernel
from dedupe.signs import joined
from dedupe.thresholds import PER_KEY
from index.ledger.known import MANY
from index.ledger.runs import Run, absorbed, crowded, is_whole, merged, read_run, run_of, thinned, write_run
from index.ledger.schema import runs, wordings
from index.ledger.store import Ledger
from posts.home import Home

FOLDER = "keys"  # under groups/
# Wordings without a file. Their keys are made from their letters in each transaction that asks: 2 microseconds each
# compiled, 10 in numpy, beside 3 to read them; fewer mean files that are written more often.
TAIL = 2048


@dataclass(frozen=True, slots=True)
class _Listed:
    """A run as the ledger lists it."""

    name: str
    first: int
    last: int
    entries: int


def folder_of(home: Home) -> Path:
    """Return where a home's runs stand."""
    return home.groups / FOLDER


def holders(connection: Connection, wanted: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Return for each key the ids of the wordings that have it, smallest first, at most 64."""
    keys = np.array(sorted(wanted), np.uint64)
    found: dict[int, list[int]] = {}
    for run in _every(connection):
        places, numbers = run.holders(keys)
        for place, number in zip(places.tolist(), numbers.tolist(), strict=True):
            found.setdefault(place, []).append(number)
    ids = _ids(connection, {number for numbers in found.values() for number in numbers})
    # The number of a wording that is gone stays in its run and names nobody.
    named = {place: sorted(ids[number] for number in numbers if number in ids) for place, numbers in found.items()}
    return {int(keys[place]): names[:PER_KEY] for place, names in named.items() if names}


def pack(ledger: Ledger) -> None:
    """Write the keys of the newest wordings to a file once they are many; it takes smaller files in.

    The file is whole before the ledger lists it: a crash leaves one that nobody lists, and the next call sweeps it.
    """
    folder = folder_of(ledger.home)
    with ledger.reading() as connection:
        listed = _listed(connection)
        last = listed[-1].last if listed else 0
        tail = _count(connection, last)
        if tail < TAIL:
            return
        new = _derived(connection, last, None)
        newest = int(connection.execute(select(func.max(wordings.c.number))).scalar() or 0)
        staying = absorbed([one.entries for one in listed], len(new.keys))
        taken = listed[staying:]
        whole = merged([*(_opened(connection, folder, one) for one in taken), new])
        whole = thinned(whole, _ids(connection, crowded(whole)).items())
    name = write_run(folder, whole)
    first = taken[0].first if taken else last + 1
    with ledger.writing() as connection:
        if _listed(connection) == listed:  # else another process was faster
            connection.execute(delete(runs).where(runs.c.name.in_([one.name for one in taken])))
            row = {"name": name, "first": first, "last": newest, "entries": len(whole.keys)}
            connection.execute(runs.insert(), row)
        names = {one.name for one in _listed(connection)}
    for path in folder.glob("*.run"):
        if path.name not in names:
            path.unlink(missing_ok=True)


def damaged(connection: Connection) -> list[str]:
    """Return the names of listed files that are not as they were written."""
    folder = _folder(connection)
    return [one.name for one in _listed(connection) if not is_whole(folder, one.name)]


def _every(connection: Connection) -> Iterator[Run]:
    listed, folder = _listed(connection), _folder(connection)
    for one in listed:
        yield _opened(connection, folder, one)
    yield _derived(connection, listed[-1].last if listed else 0, None)


def _folder(connection: Connection) -> Path:
    return folder_of(Home(Path(str(connection.engine.url.database)).parent))


def _listed(connection: Connection) -> list[_Listed]:
    rows = connection.execute(select(runs).order_by(runs.c.last))
    return [_Listed(row.name, row.first, row.last, row.entries) for row in rows]


def _opened(connection: Connection, folder: Path, one: _Listed) -> Run:
    run = read_run(folder / one.name, one.entries)
    return _derived(connection, one.first - 1, one.last) if run is None else run


def _derived(connection: Connection, after: int, last: int | None) -> Run:
    """Return the run of wordings after a number, made from their letters."""
    query = select(wordings.c.number, wordings.c.signs).where(wordings.c.number > after)
    rows = connection.execute(query if last is None else query.where(wordings.c.number <= last)).all()
    keys, owners = kernel.keys(joined(row.signs for row in rows)).flat()
    numbers = np.array([row.number for row in rows], np.uint32)
    return run_of(keys, numbers[owners])


def _count(connection: Connection, after: int) -> int:
    return int(connection.execute(select(func.count()).where(wordings.c.number > after)).scalar() or 0)


def _ids(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    ordered, found = sorted(numbers), {}
    for start in range(0, len(ordered), MANY):
        query = select(wordings.c.number, wordings.c.id).where(wordings.c.number.in_(ordered[start : start + MANY]))
        found.update({row.number: row.id for row in connection.execute(query)})
    return found
