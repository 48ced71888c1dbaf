"""What grouping asks of the ledger: pairs are counted before they are read."""

from __future__ import annotations

from itertools import combinations

import pytest

from dedupe.incremental import Changes
from dedupe.score import Pair, Side
from index.ledger.neighbours import LedgerNeighbours
from index.ledger.store import open_ledger
from posts.home import Home

SIDE = Side(100, 100, 16)
HUB = [Pair("hub", f"w{number:02d}", SIDE, SIDE) for number in range(20)]
CIRCLE = [Pair(a, b, SIDE, SIDE) for a, b in combinations(["x1", "x2", "x3"], 2)]


@pytest.mark.parametrize(
    ("wordings", "most", "more"),
    [
        (["hub"], 19, True),
        (["hub"], 20, False),
        (["w03"], 0, True),
        (["hub", "nobody"], 19, True),
        (["x1", "x2", "x3"], 3, False),
        (["nobody"], 0, False),
    ],
)
def test_more_pairs_than_a_limit_are_told_without_reading_them(
    home: Home, wordings: list[str], most: int, *, more: bool
) -> None:
    ledger = open_ledger(home)
    with ledger.writing() as connection:
        known = LedgerNeighbours(connection)
        known.keep(Changes(pairs=(*HUB, *CIRCLE)))

        assert known.has_more(wordings, most) == more == (len(known.pairs_of(wordings, most)) > most)
    ledger.close()
