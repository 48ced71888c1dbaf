"""Pairs: new pictures find their copies among known ones and among each other, each pair once."""

from __future__ import annotations

from collections.abc import Collection

from dedupe.images.look import Look
from dedupe.images.pairs import PicturePair, picture_pairs
from dedupe.images.shelf import Shelf
from tests.dedupe.images.pictures import EDITS, chat, look, photo


def pairs(new: dict[str, Look], old: dict[str, Look]) -> list[PicturePair]:
    shelf = Shelf()
    shelf.add((name, one.signs, one.pieces) for name, one in {**old, **new}.items())

    def known(names: Collection[str]) -> dict[str, Look]:
        return {name: old[name] for name in names}

    return list(picture_pairs(new, shelf, known))


def test_a_new_picture_finds_its_copy_among_known_ones() -> None:
    old = {f"photo {seed}": look(photo(seed)) for seed in range(20, 30)}

    (pair,) = pairs({"mirrored": look(EDITS["mirrored"](photo(25)))}, old)

    assert (pair.a, pair.b, pair.relation.kind) == ("mirrored", "photo 25", "copy")


def test_new_pictures_find_each_other_once() -> None:
    new = {"a": look(photo(1)), "b": look(chat(photo(1))), "c": look(photo(2)), "d": look(EDITS["mirrored"](photo(1)))}

    found = pairs(new, {})

    assert [(pair.a, pair.b) for pair in found] == [("a", "b"), ("a", "d"), ("b", "d")]


def test_the_order_in_which_pictures_come_does_not_count() -> None:
    looks = {str(seed): look(EDITS[edit](photo(seed % 3))) for seed, edit in enumerate(list(EDITS)[:8])}
    at_once = set(pairs(looks, {}))

    one_by_one = set()
    names = sorted(looks, reverse=True)
    for place, name in enumerate(names):
        one_by_one |= set(pairs({name: looks[name]}, {other: looks[other] for other in names[:place]}))

    assert one_by_one == at_once


def test_without_new_pictures_there_are_no_pairs() -> None:
    assert pairs({}, {"a": look(photo(1))}) == []
