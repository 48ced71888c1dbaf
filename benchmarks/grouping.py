"""How fast texts are grouped, beside datasketch, rensa, gaoya and rapidfuzz in the same run, and how well.

Run: python -m benchmarks.grouping [--posts 2002] [--rounds 5] [--texts FILE] [--bench FOLDER] [--json OUT]
One configuration, that of the shipped project, for every row; one core, processor time, rounds in turn, the median.
Ours run twice: compiled, and in numpy as on a machine without a compiler. Each peer gets the letters that we compare,
folded by our compiled code (in its favour), as sets of five; rapidfuzz compares all pairs of a tenth of the posts.
Without --texts the posts are made (benchmarks/adverts.py): two of three are reposts with edits. How well we group is
measured where the labelled adverts of --bench are. Peers: pip install datasketch rensa gaoya (none is a dependency).
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

from benchmarks.adverts import EDITS, Maker
from dedupe import kernel
from dedupe.batch import batch_of, candidates, verified
from dedupe.group import group
from dedupe.incremental import place
from dedupe.keys import wordings
from dedupe.memory import Memory
from posts.text import letters

Method = Callable[[Sequence[str]], object]

REPOSTED = 0.67
TEMPLATES = 2_000
BATCH = 500  # posts in one ledger transaction
SETS = ("en_dev", "multi_dev")
PEER_LETTERS, PEER_HASHES = 5, 128
LETTERS = importlib.import_module("posts.text.letters")  # the package has a function of this name
TENTH = 10
ALL_PAIRS = "rapidfuzz all pairs"
PARTS = {"gaoya": ("gaoya.minhash",), "rapidfuzz": ("rapidfuzz.process", "rapidfuzz.fuzz")}


def made_posts(count: int) -> list[str]:
    """Return the same posts in every run, about 650 letters each."""
    maker = Maker(random.Random(11))
    kept: list[list[str]] = []
    found = []
    for _ in range(count):
        if kept and maker.chance.random() < REPOSTED:
            advert = maker.edited(maker.chance.choice(kept), [maker.chance.choice(sorted(EDITS))])
        else:
            advert = maker.advert()
            kept = [*kept, advert] if len(kept) < TEMPLATES else kept
        found.append(maker.text(advert))
    return found


def placed(texts: Sequence[str]) -> Memory:
    """Place texts in batches, as ingest does."""
    memory = Memory()
    for start in range(0, len(texts), BATCH):
        batch = wordings(texts[start : start + BATCH])
        memory.keep(place({f"p{start + number}": one for number, one in enumerate(batch)}, (), memory))
    return memory


STAGES: dict[str, Method] = {
    "keys": lambda texts: kernel.keys(batch_of(texts).texts),
    "keys and index": lambda texts: candidates(batch_of(texts)),
    "every candidate verified": lambda texts: verified(batch_of(texts)),
    "clusters": lambda texts: group({str(number): text for number, text in enumerate(texts)}),
    "placed in batches of 500": placed,
}


def in_numpy(method: Method) -> Method:
    """Return a method as it runs on a machine without a compiler."""

    def run(texts: Sequence[str]) -> object:
        with patch("dedupe.kernel.compiled", None), patch.object(LETTERS, "compiled", None):
            return method(texts)

    return run


def fives(texts: Sequence[str]) -> Iterator[set[str]]:
    """Yield each text as peers take it: the set of its pieces of five letters, folded as ours are."""
    folded = letters(texts)
    for number in range(len(folded)):
        text = folded[number].tobytes().decode("utf-32-le")
        yield {text[at : at + PEER_LETTERS] for at in range(max(1, len(text) - PEER_LETTERS + 1))}


def datasketch(library: ModuleType) -> Method:
    """MinHash of 128 permutations and LSH at 0.5, each text looked up and then inserted."""

    def run(texts: Sequence[str]) -> None:
        index = library.MinHashLSH(threshold=0.5, num_perm=PEER_HASHES)
        for number, pieces in enumerate(fives(texts)):
            made = library.MinHash(num_perm=PEER_HASHES)
            made.update_batch([piece.encode() for piece in pieces])
            index.query(made)
            index.insert(number, made)

    return run


def rensa(library: ModuleType) -> Method:
    """RMinHash of 128 permutations and LSH of 32 bands."""

    def run(texts: Sequence[str]) -> None:
        index = library.RMinHashLSH(threshold=0.5, num_perm=PEER_HASHES, num_bands=32)
        for number, pieces in enumerate(fives(texts)):
            made = library.RMinHash(num_perm=PEER_HASHES, seed=1)
            made.update(list(pieces))
            index.query(made)
            index.insert(number, made)

    return run


def gaoya(library: ModuleType) -> Method:
    """Minhash index of 32 bands of 4; it cuts the text itself."""

    def run(texts: Sequence[str]) -> None:
        index = library.minhash.MinHashStringIndex(
            hash_size=32, jaccard_threshold=0.4, num_bands=32, band_size=4, analyzer="char", ngram_range=(5, 5)
        )
        folded = letters(texts)
        for number in range(len(folded)):
            text = folded[number].tobytes().decode("utf-32-le")
            index.query(text)
            index.insert_document(number, text)

    return run


def rapidfuzz(library: ModuleType) -> Method:
    """Compare all pairs of a tenth of the posts by token_set_ratio; the rate is that of the posts compared."""

    def run(texts: Sequence[str]) -> None:
        some = [text.casefold() for text in texts[::TENTH]]
        library.process.cdist(some, some, scorer=library.fuzz.token_set_ratio, score_cutoff=60, workers=1)

    return run


PEERS = {"datasketch": datasketch, "rensa": rensa, "gaoya": gaoya, ALL_PAIRS: rapidfuzz}


def methods() -> dict[str, Method]:
    """Return our stages and the peers that are installed; say which are not."""
    found = {**STAGES, **{f"{name}, numpy": in_numpy(method) for name, method in STAGES.items()}}
    for name, peer in PEERS.items():
        try:
            library = importlib.import_module(name.split()[0])
            for part in PARTS.get(name.split()[0], ()):
                importlib.import_module(part)
        except ImportError:
            print(f"{name} is not installed: its row is missing (pip install {name})")
        else:
            found[name] = peer(library)
    return found


def speed(methods: Mapping[str, Method], texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Return posts a second of each method, medians of rounds in turn."""
    taken: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, method in methods.items():
            began = time.process_time()
            method(texts)
            taken.setdefault(name, []).append(time.process_time() - began)
    counts = {name: len(texts) // TENTH if name == ALL_PAIRS else len(texts) for name in taken}
    return {name: counts[name] / statistics.median(times) for name, times in taken.items()}


def quality(bench: Path, name: str) -> dict[str, object] | None:
    """Return what the scorer of the labelled adverts says, or nothing where they are not."""
    truth = bench / "dedupe" / f"{name}.jsonl.gz"
    if not truth.exists():
        print(f"{truth} is not here: its quality is not measured")
        return None
    posts = [json.loads(line) for line in gzip.decompress(truth.read_bytes()).splitlines()]
    found = group({post["id"]: post["text"] for post in posts})
    with tempfile.TemporaryDirectory() as folder:
        groups, pairs = Path(folder, "groups.jsonl"), Path(folder, "pairs.jsonl")
        groups.write_text("".join(json.dumps({"id": one.id, "cluster": one.cluster}) + "\n" for one in found.lines))
        pairs.write_text("".join(json.dumps({"a": a, "b": b}) + "\n" for a, b, _ in found.post_pairs()))
        command = [sys.executable, bench / "score_groups.py", "--truth", truth, "--groups", groups, "--pairs", pairs]
        said = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    scored: dict[str, object] = json.loads(said.stdout)
    return scored


def show(rates: dict[str, float], count: int) -> None:
    """Print the table of speeds."""
    base = rates.get("datasketch")
    print(f"\n{count:,} posts\n{'':28}{'posts/s':>10}{'x datasketch':>14}")
    for name, rate in rates.items():
        print(f"{name:28}{rate:>10,.0f}" + (f"{rate / base:>14.1f}" if base else f"{'-':>14}"))


def show_quality(name: str, scored: dict[str, object]) -> None:
    """Print what counts of one labelled set."""
    recall = scored["recall_by_op"]
    pairs = scored["pairs"]
    if isinstance(recall, dict) and isinstance(pairs, dict):
        worst = min((value, edit) for edit, value in recall.items() if not edit.startswith("combo"))
        print(
            f"{name}: ari {scored['ari']}, pair F1 {pairs['F1']} (P {pairs['P']}, R {pairs['R']}), hard negatives "
            f"{scored['hard_negative_rate']}, worst edit {worst[1]} {worst[0]}, four edits {recall.get('combo4')}"
        )


def main() -> None:
    """Measure what was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=2_002)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--texts", type=Path)
    options.add_argument("--bench", type=Path, default=Path(__file__).parents[2] / "shared" / "bench")
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    texts = read(asked.texts)[: asked.posts] if asked.texts else made_posts(asked.posts)
    rates = speed(methods(), texts, asked.rounds)
    show(rates, len(texts))
    scored = {name: found for name in SETS if (found := quality(asked.bench, name))}
    for name, found in scored.items():
        show_quality(name, found)
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    if asked.json:
        report = {"machine": machine, "posts": len(texts), "posts_per_second": rates, "quality": scored}
        asked.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")


def read(path: Path) -> list[str]:
    """Return the texts of a file of JSON lines, packed or not."""
    data = path.read_bytes()
    plain = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line)["text"] for line in plain.splitlines()]


if __name__ == "__main__":
    main()
