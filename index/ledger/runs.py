"""Runs: the keys of wordings up to a number, sorted, in files beside the ledger; the newest wordings have none yet.

A run is visible only while the ledger lists it. All are derived from the wordings' letters: one that is lost or damaged
is made again in memory, and `rebuild` makes all anew. 12 bytes a key; a look-up reads a few pages of each run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedupe.thresholds import PER_KEY
from posts.files import write_whole

Keys = NDArray[np.uint64]
Numbers = NDArray[np.uint32]

ENTRY_BYTES = 12
FENCE = 256  # keys between two that are looked at first: those of a million posts (94,000) stay in the cache
TIMES = 8  # a run of fewer than so many times the entries is taken into the newer one: four runs at a million posts


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Keys, smallest first, and beside each the number of the wording that has it."""

    keys: Keys
    numbers: Numbers
    fence: Keys

    def holders(self, wanted: Keys) -> tuple[NDArray[np.int64], Numbers]:
        """Return places among the wanted keys (which are sorted) and the number of a wording that has each."""
        if not len(self.keys) or not len(wanted):
            return np.zeros(0, np.int64), np.zeros(0, np.uint32)
        at = self._first(wanted)
        places = np.flatnonzero(self._has(at, wanted))
        at = at[places]
        found = [(places, self.numbers[at])]
        for _ in range(1, PER_KEY):
            at = at + 1
            same = self._has(at, wanted[places])
            at, places = at[same], places[same]
            if not len(at):
                break
            found.append((places, self.numbers[at]))
        return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])

    def _first(self, wanted: Keys) -> NDArray[np.int64]:
        """Return the place of the first key that is no smaller."""
        # The last place known to be smaller, -1 where there is none.
        low = np.maximum(np.searchsorted(self.fence, wanted) - 1, 0) * FENCE - 1
        step = FENCE
        while step:
            ahead = np.minimum(low + step, len(self.keys) - 1)
            low = np.where(self.keys[ahead] < wanted, ahead, low)
            step //= 2
        first: NDArray[np.int64] = np.minimum(low + 1, len(self.keys))
        return first

    def _has(self, at: NDArray[np.int64], wanted: Keys) -> NDArray[np.bool_]:
        inside = at < len(self.keys)
        has: NDArray[np.bool_] = inside & (self.keys[np.where(inside, at, 0)] == wanted)
        return has


def run_of(keys: Keys, numbers: Numbers) -> Run:
    """Return a run of keys in any order."""
    order = np.argsort(keys, kind="stable")
    return _run(keys[order], numbers[order])


def merged(runs: Sequence[Run]) -> Run:
    """Return one run of several."""
    return run_of(np.concatenate([one.keys for one in runs]), np.concatenate([one.numbers for one in runs]))


def thinned(run: Run, ids: Collection[tuple[int, str]]) -> Run:
    """Return a run in which a key keeps the 64 wordings of smallest id; `ids` are those of `crowded`."""
    named = dict(ids)
    keep = np.ones(len(run.keys), np.bool_)
    for start, end in _crowds(run):
        ranked = sorted(range(start, end), key=lambda at: named.get(int(run.numbers[at]), "~"))
        keep[ranked[PER_KEY:]] = False
    return _run(run.keys[keep], run.numbers[keep])


def crowded(run: Run) -> set[int]:
    """Return the numbers of wordings at keys that more than 64 have."""
    return {int(number) for start, end in _crowds(run) for number in run.numbers[start:end]}


def _crowds(run: Run) -> Iterator[tuple[int, int]]:
    begins = np.flatnonzero(np.append(True, run.keys[1:] != run.keys[:-1])) if len(run.keys) else np.zeros(0, np.int64)
    ends = np.append(begins[1:], len(run.keys))
    for number in np.flatnonzero(ends - begins > PER_KEY).tolist():
        yield int(begins[number]), int(ends[number])


def write_run(folder: Path, run: Run) -> str:
    """Write a run's file; return its name, which holds its digest."""
    data = run.keys.astype("<u8").tobytes() + run.numbers.astype("<u4").tobytes()
    name = f"{_digest(data)}.run"
    write_whole(folder / name, data)
    return name


@lru_cache(maxsize=32)  # its digest is part of a file's name: what is in it never changes
def read_run(path: Path, entries: int) -> Run | None:
    """Return the run of a file, mapped; nothing where the file is not there or not of this length."""
    try:
        if path.stat().st_size != entries * ENTRY_BYTES:
            return None
        keys = np.memmap(path, "<u8", "r", 0, (entries,))
        return _run(keys, np.memmap(path, "<u4", "r", entries * 8, (entries,)))
    except OSError:
        return None


def is_whole(folder: Path, name: str) -> bool:
    """Say whether a run's file is as it was written."""
    try:
        return f"{_digest((folder / name).read_bytes())}.run" == name
    except OSError:
        return False


def absorbed(entries: Sequence[int], new: int) -> int:
    """Return how many of the runs, oldest first, stay when one of `new` entries comes; it takes the others in."""
    staying = len(entries)
    while staying and entries[staying - 1] < TIMES * new:
        staying -= 1
        new += entries[staying]
    return staying


def _run(keys: Keys, numbers: Numbers) -> Run:
    return Run(keys, numbers, np.array(keys[::FENCE]))


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
