"""Shelf: the blocked scan finds what comparing with every look one by one finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedupe.images.look import THUMB, Look
from dedupe.images.nearness import meetings
from dedupe.images.shelf import BLOCK, MOST_PARTS, Shelf
from dedupe.images.signs import CROPS, HALVES, WORDS

FLAT = np.zeros((THUMB, THUMB), np.uint8)
WHOLE = np.eye(2, 3)


def random_look(seed: int, base: int, flips: int) -> Look:
    """Return a look whose signs differ from those of a base in some bits."""
    signs = np.random.default_rng(base).integers(0, 2**63, (1 + len(CROPS) + len(HALVES), WORDS)).astype(np.uint64)
    chance = np.random.default_rng(seed)
    places = chance.integers(len(signs), size=flips), chance.integers(WORDS, size=flips)
    np.bitwise_xor.at(signs, places, np.uint64(1) << chance.integers(64, size=flips).astype(np.uint64))
    return Look((WHOLE,), signs[:1], signs[1:], FLAT)


def shelf(looks: dict[str, Look]) -> Shelf:
    made = Shelf()
    made.add((name, one.signs, one.pieces) for name, one in looks.items())
    return made


LOOKS = st.builds(random_look, st.integers(0, 50), st.integers(0, 3), st.integers(0, 4000))


@given(st.lists(LOOKS, max_size=12), LOOKS, st.integers(0, 120))
def test_the_scan_finds_what_comparing_one_by_one_finds(known: list[Look], asked: Look, within: int) -> None:
    looks = {f"{number:02}": one for number, one in enumerate(known)}

    found = shelf(looks).near(asked, within)

    nearest = {name: met[0].distance for name, one in looks.items() if (met := meetings(asked, one, within))}
    assert found == sorted(nearest, key=lambda name: (nearest[name], name))


def test_more_looks_than_one_block_are_all_scanned() -> None:
    count = BLOCK // len(CROPS) + 5
    looks = {f"{number:05}": random_look(0, 100 + number, 0) for number in range(count)}

    full = shelf(looks)

    assert all(name in full.near(looks[name], 0) for name in (f"{0:05}", f"{count // 2:05}", f"{count - 1:05}"))


def test_signs_that_differ_everywhere_are_far() -> None:
    one = random_look(0, 1, 0)
    inverted = Look((WHOLE,), ~one.signs, ~one.pieces, FLAT)

    assert shelf({"inverted": inverted}).near(one, 10) == []


def test_a_shelf_that_grew_bit_by_bit_finds_the_same() -> None:
    looks = {f"{number:05}": random_look(number, number % 3, 300) for number in range(MOST_PARTS * 2)}
    grown = Shelf()

    for name, one in looks.items():
        grown.add([(name, one.signs, one.pieces)])
        grown.add([])

    assert [grown.near(one, 40) for one in looks.values()] == [shelf(looks).near(one, 40) for one in looks.values()]


def test_an_empty_shelf_has_nothing() -> None:
    assert Shelf().near(random_look(0, 1, 0)) == []
