"""Relation: whether two pictures are copies of one another, or have the same design, or nothing in common.

Measured on 8,400 edits of 203 photographs and flyers made for it (docs/benchmarks/images.md): 93 % of the edits are a
pair and none of 540,000 pairs of different pictures. Flyers of different adverts on one design are the same design in
28 to 43 % of all cases and a copy in 1 to 4 %: which advert a flyer carries is for its text to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dedupe.images.look import Look
from dedupe.images.nearness import meetings
from dedupe.images.overlay import agreement

Kind = Literal["copy", "same_design"]

WITHIN = 64  # differing signs of 256; chance brings two pictures of 540,000 to 59, none to 64 that agrees
COPY_WITHIN = 31  # PDQ's threshold for the same picture
AGREES = 0.55  # of the contents; of pairs by chance within 64 the best has .49, of true ones 1 % less
FEWEST_BLOCKS = 5  # of 64 that tell anything; fewer are a sky or a logo's rim, of which there are many
TRIES = 2  # meetings that are laid over each other; a third finds nothing that the nearest two do not


@dataclass(frozen=True, slots=True)
class Relation:
    """How two pictures are related, in how many of 256 signs they differ, and how much of them agrees (1: all)."""

    kind: Kind
    distance: int
    agrees: float


def relation(one: Look, other: Look) -> Relation | None:
    """Return the relation of two pictures, None where there is none; the same from both sides."""
    if one.packed > other.packed:
        one, other = other, one
    found = meetings(one, other, WITHIN)[:TRIES]
    laid = [agreement(one.thumb, other.thumb, meeting) for meeting in found]
    shares = [each.share for each in laid if each.blocks >= FEWEST_BLOCKS]
    if not shares or max(shares) < AGREES:
        return None
    nearest = found[0].distance
    return Relation("copy" if nearest <= COPY_WITHIN else "same_design", nearest, round(max(shares), 3))
