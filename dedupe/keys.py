"""Keys: what wordings are found by. A wording is one sequence of letters, however many posts were written with it.

The keys of a wording are the 24 smallest distinct hashes of all its windows of 20 letters: texts that share a long
enough piece are likely to share a key, whatever stands around it. A wording of fewer letters has no key: only the
same letters meet it. A text without letters has no wording and stays alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dedupe.thresholds import KEY_LETTERS, KEYS
from posts.identity import DIGEST_LETTERS
from posts.text import letters
from posts.text.letters import Codes

WORDING_RECIPE = "w1_"

Hashes = NDArray[np.uint64]

BATCH_TEXTS = 256  # more in one batch gain nothing: the arrays leave the second-level cache
BATCH_SIGNS = 1 << 20

# h(window) = mix(sum of code x BASE^(place in window)) modulo 2^64; odd, so that it has an inverse.
BASE = 0x9E3779B97F4A7C15
INVERSE = pow(BASE, -1, 1 << 64)
MIXER = np.uint64(0xD6E8FEB86659FD93)  # rrmxmx-like finaliser: a bijection that spreads the weak low bits
HALF = np.uint64(32)


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The letters of a text and what they are found by; the id is a hash of the letters, so ids order by chance."""

    id: str
    letters: Codes
    keys: tuple[int, ...]


def wordings(texts: Sequence[str]) -> list[Wording | None]:
    """Return the wording of each text, None where it has no letter."""
    return [wording for batch in _batches(texts) for wording in _wordings(batch)]


def wording_from(letters_text: str) -> Wording:
    """Return the wording with these letters, as `letters_of` gives them."""
    codes = np.frombuffer(letters_text.encode("utf-32-le"), np.uint32)
    return _wording(codes, windows(codes, KEY_LETTERS))


def letters_of(wording: Wording) -> str:
    """Return a wording's letters as a string, for keeping."""
    return wording.letters.tobytes().decode("utf-32-le")


def windows(codes: Codes, length: int) -> Hashes:
    """Return the 63-bit hash of every window of `length` letters."""
    if len(codes) < length:
        return np.zeros(0, np.uint64)
    forward, backward = _powers(1 << len(codes).bit_length())
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * forward[: len(codes)], out=sums[1:])
    return _mix((sums[length:] - sums[:-length]) * backward[: len(codes) - length + 1])


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    start, signs = 0, 0
    for at, text in enumerate(texts):
        if at > start and (at - start == BATCH_TEXTS or signs + len(text) > BATCH_SIGNS):
            yield texts[start:at]
            start, signs = at, 0
        signs += len(text)
    if start < len(texts):
        yield texts[start:]


def _wordings(texts: Sequence[str]) -> Iterator[Wording | None]:
    folded = letters(texts)
    hashes = windows(folded.codes, KEY_LETTERS)
    for number in range(len(folded)):
        start, end = int(folded.bounds[number]), int(folded.bounds[number + 1])
        own = hashes[start : max(start, end - KEY_LETTERS + 1)]
        yield _wording(folded.codes[start:end].copy(), own) if end > start else None


def _wording(codes: Codes, hashes: Hashes) -> Wording:
    # Bytes of a fixed order, so that a machine of the other byte order gives the same id.
    digest = hashlib.blake2b(codes.astype("<u4").tobytes(), digest_size=20).digest()
    name = base64.b32encode(digest).decode().lower()[:DIGEST_LETTERS]
    return Wording(WORDING_RECIPE + name, codes, tuple(_smallest(hashes).tolist()))


def _smallest(hashes: Hashes) -> Hashes:
    """Return the KEYS smallest distinct hashes; repeated text gives equal hashes, so some room is left at first."""
    if len(hashes) > 4 * KEYS:
        few = np.unique(np.partition(hashes, 2 * KEYS)[: 2 * KEYS])
        if len(few) >= KEYS:
            return few[:KEYS]
    return np.unique(hashes)[:KEYS]


def _mix(hashes: Hashes) -> Hashes:
    hashes ^= hashes >> HALF
    hashes *= MIXER
    hashes ^= hashes >> HALF
    hashes *= MIXER
    hashes ^= hashes >> HALF
    return hashes >> np.uint64(1)  # databases have signed integers


@cache
def _powers(count: int) -> tuple[Hashes, Hashes]:
    return _geometric(BASE, count), _geometric(INVERSE, count)


def _geometric(base: int, count: int) -> Hashes:
    row = np.full(count, base, np.uint64)
    row[0] = 1
    powers: Hashes = np.multiply.accumulate(row)
    return powers
