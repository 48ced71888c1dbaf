"""Arrays: keys and candidates in numpy, for machines without a C compiler; _kernel.c gives the same."""

from __future__ import annotations

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
BATCH_TEXTS = 256  # more in one batch gain nothing: the arrays leave the second-level cache
LARGEST = float(1 << 63)
GUESS = 2  # times the smallest KEYS of evenly spread hashes: nearly always enough to hold the distinct ones
MANY_LETTERS = 4 * KEYS + KEY_LETTERS  # a shorter text has few hashes, and all are looked at


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
    found = [(np.zeros((0, KEYS), np.uint64), np.zeros(0, np.uint8))]
    for start in range(0, len(texts), BATCH_TEXTS):
        bounds = texts.bounds[start : start + BATCH_TEXTS + 1]
        found.append(_keys(Texts(texts.signs[bounds[0] : bounds[-1]], bounds - bounds[0])))
    return np.concatenate([rows for rows, _ in found]), np.concatenate([counts for _, counts in found])


def _keys(texts: Texts) -> tuple[Hashes, NDArray[np.uint8]]:
    rows, counts = np.zeros((len(texts), KEYS), np.uint64), np.zeros(len(texts), np.uint8)
    hashes = windows(texts)
    few = np.flatnonzero(hashes < _limits(texts)[: len(hashes)])  # by far the most hashes are too large
    owners = np.searchsorted(texts.bounds, few, "right") - 1
    low = hashes[few]
    order = np.argsort(low)
    order = order[np.argsort(owners[order].astype(np.uint32), kind="stable")]
    owners, low = owners[order], low[order]
    distinct = np.flatnonzero(np.append(True, (owners[1:] != owners[:-1]) | (low[1:] != low[:-1])))[: len(low)]
    owners, low = owners[distinct], low[distinct]
    ranks = np.arange(len(owners)) - np.searchsorted(owners, owners)
    own = ranks < KEYS
    rows[owners[own], ranks[own]] = low[own]
    counts[:] = np.bincount(owners[own], minlength=len(texts))
    for number in np.flatnonzero((counts < KEYS) & (np.diff(texts.bounds) >= MANY_LETTERS)).tolist():
        start, end = texts.bounds[number : number + 2].tolist()
        all_own = np.unique(hashes[start : end - KEY_LETTERS + 1])[:KEYS]
        rows[number, : len(all_own)] = all_own
        counts[number] = len(all_own)
    return rows, counts


def _limits(texts: Texts) -> Hashes:
    """Return for each place a hash that those of its text's keys are below, as good as surely; 0 where no window is."""
    lengths = np.diff(texts.bounds)
    guess = LARGEST / np.maximum(lengths - KEY_LETTERS + 1, 1) * GUESS * KEYS
    limits = np.where(lengths >= MANY_LETTERS, np.minimum(guess, LARGEST), LARGEST).astype(np.uint64)
    whole = np.repeat(limits, lengths)
    for back in range(1, KEY_LETTERS):
        whole[np.maximum(texts.bounds[1:] - back, texts.bounds[:-1])[lengths > 0]] = 0
    return whole


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
