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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import tantivy

from benchmarks.search_fts5 import Peer
from benchmarks.search_posts import START, make_posts, words_of
from index.analysis import bare_phrase
from index.document import Document
from index.elastic import ClusterSettings, ElasticEngine, connect, mapping
from index.elastic.bulk import Bulk, Waits
from index.elastic.cluster import Cluster
from index.embedded import EmbeddedEngine
from index.embedded.schema import entry, schema
from index.engine import Request, Sort
from index.query import parse
from index.query.searchable import searchable

SAMPLE = 20_000  # prepared entries whose way into an index is timed alone
CHUNK = 5000
SIDES = ("embedded", "FTS5", "Elasticsearch")

Ask = Callable[[], object]


@dataclass
class Node:
    """One Elasticsearch index, and its plain door for what engines never ask."""

    cluster: Cluster
    engine: ElasticEngine
    index: str

    def megabytes(self) -> float:
        """Merge nothing, flush everything, and return the size on disk."""
        self.cluster.ask("POST", f"/{self.index}/_refresh", seconds=300)
        self.cluster.ask("POST", f"/{self.index}/_flush", seconds=300)
        stats = self.cluster.ask("GET", f"/{self.index}/_stats/store").body
        return float(stats["_all"]["total"]["store"]["size_in_bytes"]) / 1e6


@dataclass
class Sides:
    """All sides of one run; Elasticsearch only where a node was named."""

    folder: Path
    embedded: EmbeddedEngine
    peer: Peer
    node: Node | None

    def asks(self, request: Request, peer: Ask) -> tuple[Ask, ...]:
        """Return one question for each side, in the order of SIDES."""
        ours = partial(self.embedded.search, request)
        return (ours, peer, partial(self.node.engine.search, request)) if self.node else (ours, peer)


def kinds(sides: Sides) -> dict[str, tuple[Ask, ...]]:
    """Return the kinds of query, each for every side."""
    first, second, rarer = (words_of("id")[rank] for rank in (0, 1, 300))
    thai = next(word for word in words_of("th")[20:] if len(word) > 4)
    bound, paid = (START + timedelta(days=2)).timestamp(), "high >= 900 AND low <= 1100 AND newest < ?"
    peer = sides.peer

    def words(query: str, match: str, sort: Sort = "relevance") -> tuple[Ask, ...]:
        by = "rank" if sort == "relevance" else "newest DESC"
        return sides.asks(Request(parse(query), sort=sort), lambda: peer.ask("words MATCH ?", (match,), by))

    def filtered(query: str, where: str, values: tuple[object, ...]) -> tuple[Ask, ...]:
        return sides.asks(Request(parse(query)), lambda: peer.ask(where, values, "newest DESC"))

    facets = Request(parse(first), limit=1, facets=("source", "lang", "contact"))
    return {
        "common word": words(first, f'"{first}"'),
        "rarer word": words(rarer, f'"{rarer}"'),
        "AND": words(f"{first} {rarer}", f'"{first}" AND "{rarer}"'),
        "OR of the two commonest": words(f"{first} OR {second}", f'"{first}" OR "{second}"'),
        "phrase": words(f'"{first} {rarer}"', f'"{first} {rarer}"'),
        "phrase of the commonest": words(f'"{first} {second}"', f'"{first} {second}"'),
        "prefix": words(f"{rarer[:3]}*", f'"{rarer[:3]}"*'),
        "Thai word": words(thai, f'"{" ".join(bare_phrase(thai).words)}"'),
        "newest first": words(first, f'"{first}"', "newest"),
        "field filter": filtered("source:kanal__3", "source = ?", ("telegram_web:kanal__3",)),
        "pay and date": filtered("pay:[900 TO 1100] posted:<2024-01-03", paid, (bound,)),
        "facets": sides.asks(facets, lambda: peer.facets(f'"{first}"')),
    }


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


def anonymous_megabytes() -> float:
    """Return this process's memory without pages of mapped files (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


@contextmanager
def opened(url: str | None) -> Iterator[Sides]:
    """Give every side empty; a node's index is removed at the end."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        node = stack.enter_context(on_node(url)) if url else None
        yield Sides(folder, EmbeddedEngine(folder / "index", folder / "lock"), Peer(folder / "peer.db"), node)


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
        memory = anonymous_megabytes()
        print(f"anonymous memory {memory:,.0f} MB: embedded, FTS5, client and generator together")
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
