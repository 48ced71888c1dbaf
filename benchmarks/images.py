"""How well and how fast pictures are matched, beside imagehash and pdqhash in the same run.

Run: python -m benchmarks.images [--photographs 60] [--designs 6] [--adverts 5] [--seed 1] [--set FOLDER]
         [--pictures 30] [--rounds 5] [--alone] [--json OUT]
The pictures are drawn (benchmarks/drawn.py): 29 edits of each original. --set measures a folder made by another
generator instead: manifest.jsonl with file, family, op (root: the original), kind and template.
Recall is over pairs of an edit and its original. Negatives are pairs of different photographs, and of flyers on
different designs; flyers of different adverts on one design are counted apart. Ours is one fixed decision. Peers get
the threshold that serves them best: the largest without a false pair in this very set.
Each false pair is printed. --alone leaves out the peers, which take most of the time.
Speed is processor time from the bytes of a JPEG of 1,280 pixels to hashes, rounds in turn, the median. A peer that is
not installed is named and left out (pip install pdqhash; its licence is BSD).
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.drawn import Drawn, drawn, photograph
from dedupe.images.facts import facts
from dedupe.images.look import Look, look_of
from dedupe.images.opening import opened
from dedupe.images.relation import relation
from dedupe.images.shelf import Shelf

Bits = NDArray[np.bool_]
Hasher = Callable[[bytes], Bits]

SIDE = 1_280
WANTED = ("screenshot", "border", "mirror", "rot90", "collage", "crop20")
SHELVED = (10_000, 100_000)


def phash(size: int) -> Hasher:
    """Return imagehash's pHash of a size, from the whole picture."""
    return lambda data: imagehash.phash(Image.open(io.BytesIO(data)), hash_size=size).hash.ravel()


def dhash(data: bytes) -> Bits:
    """Return imagehash's dHash, from the whole picture."""
    return np.asarray(imagehash.dhash(Image.open(io.BytesIO(data))).hash.ravel())


def peers() -> dict[str, Hasher]:
    """Return the peers that are installed; say which are not."""
    found: dict[str, Hasher] = {"imagehash pHash 64": phash(8), "imagehash pHash 256": phash(16)}
    found["imagehash dHash 64"] = dhash
    try:
        pdqhash = importlib.import_module("pdqhash")
    except ImportError:
        print("pdqhash is not installed: its row is missing (pip install pdqhash)")
        return found

    def pdq(data: bytes) -> Bits:
        bits, _ = pdqhash.compute(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")))
        return np.asarray(bits, np.bool_)

    return {**found, "pdqhash 256": pdq}


def read(folder: Path) -> Iterable[Drawn]:
    """Yield the pictures of a set that another generator made."""
    families: dict[str, int] = {}
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        family = families.setdefault(row["family"], len(families))
        yield Drawn((folder / row["file"]).read_bytes(), family, row["op"], row["template"])


class Pairs:
    """Which pairs of a picture and an original are the same picture, different ones, or adverts on one design."""

    def __init__(self, pictures: Sequence[Drawn]) -> None:
        self.edits = np.array([one.edit for one in pictures])
        self.roots = np.flatnonzero(self.edits == "root")
        families = np.array([one.family for one in pictures])
        designs = np.array([-1 if one.design is None else one.design for one in pictures])
        same = families[:, None] == families[None, self.roots]
        kinds = (designs < 0)[:, None] == (designs < 0)[None, self.roots]
        one_design = (designs[:, None] == designs[None, self.roots]) & (designs >= 0)[:, None]
        self.positive = same & (self.edits != "root")[:, None]
        # A collage holds a second picture that may be an original as well: it is no negative.
        self.negative = ~same & kinds & ~one_design & (self.edits != "collage")[:, None]
        self.one_design = ~same & one_design

    def scored(self, found: Bits) -> dict[str, float]:
        """Return recall, false pairs, one design, and recall by edit of a table of decisions."""
        row = {
            "recall": float(found[self.positive].mean()),
            "false": int(found[self.negative].sum()),
            "one design": float(found[self.one_design].mean()) if self.one_design.any() else 0.0,
        }
        rows, columns = np.nonzero(self.positive)
        hits = found[rows, columns]
        by_edit = {edit: float(hits[self.edits[rows] == edit].mean()) for edit in dict.fromkeys(self.edits[rows])}
        return row | {str(edit): value for edit, value in by_edit.items()}


def ours(pictures: Sequence[Drawn], pairs: Pairs) -> tuple[Bits, Bits]:
    """Return which pairs are related, and which are copies."""
    looks = [look_of(opened(one.data).grey) for one in pictures]
    shelf = Shelf()
    shelf.add((f"{column:06}", looks[root].signs, looks[root].pieces) for column, root in enumerate(pairs.roots))
    related, copies = np.zeros(pairs.positive.shape, np.bool_), np.zeros(pairs.positive.shape, np.bool_)
    for row, look in enumerate(looks):
        for name in shelf.near(look):
            found = relation(look, looks[pairs.roots[int(name)]])
            related[row, int(name)] = found is not None
            copies[row, int(name)] = found is not None and found.kind == "copy"
    return related, copies


def best_of(hashes: Bits, pairs: Pairs) -> tuple[Bits, int]:
    """Return the decisions of a peer at the largest threshold without a false pair, and that threshold."""
    roots = hashes[pairs.roots]
    distances = np.array([(roots != one).sum(1) for one in hashes])
    threshold = int(distances[pairs.negative].min()) - 1
    return distances <= threshold, threshold


def quality(pictures: Sequence[Drawn], peers: Mapping[str, Hasher]) -> dict[str, dict[str, float]]:
    """Print and return the table of recall."""
    pairs = Pairs(pictures)
    related, copies = ours(pictures, pairs)
    rows = {"ours": pairs.scored(related), "ours, copy alone": pairs.scored(copies)}
    for number, column in np.argwhere(related & pairs.negative).tolist():
        edited, root = pictures[number], pictures[pairs.roots[column]]
        print(f"false: {edited.edit} of original {edited.family} and original {root.family}")
    for name, hasher in peers.items():
        found, threshold = best_of(np.array([hasher(one.data) for one in pictures]), pairs)
        rows[f"{name} at {threshold}"] = pairs.scored(found)
    print(f"{len(pictures):,} pictures of {len(pairs.roots)} originals, {int(pairs.negative.sum()):,} negative pairs")
    columns = ("recall", "false", "one design", *WANTED)
    print(f"{'':28}" + "".join(f"{column:>12}" for column in columns))
    for name, row in rows.items():
        print(f"{name:28}" + "".join(f"{row[column]:>12.3g}" for column in columns))
    print("ours by edit: " + ", ".join(f"{edit} {value:.2f}" for edit, value in rows["ours"].items()))
    return rows


def speed(count: int, rounds: int, peers: Mapping[str, Hasher]) -> dict[str, float]:
    """Print and return the milliseconds a picture of 1,280 pixels takes, medians of rounds in turn."""
    files = []
    for number in range(count):
        image = photograph(900_000 + number)
        image = image.resize((SIDE, SIDE * image.height // image.width))
        target = io.BytesIO()
        image.save(target, "JPEG", quality=85)
        files.append(target.getvalue())
    methods: dict[str, Callable[[bytes], object]] = {
        "ours: decode, look": lambda data: look_of(opened(data).grey).packed,
        "ours: decode, look, pHash, dHash": facts,
        **peers,
    }
    taken: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, method in methods.items():
            began = time.process_time()
            for data in files:
                method(data)
            taken.setdefault(name, []).append((time.process_time() - began) / count * 1000)
    rates = {name: statistics.median(times) for name, times in taken.items()}
    print(f"\nms per JPEG of {SIDE} pixels, {count} pictures, {rounds} rounds")
    for name, rate in rates.items():
        print(f"{name:34}{rate:>8.2f}")
    return rates


def lookups(look: Look) -> dict[str, float]:
    """Print and return the milliseconds of looking one picture up among many, exactly."""
    chance, found = np.random.default_rng(3), {}
    for count in SHELVED:
        shelf = Shelf()
        shape = (count, len(look.signs) + len(look.pieces), look.signs.shape[1])
        signs = chance.integers(0, 2**63, shape).astype(np.uint64) * np.uint64(2)
        shelf.add((f"{number}", own[:1], own[1:]) for number, own in enumerate(signs))
        began = time.process_time()
        shelf.near(look)
        found[f"{count:,} pictures"] = (time.process_time() - began) * 1000
        print(f"looked up among {count:>9,} pictures, all views: {found[f'{count:,} pictures']:.0f} ms")
    return found


def main() -> None:
    """Measure what was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("photographs", 60), ("designs", 6), ("adverts", 5), ("seed", 1), ("pictures", 30)):
        options.add_argument(f"--{name}", type=int, default=value)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--set", type=Path)
    options.add_argument("--alone", action="store_true")
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    made = drawn(asked.photographs, asked.designs, asked.adverts, asked.seed)
    pictures = list(read(asked.set) if asked.set else made)
    others = {} if asked.alone else peers()
    report = {"quality": quality(pictures, others), "ms": speed(asked.pictures, asked.rounds, others)}
    report["lookup"] = lookups(look_of(opened(pictures[0].data).grey))
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    if asked.json:
        asked.json.write_text(json.dumps({"machine": machine, "pictures": len(pictures)} | report, indent=1) + "\n")


if __name__ == "__main__":
    main()
