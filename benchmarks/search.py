"""How fast posts enter each search engine and are found in it: embedded, Elasticsearch, and SQLite FTS5 as the peer.

Run: python -m benchmarks.search [--posts 10000 100000] [--rounds 50] [--elasticsearch URL] [--json OUT]
A node without Docker: scripts/elasticsearch start. All sides hold the same prepared words (search_posts.py), return the
first 20 and the total, and are asked in turn in one run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

import tantivy

from benchmarks.search_fts5 import Peer
from benchmarks.search_memory import embedded_in, memory_alone
from benchmarks.search_posts import make_posts
from benchmarks.search_sides import SIDES, Ask, Node, Sides, kinds
from index.document import Document
from index.elastic import ClusterSettings, ElasticEngine, connect, mapping
from index.elastic.bulk import Bulk, Waits
from index.embedded.schema import entry, schema
from index.query.searchable import searchable

SAMPLE = 20_000  # prepared entries whose way into an index is timed alone
CHUNK = 5000


class Filling:
    """Feeds all sides with the same posts and keeps their seconds apart."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._seconds: dict[str, float] = {}
        self._letters = 0

    def fill(self, count: int) -> dict[str, float]:
        """Fill every side and return posts a second: made ready, taken by each side when ready."""
        began = time.perf_counter()
        self._sides.embedded.rebuild(self._posts(count), count)
        whole = time.perf_counter() - began
        self._seconds["embedded, making ready included"] = whole - sum(self._seconds.values())
        rates = {name: count / seconds for name, seconds in self._seconds.items()}
        return rates | {"embedded": embedded_rate(min(count, SAMPLE)), "letters a post": self._letters / count}

    def _posts(self, count: int) -> Iterator[Document]:
        """Yield the posts to the embedded engine, after the others got them."""
        waiting = make_posts(count)
        while True:
            with self._timed("made up"):
                documents = list(islice(waiting, CHUNK))
            if not documents:
                return
            self._letters += sum(len(one.text) for one in documents)
            with self._timed("made ready"):
                ready = [(one, searchable(one).bare) for one in documents]
            with self._timed("FTS5"):
                self._sides.peer.add(ready)
            if self._sides.node:
                self._feed(self._sides.node, documents)
            yield from documents

    def _feed(self, node: Node, documents: list[Document]) -> None:
        with self._timed("making ready again"):
            entries = [mapping.entry(one) for one in documents]
        with self._timed("Elasticsearch"):
            Bulk(node.cluster, node.index, Waits()).send(entries)

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self._seconds[name] = self._seconds.get(name, 0) + time.perf_counter() - began


def embedded_rate(count: int) -> float:
    """Return how many ready entries a second enter the embedded index, commit and merges included."""
    entries = [entry(one) for one in make_posts(count)]
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        writer = tantivy.Index(schema(), path=folder).writer(heap_size=128 << 20, num_threads=2)
        for one in entries:
            writer.add_document(one)
        writer.commit()
        writer.wait_merging_threads()
        return count / (time.perf_counter() - began)


def measure(asks: tuple[Ask, ...], rounds: int) -> list[tuple[float, float]]:
    """Ask all sides in turn; return p50 and p95 of each in milliseconds."""
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(rounds):
        for at, ask in enumerate(asks):
            began = time.perf_counter()
            ask()
            times[at].append((time.perf_counter() - began) * 1000)
    return [(statistics.median(one), sorted(one)[int(len(one) * 0.95)]) for one in times]


def megabytes(path: Path) -> float:
    """Return the size of a file or folder."""
    return sum(file.stat().st_size for file in (path, *path.rglob("*")) if file.is_file()) / 1e6


@contextmanager
def opened(url: str | None) -> Iterator[Sides]:
    """Give every side empty; a node's index is removed at the end."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        node = stack.enter_context(on_node(url)) if url else None
        yield Sides(folder, embedded_in(folder), Peer(folder / "peer.db"), node)


@contextmanager
def on_node(url: str) -> Iterator[Node]:
    """Give an empty index on a node."""
    cluster = connect(ClusterSettings(url=url, prefix="benchmark", replicas=0))
    engine = ElasticEngine(cluster, "public")
    engine.drop()
    engine.make()
    yield Node(cluster, engine, "benchmark-public")
    engine.drop()


def run(count: int, rounds: int, url: str | None) -> dict[str, object]:
    """Measure one size and print its table."""
    with opened(url) as sides:
        rates = Filling(sides).fill(count)
        sizes = settled(sides)
        print(f"\n{count:,} posts; posts a second: " + ", ".join(f"{name} {rate:,.0f}" for name, rate in rates.items()))
        print("MB on disk: " + ", ".join(f"{name} {size:,.0f}" for name, size in sizes.items()))
        names = SIDES[: 2 + bool(url)]
        print(f"{'':26}" + "".join(f"{name:>16} p50{'p95':>9}" for name in names) + f"{'FTS5/embedded':>15}")
        table: dict[str, dict[str, tuple[float, float]]] = {}
        for kind, asks in kinds(sides).items():
            row = measure(asks, rounds)
            table[kind] = dict(zip(names, row, strict=True))
            said = "".join(f"{p50:>20.2f}{p95:>9.2f}" for p50, p95 in row)
            print(f"{kind:26}{said}{row[1][0] / row[0][0]:>15.1f}")
        memory = memory_alone(sides.folder, count)
        said = ", ".join(f"{name} {most:,.0f}" for name, most in memory.items())
        print(f"MB of anonymous memory of a process with the embedded index alone, at most: {said}")
        return {
            "posts": count,
            "posts/s": rates,
            "MB": sizes,
            "ms": table,
            "anonymous_mb": memory,
            "load": os.getloadavg(),
        }


def settled(sides: Sides) -> dict[str, float]:
    """Let every side write what it holds; return their sizes on disk."""
    sides.peer.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sizes = {"embedded": megabytes(sides.folder / "index"), "FTS5": megabytes(sides.peer.path)}
    if sides.node:
        sizes["Elasticsearch"] = sides.node.megabytes()
    return sizes


def main() -> None:
    """Measure the sizes asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--elasticsearch", metavar="URL")
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    runs = [run(count, asked.rounds, asked.elasticsearch) for count in asked.posts]
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    if asked.json:
        asked.json.write_text(json.dumps({"machine": machine, "runs": runs}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
