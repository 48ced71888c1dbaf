"""Composites: a post with two adverts links to both, a post with one links to none."""

from __future__ import annotations

from itertools import combinations

from dedupe.clusters import clusters
from dedupe.composites import composites
from dedupe.keys import wordings
from dedupe.score import Pair, Side, verify
from tests.dedupe.made import SENTENCES, make_pair


def test_a_post_with_two_adverts_links_to_both_clusters() -> None:
    first, second = "\n".join(SENTENCES[:4]), "\n".join(SENTENCES[4:8])
    variants = [[text, text + SENTENCES[12], text + SENTENCES[13]] for text in (first, second)]
    both = f"{first}\n\n{second}"
    made = [made for made in wordings([*variants[0], *variants[1], both]) if made]
    known = {one.id: one for one in made}
    pairs = verify({one: set(known) for one in known}, known)
    groups = clusters(known, pairs)
    merged = made[-1].id

    found = composites(groups, pairs)

    home = {name: group for group in groups for name in group}
    assert home[made[0].id] != home[made[3].id]
    assert {home[merged], *found[merged]} >= {home[made[0].id], home[made[3].id]}
    assert set(found) == {merged}


def half(a: str, b: str, *, segments: int) -> Pair:
    """Return a pair in which b covers these segments of a."""
    return Pair(a, b, Side(1000, 500, segments), Side(500, 500, 0xFFFF))


def test_a_cluster_must_cover_a_part_that_the_other_does_not() -> None:
    groups = [("x",), ("y1", "y2"), ("z1", "z2")]
    close = [make_pair("y1", "y2", 0.9), make_pair("z1", "z2", 0.9)]
    first = [half("x", name, segments=0x00FF) for name in groups[1]]

    apart = [half("x", name, segments=0xFF00) for name in groups[2]]
    within = [half("x", name, segments=0x000F) for name in groups[2]]

    assert composites(groups, [*close, *first, *apart]) == {"x": (groups[1], groups[2])}
    assert composites(groups, [*close, *first, *within]) == {}


def test_one_chance_pair_with_a_large_cluster_links_nothing() -> None:
    large = tuple(f"z{number}" for number in range(12))
    groups = [("x", "y"), large]
    pairs = [half("x", "y", segments=0x00FF), *(make_pair(a, b, 0.9) for a, b in combinations(large, 2))]

    assert composites(groups, [*pairs, half("x", "z0", segments=0xFF00)]) == {}
    assert composites(groups, [*pairs, *(half("x", name, segments=0xFF00) for name in large[:4])]) == {"x": (large,)}


def test_splinters_of_the_own_cluster_are_no_other_adverts() -> None:
    own = ("v", "w", "x", "y")
    groups = [own, ("a", "b"), ("c", "d")]
    pairs = [half("x", name, segments=0xFFFF) for name in ("v", "w", "y")]
    splinters = [half("x", name, segments=0x00FF if name in "ab" else 0xFF00) for name in "abcd"]

    assert composites(groups, [*pairs, *splinters]) == {}
    assert composites([("x", "y"), *groups[1:]], [*pairs[2:], *splinters]) == {"x": (groups[1], groups[2])}
