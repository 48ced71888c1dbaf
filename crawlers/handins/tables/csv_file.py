"""Tables as CSV: of 4CAT, CrowdTangle and others, read by the map that fits their head; errors name line and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import chain

from crawlers.handins.found import Asked, Found, Refusal
from crawlers.handins.tables.column_map import ColumnMap, map_of_columns, maps_for
from crawlers.handins.tables.flattened import nested
from crawlers.handins.tables.gathering import Gathering
from crawlers.handins.tables.lines import Lines, TooLong, check_text
from crawlers.handins.tables.row import Row
from crawlers.handins.zones import zone_of
from posts.errors import InputError, LineRefused
from posts.held import Held
from posts.jsonl import MAX_TEXT_BYTES

MIME = "text/csv"
ENDINGS = (".csv", ".tsv", ".tab")
SIGNS = ",;\t|"
MAX_COLUMNS = 2_000
HEAD_LETTERS = 100_000


def mains(names: Sequence[str]) -> list[str]:
    """Return the tables among some files."""
    return [name for name in names if name.lower().endswith(ENDINGS)]


def read(held: Held, asked: Asked) -> Found:
    """Return the posts of a table, a piece of it at a time; refuse one whose head no map fits."""
    csv.field_size_limit(MAX_TEXT_BYTES * 4)
    if asked.read_to == (0, 0):
        check_text(held, asked.options.get("encoding"))
    lines = Lines(held, asked.options.get("encoding"))
    first = next(lines, "")
    sign = max(SIGNS, key=first[:HEAD_LETTERS].count)  # what parts the columns: the head has most of it
    head = _head(csv.reader(chain([first], lines), delimiter=sign, strict=True))
    one_map = map_of_columns(head, maps_for(asked.options.get("map")))
    gathering = Gathering(asked, f"columns are read as {one_map.name!r}")
    lines = Lines(held, asked.options.get("encoding"), max(lines.read_to, asked.read_to))
    for line, cells in _rows(csv.reader(lines, delimiter=sign, strict=True), lines):
        _take(gathering, line, cells, head, one_map)
        if gathering.is_full:
            break
    return gathering.found(lines.read_to)


def _head(reader: Iterator[list[str]]) -> list[str]:
    try:
        head = [name.strip() for name in next(reader, [])]
    except csv.Error as problem:
        raise InputError(
            f"the head of the table cannot be read: {problem}", "save it again as CSV", line=1
        ) from problem
    if not any(head) or len(head) > MAX_COLUMNS:
        raise InputError("the table has no head of column names", "hand it in as the tool wrote it", line=1)
    return head


def _rows(reader: Iterator[list[str]], lines: Lines) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the line where each row begins, and its cells; an error of the form of a table, as words, ends it."""
    while True:
        line = lines.number + 1
        lines.begin()
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            yield line, str(problem)
            return
        except TooLong as problem:
            yield line, problem.what
            return
        if cells is None:
            return
        if any(cells):
            yield line, cells


def _take(gathering: Gathering, line: int, cells: list[str] | str, head: Sequence[str], one_map: ColumnMap) -> None:
    if isinstance(cells, str):
        what = f"the table cannot be read on from here: {cells}"
        gathering.refuse(Refusal(line=line, what=what, do="save it again as CSV and hand it in again"))
        return
    if len(cells) != len(head):
        last = head[min(len(cells), len(head)) - 1]
        what = f"the row has {len(cells)} cells for {len(head)} columns (the last that fits: {last[:40]!r})"
        gathering.refuse(Refusal(line=line, what=what, do="correct the row"))
        return
    zone = zone_of(gathering.asked.options["zone"]) if "zone" in gathering.asked.options else None
    row = Row(nested(dict(zip(head, cells, strict=True))), one_map, gathering.asked.sha256, str(line), zone)
    try:
        gathering.take(line, *row.post())
    except LineRefused as problem:
        gathering.refuse(Refusal(line=line, what=problem.what, do=problem.do))
