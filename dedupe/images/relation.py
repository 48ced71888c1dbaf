"""Relation: whether two pictures are copies of one another, or have the same design, or nothing in common.

Measured on 29 edits of each of 407 photographs and flyers (docs/benchmarks/images.md): 91 % are a pair with their
original, and of 1,050,000 pairs of different pictures none that people would call different. Flyers of different
adverts on one design are the same design in a third of all cases and a copy in 1 to 4 %: which advert a flyer carries
is for its text to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dedupe.images.look import Look
from dedupe.images.nearness import Meeting, meetings
from dedupe.images.overlay import agreement

Kind = Literal["copy", "same_design"]

WITHIN = 60  # differing signs of 256; chance brings different pictures to 49, and at 60 they hardly agree
NEAR = 52  # up to here half of the contents must agree, above nearly all
COPY_WITHIN = 31  # PDQ's threshold for the same picture
AGREES, AGREES_FAR = 0.55, 0.85  # of pairs by chance within 52 the best agrees in .49, within 60 in .81
FEWEST_BLOCKS, FEWEST_FAR = 5, 16  # of 64 that tell anything; fewer are a sky or a logo's rim, of which there are many
MANY_BLOCKS = 24  # of 64 that tell something: signs of such pictures are not near by chance, so none is laid over
TRIES = 2  # meetings that are laid over each other; a third finds nothing that the nearest two do not


@dataclass(frozen=True, slots=True)
class Relation:
    """How two pictures are related, and in how many of 256 signs they differ where they are nearest."""

    kind: Kind
    distance: int

    @property
    def score(self) -> float:
        """Return 1 for equal signs, 0.5 for the farthest that are still a pair."""
        return 1 - self.distance / (2 * WITHIN)


def relation(one: Look, other: Look) -> Relation | None:
    """Return the relation of two pictures, None where there is none; the same from both sides."""
    if one.packed > other.packed:
        one, other = other, one
    found = meetings(one, other, WITHIN)[:TRIES]
    if not found:
        return None
    nearest = found[0].distance
    is_copy = nearest <= COPY_WITHIN
    if is_copy and min(one.telling, other.telling) >= MANY_BLOCKS:
        return Relation("copy", nearest)
    if any(_agrees(one, other, meeting) for meeting in found):
        return Relation("copy" if is_copy else "same_design", nearest)
    return None


def _agrees(one: Look, other: Look, meeting: Meeting) -> bool:
    found = agreement(one.thumb, other.thumb, meeting)
    if meeting.distance <= NEAR:
        return found.blocks >= FEWEST_BLOCKS and found.share >= AGREES
    return found.blocks >= FEWEST_FAR and found.share >= AGREES_FAR
