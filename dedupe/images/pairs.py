"""Pairs: the relations of new pictures to known ones and to each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from dedupe.images.look import Look
from dedupe.images.relation import Relation, relation
from dedupe.images.shelf import MOST_CANDIDATES, Shelf

Known = Callable[[Collection[str]], Mapping[str, Look]]


@dataclass(frozen=True, slots=True)
class PicturePair:
    """Two related pictures by name, the smaller first."""

    a: str
    b: str
    relation: Relation


def picture_pairs(new: Mapping[str, Look], shelf: Shelf, known: Known) -> Iterator[PicturePair]:
    """Yield each pair of a new picture with any other on the shelf, once; `known` gives the looks of names.

    A picture that is near to more than 128 others is compared with the 128 nearest.
    """
    told: set[tuple[str, str]] = set()
    for name, look in sorted(new.items()):
        near = [other for other in shelf.near(look) if other != name][:MOST_CANDIDATES]
        looks = {
            **known([other for other in near if other not in new]),
            **{one: new[one] for one in near if one in new},
        }
        for other, theirs in sorted(looks.items()):
            ends = min(name, other), max(name, other)
            found = None if ends in told else relation(look, theirs)
            told.add(ends)
            if found is not None:
                yield PicturePair(*ends, found)
