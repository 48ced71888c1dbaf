"""Neighbours: the candidates of the rule, for new wordings beside known ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import memory as memory_module
from dedupe import neighbours as module
from dedupe.incremental import Changes
from dedupe.keys import Wording
from dedupe.memory import Memory
from dedupe.neighbours import met

made = st.dictionaries(
    st.integers(0, 99).map("w{:02d}".format), st.lists(st.integers(0, 8), max_size=5, unique=True), max_size=12
)


def wordings_with(keys: Mapping[str, Collection[int]]) -> list[Wording]:
    return [Wording(name, b"", tuple(sorted(own))) for name, own in keys.items()]


def slow(keys: Mapping[str, Collection[int]], per_key: int) -> set[tuple[str, str]]:
    """Say which pairs share a key of which one of the two is among the first holders."""
    found = set()
    for key in {key for own in keys.values() for key in own}:
        holders = sorted(name for name, own in keys.items() if key in own)
        found |= {(a, b) for a in holders[:per_key] for b in holders if a < b}
    return found


def as_pairs(found: Mapping[str, Collection[str]]) -> set[tuple[str, str]]:
    return {(min(one, other), max(one, other)) for one, others in found.items() for other in others}


def crowded(keys: Mapping[str, Collection[int]], per_key: int) -> set[str]:
    """Say which wordings have a key that more than so many have."""
    holders = Counter(key for own in keys.values() for key in own)
    return {name for name, own in keys.items() if any(holders[key] > per_key for key in own)}


@given(made, made, st.sampled_from([1, 2, 3, 64]))
def test_new_wordings_meet_all_candidates_that_the_rule_gives_them(
    old: dict[str, list[int]], new: dict[str, list[int]], per_key: int
) -> None:
    new = {name: own for name, own in new.items() if name not in old}
    memory = Memory()
    memory.keep(Changes(wordings=tuple(wordings_with(old))))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PER_KEY", per_key)
        patch.setattr(memory_module, "PER_KEY", per_key)
        found = met(wordings_with(new), memory)

    wanted = {pair for pair in slow({**old, **new}, per_key) if set(pair) & set(new)}
    assert set(found.candidates) == set(new)
    # What has more holders than are asked for is told as crowded; all others meet what the rule says.
    assert as_pairs(found.candidates) <= wanted
    assert all(set(pair) & found.crowded for pair in wanted - as_pairs(found.candidates))
    assert found.crowded == crowded({**old, **new}, per_key) & set(new)
