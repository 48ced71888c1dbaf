"""Arrays: keys and candidates in numpy, for machines without a C compiler; _kernel.c gives the same."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dedupe.signs import Numbers, Signs, Texts, loads
from dedupe.thresholds import KEY_LETTERS, KEYS, SHORT_KEY_LETTERS, SHORT_KEYS, SHORT_LETTERS

Hashes = NDArray[np.uint64]

# h(window) = mix(a x signs 1-8 + b x signs 9-16 + c x signs 13-20) modulo 2^64, all odd.
MIXERS = tuple(
    np.uint64(one) for one in (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 0xABC98388FB8FAC03, 0xD6E8FEB86659FD93)
)
PLACES = (0, 8, KEY_LETTERS - 8)
# Of a short window: mix(b x signs 1-8 + c x signs 5-12).
SHORT_PLACES = (0, SHORT_KEY_LETTERS - 8)
HALF = np.uint64(32)
BATCH_TEXTS = 256  # more in one batch gain nothing: the arrays leave the second-level cache
LARGEST = float(1 << 63)
GUESS = 2  # times the smallest KEYS of evenly spread hashes: nearly always enough to hold the distinct ones
NONE = np.uint64(1 << 63)  # larger than any hash
MANY_LETTERS = 4 * KEYS + KEY_LETTERS  # a shorter text has few hashes, and all are looked at


def windows(texts: Texts) -> Hashes:
    """Return the 63-bit hash of the window at each place, also where it reaches into the next text."""
    return _hashes(texts.signs, KEY_LETTERS, dict(zip(PLACES, MIXERS[:3], strict=True)))


def _hashes(signs: Signs, letters: int, parts: Mapping[int, np.uint64]) -> Hashes:
    """Return the hash of the window of so many letters at each place; `parts` are its eights and their mixers."""
    eights = loads(signs)
    count = max(0, len(eights) - letters + 1)
    products = (eights[place : place + count] * mixer for place, mixer in parts.items())
    hashes = next(products)
    for product in products:
        hashes += product
    hashes ^= hashes >> HALF
    hashes *= MIXERS[3]
    hashes ^= hashes >> HALF
    return hashes >> np.uint64(1)  # databases have signed integers


def keys(texts: Texts) -> tuple[Hashes, NDArray[np.uint8]]:
    """Return the keys of each text in a row, smallest first, and how many there are."""
    found = [(np.zeros((0, KEYS), np.uint64), np.zeros(0, np.uint8))]
    for start in range(0, len(texts), BATCH_TEXTS):
        bounds = texts.bounds[start : start + BATCH_TEXTS + 1]
        part = Texts(texts.signs[bounds[0] : bounds[-1]], bounds - bounds[0])
        rows, counts = _keys(part)
        _add_short(part, rows, counts)
        found.append((rows, counts))
    return np.concatenate([rows for rows, _ in found]), np.concatenate([counts for _, counts in found])


def _keys(texts: Texts) -> tuple[Hashes, NDArray[np.uint8]]:
    rows, counts = np.zeros((len(texts), KEYS), np.uint64), np.zeros(len(texts), np.uint8)
    hashes = windows(texts)
    few = np.flatnonzero(hashes < _limits(texts)[: len(hashes)])  # by far the most hashes are too large
    owners = np.searchsorted(texts.bounds, few, "right") - 1
    low = hashes[few]
    owners, ranks, low = _smallest(owners, low, KEYS)
    rows[owners, ranks] = low
    counts[:] = np.bincount(owners, minlength=len(texts))
    for number in np.flatnonzero((counts < KEYS) & (np.diff(texts.bounds) >= MANY_LETTERS)).tolist():
        start, end = texts.bounds[number : number + 2].tolist()
        all_own = np.unique(hashes[start : end - KEY_LETTERS + 1])[:KEYS]
        rows[number, : len(all_own)] = all_own
        counts[number] = len(all_own)
    return rows, counts


def _smallest(owners: Numbers, hashes: Hashes, most: int) -> tuple[Numbers, Numbers, Hashes]:
    """Return the smallest distinct hashes of each owner: whose each is, its rank among those, and the hash."""
    order = np.argsort(hashes)
    order = order[np.argsort(owners[order].astype(np.uint32), kind="stable")]
    owners, hashes = owners[order], hashes[order]
    distinct = np.flatnonzero(np.append(True, (owners[1:] != owners[:-1]) | (hashes[1:] != hashes[:-1])))
    distinct = distinct[: len(hashes)]
    owners, hashes = owners[distinct], hashes[distinct]
    ranks = np.arange(len(owners)) - np.searchsorted(owners, owners)
    own = ranks < most
    return owners[own], ranks[own], hashes[own]


def _add_short(texts: Texts, rows: Hashes, counts: NDArray[np.uint8]) -> None:
    """Give places in the rows of short texts to the smallest hashes of their shorter windows."""
    lengths = np.diff(texts.bounds)
    is_short = (lengths >= SHORT_KEY_LETTERS) & (lengths < SHORT_LETTERS)
    if not is_short.any():
        return
    own = np.flatnonzero(is_short)
    ends = np.repeat(np.cumsum(lengths[own]), lengths[own])
    mixers = dict(zip(SHORT_PLACES, MIXERS[1:3], strict=True))
    hashes = _hashes(texts.signs[np.repeat(is_short, lengths)], SHORT_KEY_LETTERS, mixers)
    whole = np.flatnonzero(np.arange(len(hashes)) + SHORT_KEY_LETTERS <= ends[: len(hashes)])
    owners, ranks, low = _smallest(np.repeat(np.arange(len(own)), lengths[own])[whole], hashes[whole], SHORT_KEYS)
    short = np.bincount(owners, minlength=len(own))
    kept = np.minimum(counts[own], KEYS - short)
    both = np.where(np.arange(KEYS) < kept[:, None], rows[own], NONE)
    both[owners, kept[owners] + ranks] = low
    both.sort(axis=1)
    rows[own], counts[own] = np.where(both == NONE, 0, both), kept + short


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
