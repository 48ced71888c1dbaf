"""Paging: the place of a hit as a short text, so that the next page goes on behind it, whatever came in meanwhile."""

from __future__ import annotations

import re

from index.engine import Hit
from posts.errors import InputError

PLACE = re.compile(r"(\d{1,9})\.(\d{1,20})\.(-?\d{1,9}(?:\.\d+)?)\.(p1_[a-z2-7]{26})", re.ASCII)


def place_of(hit: Hit) -> str:
    """Return where a hit stands in its answer."""
    return f"{hit.rank}.{hit.order}.{hit.relevance:.6f}.{hit.id}"


def hit_at(place: str) -> Hit:
    """Return the hit of a place, with what engines go on from."""
    found = PLACE.fullmatch(place.strip())
    if found is None:
        raise InputError(f"{place!r} is no place in an answer", "copy `next` of the page before")
    rank, order, relevance, post = found.groups()
    return Hit(post, float(relevance), int(order), int(rank))
