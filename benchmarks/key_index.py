"""What the index of keys costs a post as it grows to a million: looking up 24 keys, and writing them to sorted files.

Run: python -m benchmarks.key_index [--posts 1000000] [--json OUT]
The files are those of the project (index/ledger/runs.py), in a temporary folder; a tenth of the keys is known already,
as reposts have them. Processor time; the ledger's own rows are not part of it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np

from dedupe.thresholds import KEYS
from index.ledger.key_files import TAIL
from index.ledger.runs import Run, absorbed, merged, read_run, run_of, write_run

BATCH = 512
KNOWN = 0.1
MARKS = (10_240, 102_400)


class Index:
    """Runs in a folder, and the newest keys that have none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs: list[Run] = []
        self.tail: list[Run] = []
        self.names: list[str] = []

    def look_up(self, keys: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> int:
        """Return how many holders the keys have."""
        wanted = np.unique(keys)
        tail = [merged(self.tail)] if self.tail else []
        return sum(len(run.holders(wanted)[1]) for run in [*self.runs, *tail])

    def add(self, keys: np.ndarray[tuple[int], np.dtype[np.uint64]], first: int) -> None:
        """Keep the keys of a batch; write a file once they are many."""
        numbers = np.repeat(np.arange(first, first + len(keys) // KEYS, dtype=np.uint32), KEYS)
        self.tail.append(run_of(keys, numbers))
        if sum(len(run.keys) for run in self.tail) < TAIL * KEYS:
            return
        new = merged(self.tail)
        staying = absorbed([len(run.keys) for run in self.runs], len(new.keys))
        whole = merged([*self.runs[staying:], new])
        name = write_run(self.folder, whole)
        read = read_run(self.folder / name, len(whole.keys))
        self.runs, self.tail = [*self.runs[:staying], *([read] if read else [])], []
        self.names = [*self.names[:staying], name]
        for path in self.folder.glob("*.run"):
            if path.name not in self.names:
                path.unlink()


def measure(posts: int, folder: Path) -> list[dict[str, float]]:
    """Return the cost of a post, in microseconds, up to some numbers of posts."""
    chance = np.random.default_rng(1)
    index, looking, adding, rows = Index(folder), 0.0, 0.0, []
    known = np.zeros(1, np.uint64)
    for start in range(0, posts, BATCH):
        # The smallest hashes of a text are small: they crowd at the low end, as those of real texts do.
        keys = (chance.random(BATCH * KEYS) ** 2 * 2**60).astype(np.uint64)
        reposted = chance.random(len(keys)) < KNOWN
        keys[reposted] = chance.choice(known, reposted.sum())
        began = time.process_time()
        index.look_up(keys)
        between = time.process_time()
        index.add(keys, start)
        ended = time.process_time()
        looking, adding, known = looking + between - began, adding + ended - between, keys
        count = start + BATCH
        if count in MARKS or count >= posts:
            size = sum(path.stat().st_size for path in folder.glob("*.run")) / count
            row = {"posts": count, "look up us": looking / count * 1e6, "add us": adding / count * 1e6}
            rows.append(row | {"bytes": size, "runs": len(index.runs)})
            print("  ".join(f"{key} {value:,.1f}" for key, value in rows[-1].items()), flush=True)
    return rows


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=1_000_000)
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(asked.posts, Path(folder))
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
