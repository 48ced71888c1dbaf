"""Crowd: beside components too large to be looked at whole, new texts are placed at a bounded cost and told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import incremental, neighbours, region
from dedupe.anew import anew
from dedupe.group import group
from dedupe.incremental import Changes, place
from dedupe.keys import wordings
from dedupe.memory import Memory
from dedupe.score import Pair
from tests.dedupe.made import SENTENCES, posts

BODY = "\n".join(SENTENCES[:6])
FLOOD = {f"p{number:03d}": f"{BODY} {chr(97 + number % 26) * 3}{chr(97 + number // 26) * 5}" for number in range(120)}
OTHER = "\n".join(SENTENCES[7:12])


class Counting(Memory):
    """A memory that counts the pairs it was asked for."""

    asked = 0

    def pairs_of(self, ids: Collection[str], most: int) -> Sequence[Pair]:
        found = super().pairs_of(ids, most)
        self.asked += len(found)
        return found


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (region, incremental):
        monkeypatch.setattr(module, "LARGE_PAIRS", 300)


def feed(memory: Memory, texts: dict[str, str], leaving: frozenset[str] = frozenset()) -> Changes:
    changes = place(dict(zip(texts, wordings(list(texts.values())), strict=True)), leaving, memory)
    memory.keep(changes)
    return changes


def flooded(memory: Memory) -> Memory:
    names = list(FLOOD)
    for start in range(0, len(names), 10):
        feed(memory, {name: FLOOD[name] for name in names[start : start + 10]})
    return memory


def test_a_flood_of_near_copies_stays_one_cluster_and_is_told_as_unsettled() -> None:
    memory = flooded(Memory())

    assert len(set(memory.clusters.values())) == 1
    assert 60 < len(memory.unsettled) <= 120


def test_the_cost_of_an_arrival_does_not_grow_with_the_flood() -> None:
    memory = Counting()
    flooded(memory)
    before = memory.asked

    feed(memory, {"q": BODY + " tambahan"})

    assert memory.asked - before <= 3 * 301
    assert memory.clusters["q"] == memory.clusters["p000"]


def test_other_texts_of_the_same_batch_are_placed_as_ever() -> None:
    memory = flooded(Memory())

    changes = feed(memory, {"q": BODY + " tambahan", "r": OTHER, "s": OTHER + SENTENCES[12], "t": "🔥"})

    assert memory.clusters["r"] == memory.clusters["s"] != memory.clusters["q"]
    assert memory.clusters["t"] not in {memory.clusters["q"], memory.clusters["r"]}
    assert len(changes.unsettled) == 1


def test_a_post_that_leaves_the_flood_takes_no_name_along() -> None:
    memory = flooded(Memory())
    flood = memory.clusters["p000"]

    feed(memory, {"p000": OTHER}, frozenset({"p001"}))

    assert memory.clusters["p000"] != flood == memory.clusters["p002"]
    assert "p001" not in memory.clusters


def test_a_text_like_nothing_that_stands_is_a_cluster_of_its_own() -> None:
    memory = flooded(Memory())

    feed(memory, {"q": SENTENCES[0] + OTHER + OTHER.upper()[::-1]})

    assert memory.clusters["q"] != memory.clusters["p000"]


def test_regrouping_makes_it_equal_to_all_at_once() -> None:
    memory = flooded(Memory())

    again = anew(FLOOD, (), memory.clusters, memory.minted)

    lines = group(FLOOD).lines
    heads = {line.id: again.clusters[line.cluster] for line in lines}
    assert heads == dict(again.clusters)
    assert not again.unsettled


@given(posts, posts)
def test_whatever_the_limits_every_post_has_a_cluster_that_was_minted(
    first: dict[str, str], second: dict[str, str]
) -> None:
    memory = Memory()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "PER_KEY", 1)
        for module in (region, incremental):
            patch.setattr(module, "LARGE_PAIRS", 1)
        feed(memory, first)
        feed(memory, second)

    assert set(memory.clusters) == {*first, *second}
    assert memory.minted(set(memory.clusters.values())) == set(memory.clusters.values())


@given(posts, st.integers(1, 3))
def test_without_a_limit_nothing_is_unsettled(batch: dict[str, str], size: int) -> None:
    memory = Memory()
    names = sorted(batch)
    with pytest.MonkeyPatch.context() as patch:
        for module in (region, incremental):
            patch.setattr(module, "LARGE_PAIRS", 20_000)
        for start in range(0, len(names), size):
            feed(memory, {name: batch[name] for name in names[start : start + size]})

    assert memory.unsettled == set()
