"""Keys: what wordings are found by. A wording is one sequence of letters, however many posts were written with it.

The keys of a wording are the 24 smallest distinct hashes of all its windows of 20 letters: texts that share a long
enough piece are likely to share a key, whatever stands around it. In a text of fewer than 384 letters twelve of them
are of windows of 12 letters, which words replaced all over leave whole. A wording of fewer than 12 letters has no key:
only the same letters meet it. A text without letters has no wording and stays alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from dedupe import kernel
from dedupe.signs import joined
from dedupe.written import signs_of

WORDING_RECIPE = "w4_"
DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The letters of a text, as signs, and what they are found by; the id is their hash, so ids order by chance."""

    id: str
    signs: bytes
    keys: tuple[int, ...]


def wordings(texts: Sequence[str]) -> list[Wording | None]:
    """Return the wording of each text, None where it has no letter."""
    found: list[Wording | None] = []
    for batch in signs_of(texts):
        rows = kernel.keys(batch)
        found += [Wording(name_of(one), one, rows[at]) if one else None for at, one in enumerate(batch.split())]
    return found


def wordings_from(signs: Sequence[bytes]) -> list[Wording]:
    """Return the wordings with these signs, none of them empty."""
    rows = kernel.keys(joined(signs))
    return [Wording(name_of(one), one, rows[at]) for at, one in enumerate(signs)]


def name_of(signs: bytes) -> str:
    """Return the id of the wording with these signs."""
    return WORDING_RECIPE + hashlib.blake2b(signs, digest_size=DIGEST_BYTES).hexdigest()
