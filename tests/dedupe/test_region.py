"""Region: what a batch touches is found by reading little, however large the components beside it are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

import pytest

from dedupe import region as module
from dedupe.decisions import ties
from dedupe.memory import Memory
from dedupe.region import Touched, region
from dedupe.score import Pair, Side

MOST = 300
ALIKE = Side(100, 100, 16)
CROWD = [f"w{number:02d}" for number in range(40)]
SMALL = ["x1", "x2", "x3"]
OTHER = [f"y{number:02d}" for number in range(20)]
FRESH = [f"f{number:02d}" for number in range(30)]


class Counting(Memory):
    """A memory of components in which each is like each other; it counts the pairs that it tells."""

    asked = 0
    crowd = CROWD

    def counts(self) -> list[int]:
        """Return how many pairs each component has."""
        return [len(part) * (len(part) - 1) // 2 for part in (self.crowd, SMALL, OTHER)]

    def pairs_of(self, ids: Collection[str], most: int) -> Sequence[Pair]:
        everyone = [Pair(a, b, ALIKE, ALIKE) for part in (self.crowd, SMALL, OTHER) for a, b in combinations(part, 2)]
        found = [pair for pair in everyone if {pair.a, pair.b} & set(ids)][: most + 1]
        self.asked += len(found)
        return found


@pytest.fixture(autouse=True)
def _small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGE_PAIRS", MOST)


def touched(*beside: tuple[str, str]) -> Touched:
    pairs = [Pair(new, old, ALIKE, ALIKE) for new, old in beside]
    return Touched({new for new, _ in beside}, pairs, (), ties((), {}))


def test_many_texts_beside_one_crowd_read_it_once() -> None:
    memory = Counting()

    found = region(touched(*zip(FRESH, CROWD, strict=False)), memory)

    assert sorted(map(sorted, found.large)) == [[new, old] for new, old in zip(FRESH, CROWD, strict=False)]
    assert memory.asked <= 3 * (MOST + 1)


def test_many_texts_beside_components_that_are_large_together_read_each_once() -> None:
    memory = Counting()
    beside = [*zip(FRESH, CROWD[:20], strict=False), ("g1", "x1"), ("g2", "x2")]
    memory.crowd = CROWD[:20]  # 190 pairs: too many for one batch only with what else it touches

    found = region(touched(*beside, *((f"h{at}", f"y{at:02d}") for at in range(20))), memory)

    assert not found.large
    assert {*FRESH[:20], *CROWD[:20], *SMALL, "g1", "g2", "y00", "y01"} <= set(found.wordings)
    assert memory.asked <= MOST + 1 + 2 * sum(memory.counts())  # a pair is told at each of its ends


def test_what_stands_beside_no_crowd_is_found_whole() -> None:
    found = region(touched(("f1", "w01"), ("f2", "x1"), ("f3", "w02")), Counting())

    assert found.wordings == ["f2", *SMALL]
    assert {(pair.a, pair.b) for pair in found.pairs} == {("f2", "x1"), *combinations(SMALL, 2)}
    assert sorted(map(sorted, found.large)) == [["f1", "w01"], ["f3", "w02"]]
