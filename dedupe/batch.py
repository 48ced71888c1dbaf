"""Batch: many texts at once, as arrays: the wordings they are written with, and the verified pairs among those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dedupe import kernel
from dedupe.keys import name_of
from dedupe.score import Compared, compared
from dedupe.signs import Numbers, Texts, joined
from dedupe.thresholds import PER_KEY
from dedupe.written import signs_of

NOTHING = name_of(b"")


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The wordings of some texts, those of smallest id first, and the id of each text's one (None: no letters)."""

    names: list[str]
    texts: Texts
    written: list[str | None]


def batch_of(texts: Sequence[str]) -> Batch:
    """Return the wordings of texts."""
    signs: dict[str, bytes] = {}
    written: list[str | None] = []
    for some in signs_of(texts):
        own = some.split()
        found = [name_of(one) for one in own]
        signs.update(zip(found, own, strict=True))
        written += found
    if signs.pop(NOTHING, None) is not None:
        written = [None if name == NOTHING else name for name in written]
    names = sorted(signs)
    return Batch(names, joined(signs[name] for name in names), written)


def candidates(batch: Batch) -> Numbers:
    """Return pairs of wordings, by number, that share a key of which one is among the 64 holders of smallest id."""
    return kernel.candidates(kernel.keys(batch.texts), PER_KEY)


def verified(batch: Batch) -> Compared:
    """Return the verified pairs: every candidate is compared."""
    found = candidates(batch)
    return compared(batch.texts, found[:, 1], found[:, 0]).near()
