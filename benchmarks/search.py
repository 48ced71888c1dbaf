"""How fast posts enter the embedded index and are found in it, beside SQLite FTS5 in the same run.

Run: python -m benchmarks.search [--posts 10000 100000] [--rounds 50] [--json OUT]
Posts are generated: Zipf words of six scripts, about 420 letters, two of three reposted with another number.
Both sides hold the same prepared words, return the first 20 and the total, and are asked in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

import tantivy

from index.analysis import bare_phrase
from index.document import Document, PayRange
from index.embedded import EmbeddedEngine
from index.embedded.schema import entry, schema
from index.engine import Request, Sort
from index.query import parse
from index.query.searchable import searchable
from posts.identity import named_id

START = datetime(2024, 1, 1, tzinfo=UTC)
LETTERS = {  # language: letters to make words of, whether words are written together, share of the posts
    "id": ("abdegiklmnoprstu", False, 0.3),
    "en": ("abcdefghiklmnoprstuwy", False, 0.2),
    "zh": ("".join(chr(0x4E00 + 7 * at) for at in range(900)), True, 0.15),
    "th": ("กขคงจชดตทนบปพมยรลวสหอาิีุูเแโไ", True, 0.15),
    "km": ("កខគងចជដតទនបពមយរលវសហអាិីុូេែោៅ", True, 0.1),
    "hi": ("कखगचजटडतदनपबमयरलवशसहािीुूेो", False, 0.1),
}
VOCABULARY = 20_000
ZIPF = 1.05
REPOSTED = 0.67
TEMPLATES = 4000  # texts that are reposted
SAMPLE = 20_000  # prepared entries whose way into an index is timed alone
CHUNK = 5000

Ask = Callable[[], object]


@cache
def words_of(name: str) -> list[str]:
    """Return the words of a language, the commonest first."""
    letters, chance = LETTERS[name][0], random.Random(name)
    longest = 3 if name == "zh" else 9
    return ["".join(chance.choices(letters, k=chance.randint(2, longest))) for _ in range(VOCABULARY)]


WEIGHTS = list(accumulate(1 / (rank + 1) ** ZIPF for rank in range(VOCABULARY)))


def make_text(name: str, chance: random.Random) -> str:
    """Return some sentences of a language."""
    glue = "" if LETTERS[name][1] else " "
    sentences = (chance.choices(words_of(name), cum_weights=WEIGHTS, k=chance.randint(4, 10)) for _ in range(10))
    return ". ".join(glue.join(words) for words in sentences)


def make_posts(count: int) -> Iterator[Document]:
    """Yield the same posts in every run."""
    chance = random.Random(7)
    shares = [row[2] for row in LETTERS.values()]
    kept: list[tuple[str, str]] = []
    for number in range(count):
        if kept and chance.random() < REPOSTED:
            lang, text = chance.choice(kept)
            text = f"{text} {chance.randint(700, 3000)}"
        else:
            lang = chance.choices(list(LETTERS), shares)[0]
            text = make_text(lang, chance)
            kept = [*kept, (lang, text)] if len(kept) < TEMPLATES else kept
        yield make_document(number, lang, text, chance)


def make_document(number: int, lang: str, text: str, chance: random.Random) -> Document:
    """Return the document of one post."""
    seen = START + timedelta(seconds=number * 37)
    low = float(chance.randint(6, 20) * 100)
    return Document(
        id=named_id("p1_", str(number)),
        seq=number + 1,
        rev=1,
        lane="public",
        platform="telegram_web",
        source=f"telegram_web:kanal__{int(chance.paretovariate(0.8)) % 400}",
        via="crawl",
        text=text,
        first_seen_at=seen,
        collected_at=seen,
        posted_at=seen - timedelta(seconds=chance.randint(0, 86_400)),
        langs=(lang,),
        contacts=(f"telegram:kontak__{int(chance.paretovariate(0.6)) % 50_000}",),
        pay=PayRange(low=low, high=low * 1.5) if chance.random() < 0.5 else None,
    )


class Peer:
    """SQLite FTS5 as a careful user sets it up: words without content, one table for the rest, indexes on it."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, 0
        self.db = sqlite3.connect(path)
        self.db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-200000;"
            "CREATE TABLE posts (n INTEGER PRIMARY KEY, id, source, lang, contact, newest, low, high);"
            "CREATE INDEX by_source ON posts (source, newest); CREATE INDEX by_newest ON posts (newest);"
            "CREATE VIRTUAL TABLE words USING fts5(bare, content='', prefix='3',"
            " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Pc'\");"
        )

    def add(self, chunk: list[tuple[Document, str]]) -> None:
        """Add posts with their prepared words."""
        numbered = list(enumerate(chunk, self.rows))
        self.rows += len(chunk)
        with self.db:
            rows = [(n, *peer_row(one)) for n, (one, _) in numbered]
            words = [(n, bare) for n, (_, bare) in numbered]
            self.db.executemany("INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self.db.executemany("INSERT INTO words (rowid, bare) VALUES (?, ?)", words)

    def ask(self, where: str, values: tuple[object, ...], order: str) -> None:
        """Ask for the total and the first 20."""
        table = "words JOIN posts ON posts.n = words.rowid" if "MATCH" in where else "posts"
        self.db.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()
        self.db.execute(f"SELECT id FROM {table} WHERE {where} ORDER BY {order} LIMIT 20", values).fetchall()

    def facets(self, match: str) -> None:
        """Count three facets over what one match finds."""
        found = "FROM words JOIN posts ON posts.n = words.rowid WHERE words MATCH ?"
        for column in ("source", "lang", "contact"):
            best = f"SELECT {column}, count(*) {found} GROUP BY 1 ORDER BY 2 DESC LIMIT 20"
            self.db.execute(best, (match,)).fetchall()


def peer_row(one: Document) -> tuple[object, ...]:
    """Return the columns of a post that queries ask for."""
    low, high = (one.pay.low, one.pay.high) if one.pay else (None, None)
    return one.id, one.source, one.langs[0], one.contacts[0], one.newest_at.timestamp(), low, high


def kinds(engine: EmbeddedEngine, peer: Peer) -> dict[str, tuple[Ask, Ask]]:
    """Return the kinds of query, each for both sides."""
    first, second, rarer = (words_of("id")[rank] for rank in (0, 1, 300))
    thai = next(word for word in words_of("th")[20:] if len(word) > 4)
    bound, paid = (START + timedelta(days=2)).timestamp(), "high >= 900 AND low <= 1100 AND newest < ?"

    def both(query: str, match: str, sort: Sort = "relevance") -> tuple[Ask, Ask]:
        request = Request(parse(query), sort=sort)
        by = "rank" if sort == "relevance" else "newest DESC"
        return lambda: engine.search(request), lambda: peer.ask("words MATCH ?", (match,), by)

    def filtered(query: str, where: str, values: tuple[object, ...]) -> tuple[Ask, Ask]:
        request = Request(parse(query))
        return lambda: engine.search(request), lambda: peer.ask(where, values, "newest DESC")

    facets = Request(parse(first), limit=1, facets=("source", "lang", "contact"))
    return {
        "common word": both(first, f'"{first}"'),
        "rarer word": both(rarer, f'"{rarer}"'),
        "AND": both(f"{first} {rarer}", f'"{first}" AND "{rarer}"'),
        "OR of the two commonest": both(f"{first} OR {second}", f'"{first}" OR "{second}"'),
        "phrase": both(f'"{first} {rarer}"', f'"{first} {rarer}"'),
        "phrase of the commonest": both(f'"{first} {second}"', f'"{first} {second}"'),
        "prefix": both(f"{rarer[:3]}*", f'"{rarer[:3]}"*'),
        "Thai word": both(thai, f'"{" ".join(bare_phrase(thai).words)}"'),
        "newest first": both(first, f'"{first}"', "newest"),
        "field filter": filtered("source:kanal__3", "source = ?", ("telegram_web:kanal__3",)),
        "pay and date": filtered("pay:[900 TO 1100] posted:<2024-01-03", paid, (bound,)),
        "facets": (lambda: engine.search(facets), lambda: peer.facets(f'"{first}"')),
    }


@dataclass
class Filling:
    """Feeds both sides with the same posts and keeps their times apart."""

    peer: Peer
    making: float = 0
    preparing: float = 0
    adding: float = 0
    letters: int = 0

    def posts(self, count: int) -> Iterator[Document]:
        """Yield the posts to the engine, after the peer got them."""
        waiting = make_posts(count)
        while True:
            began = time.perf_counter()
            documents = list(islice(waiting, CHUNK))
            made = time.perf_counter()
            chunk = [(one, searchable(one).bare) for one in documents]
            prepared = time.perf_counter()
            self.peer.add(chunk)
            self.making, self.preparing = self.making + made - began, self.preparing + prepared - made
            self.adding += time.perf_counter() - prepared
            self.letters += sum(len(one.text) for one in documents)
            if not documents:
                return
            yield from documents


def fill(engine: EmbeddedEngine, peer: Peer, count: int) -> dict[str, float]:
    """Fill both sides and return what it cost."""
    filling = Filling(peer)
    began = time.perf_counter()
    engine.rebuild(filling.posts(count), count)
    ours = time.perf_counter() - began - filling.making - filling.preparing - filling.adding
    return {
        "letters a post": filling.letters / count,
        "prepared/s": count / filling.preparing,
        "prepared into the index/s": prepared_rate(min(count, SAMPLE)),
        "rebuild/s": count / ours,
        "FTS5 prepared/s": count / filling.adding,
    }


def prepared_rate(count: int) -> float:
    """Return how many ready entries a second enter an index, commit and merges included."""
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


def run(count: int, rounds: int) -> dict[str, object]:
    """Measure one size and print its table."""
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder) / "index", Path(folder) / "lock")
        peer = Peer(Path(folder) / "peer.db")
        facts = fill(engine, peer, count)
        peer.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        facts |= {"index MB": megabytes(Path(folder) / "index"), "FTS5 MB": megabytes(peer.path)}
        print(f"\n{count:,} posts: " + ", ".join(f"{name} {value:,.0f}" for name, value in facts.items()))
        table = {}
        print(f"{'':26}{'p50 ms':>10}{'p95 ms':>10}{'FTS5 p50':>10}{'FTS5 p95':>10}{'ratio':>8}")
        for name, asks in kinds(engine, peer).items():
            (p50, p95), (peer50, peer95) = measure(asks, rounds)
            table[name] = {"p50": p50, "p95": p95, "fts5_p50": peer50, "fts5_p95": peer95}
            print(f"{name:26}{p50:>10.2f}{p95:>10.2f}{peer50:>10.2f}{peer95:>10.2f}{peer50 / p50:>8.1f}")
        memory = anonymous_megabytes()
        print(f"anonymous memory {memory:,.0f} MB, both sides and the generator together")
        return {"posts": count, "facts": facts, "queries": table, "anonymous_mb": memory}


def main() -> None:
    """Measure the sizes asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    runs = [run(count, asked.rounds) for count in asked.posts]
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    if asked.json:
        asked.json.write_text(json.dumps({"machine": machine, "runs": runs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
