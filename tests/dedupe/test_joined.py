"""Joined: groups of what is connected, the same in any order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dedupe.joined import joined

NAMES = st.sampled_from("abcdefgh")
PAIRS = st.lists(st.tuples(NAMES, NAMES), max_size=12)


def slow(pairs: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the same by merging sets until nothing changes."""
    groups = [{*pair} for pair in pairs]
    for _ in pairs:
        for one in groups:
            for other in groups:
                if one & other:
                    one.update(other)
    return sorted({tuple(sorted(group)) for group in groups})


@given(PAIRS)
def test_groups_are_those_of_merging_sets(pairs: list[tuple[str, str]]) -> None:
    assert joined(pairs) == slow(pairs)


@given(PAIRS, st.randoms())
def test_the_order_of_pairs_does_not_count(pairs: list[tuple[str, str]], chance: object) -> None:
    turned = [(b, a) for a, b in reversed(pairs)]

    assert joined(turned) == joined(pairs)
