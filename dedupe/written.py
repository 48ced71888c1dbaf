"""Written: the signs of texts, in batches: from what people wrote to what grouping compares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dedupe.kernel import signs_of_codes
from dedupe.signs import Texts
from posts.text import letters

BATCH_TEXTS = 256  # more in one batch gain nothing: the arrays leave the second-level cache
BATCH_SIGNS = 1 << 20


def signs_of(texts: Sequence[str]) -> Iterator[Texts]:
    """Yield the signs of texts in batches, in their order."""
    for batch in _batches(texts):
        folded = letters(batch)
        yield Texts(signs_of_codes(folded.codes), folded.bounds)


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    start, signs = 0, 0
    for at, text in enumerate(texts):
        if at > start and (at - start == BATCH_TEXTS or signs + len(text) > BATCH_SIGNS):
            yield texts[start:at]
            start, signs = at, 0
        signs += len(text)
    if start < len(texts):
        yield texts[start:]
