"""Arrays: keys and candidates in numpy, for machines without a C compiler; _kernel.c gives the same."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dedupe.signs import Numbers, Texts, loads
from dedupe.thresholds import KEY_LETTERS, KEYS

Hashes = NDArray[np.uint64]

# h(window) = mix(a x signs 1-8 + b x signs 9-16 + c x signs 13-20) modulo 2^64, all odd.
MIXERS = tuple(
    np.uint64(one) for one in (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 0xABC98388FB8FAC03, 0xD6E8FEB86659FD93)
)
PLACES = (0, 8, KEY_LETTERS - 8)
HALF = np.uint64(32)


def windows(texts: Texts) -> Hashes:
    """Return the 63-bit hash of the window at each place, also where it reaches into the next text."""
    eights = loads(texts.signs)
    count = max(0, len(eights) - KEY_LETTERS + 1)
    hashes = eights[:count] * MIXERS[0]
    for place, mixer in zip(PLACES[1:], MIXERS[1:3], strict=True):
        hashes += eights[place : place + count] * mixer
    hashes ^= hashes >> HALF
    hashes *= MIXERS[3]
    hashes ^= hashes >> HALF
    return hashes >> np.uint64(1)  # databases have signed integers


def keys(texts: Texts) -> tuple[Hashes, NDArray[np.uint8]]:
    """Return rows of the smallest distinct hashes of each text, and how many there are."""
    rows, counts = np.zeros((len(texts), KEYS), np.uint64), np.zeros(len(texts), np.uint8)
    hashes = windows(texts)
    ends = texts.bounds.tolist()
    for number, (start, end) in enumerate(pairwise(ends)):
        own = smallest(hashes[start : max(start, end - KEY_LETTERS + 1)])
        rows[number, : len(own)] = own
        counts[number] = len(own)
    return rows, counts


def smallest(hashes: Hashes) -> Hashes:
    """Return the KEYS smallest distinct hashes; repeated text gives equal ones, so some room is left at first."""
    if len(hashes) > 4 * KEYS:
        few = np.unique(np.partition(hashes, 2 * KEYS)[: 2 * KEYS])
        if len(few) >= KEYS:
            return few[:KEYS]
    return np.unique(hashes)[:KEYS]


def candidates(rows: Hashes, counts: NDArray[np.uint8], first: int) -> Numbers:
    """Return pairs of numbers, smaller one first, that share a key of which the smaller one is a `first` holder."""
    filled = np.arange(KEYS) < counts[:, None]
    owners = np.repeat(np.arange(len(rows)), counts)
    order = np.argsort(rows[filled], kind="stable")  # stable: within a key the smallest numbers come first
    held, owners = rows[filled][order], owners[order]
    begins = np.flatnonzero(np.append(True, held[1:] != held[:-1]))
    ranks = np.arange(len(held)) - np.repeat(begins, np.diff(begins, append=len(held)))
    holders = np.flatnonzero(ranks < first)
    found = [np.zeros(0, np.int64)]
    step = 0
    while len(holders):
        step += 1
        holders = holders[holders + step < len(held)]
        holders = holders[held[holders + step] == held[holders]]
        found.append(np.unique(owners[holders + step] * len(rows) + owners[holders]))
    both = np.unique(np.concatenate(found))
    return np.stack([both % max(1, len(rows)), both // max(1, len(rows))], axis=1)
