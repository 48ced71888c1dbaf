"""How fast posts enter the embedded index and are found in it, beside SQLite FTS5 in the same run.

Run: python benchmarks/search.py [--posts 10000 100000] [--rounds 50] [--json OUT]
Posts are generated: Zipf words of six scripts, about 470 letters, two of three reposted with small changes.
Both sides get the same prepared words, return the first 20 and the total, and are asked in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from index.document import Document, PayRange
from index.embedded import EmbeddedEngine
from index.engine import Request
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
TOWNS = ("kh-poipet", "kh-bavet", "kh-sihanoukville", "mm-myawaddy", "la-gtsez", "mm-laukkaing")


@dataclass
class Language:
    """Words of one language with their Zipf weights."""

    words: list[str]
    weights: list[float]
    glue: str


def make_language(name: str, chance: random.Random) -> Language:
    letters, together, _ = LETTERS[name]
    longest = 3 if len(letters) > 100 else 9
    words = ["".join(chance.choices(letters, k=chance.randint(2, longest))) for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 1) ** ZIPF for rank in range(VOCABULARY)))
    return Language(words, weights, "" if together else " ")


def make_text(language: Language, chance: random.Random) -> str:
    parts = []
    for _ in range(chance.randint(6, 14)):
        words = chance.choices(language.words, cum_weights=language.weights, k=chance.randint(4, 10))
        parts.append(language.glue.join(words))
    return ". ".join(parts)


def make_posts(count: int) -> Iterator[Document]:
    chance = random.Random(7)
    languages = {name: make_language(name, chance) for name in LETTERS}
    names, shares = list(LETTERS), [share for _, _, share in LETTERS.values()]
    kept: list[tuple[str, str]] = []
    for number in range(count):
        if kept and chance.random() < 0.67:
            lang, text = chance.choice(kept)
            text += f" {chance.randint(700, 3000)}"
        else:
            lang = chance.choices(names, shares)[0]
            text = make_text(languages[lang], chance)
            kept = [*kept[-2000:], (lang, text)] if number % 64 == 0 else kept
            kept = kept if number % 64 == 0 else [*kept, (lang, text)] if len(kept) < 4000 else kept
        yield make_document(number, lang, text, chance)


def make_document(number: int, lang: str, text: str, chance: random.Random) -> Document:
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
        author_handle=f"akun__{chance.randint(0, 5000)}",
        langs=(lang,),
        contacts=(f"telegram:kontak__{int(chance.paretovariate(0.6)) % 50_000}",),
        places=tuple(chance.sample(TOWNS, chance.randint(0, 2))),
        pay=PayRange(low=low, high=low * 1.5) if chance.random() < 0.5 else None,
        indicators=("ben_flight",) if chance.random() < 0.3 else (),
        score=float(chance.randint(0, 12)),
        alertable=chance.random() < 0.2,
    )


class Peer:
    """SQLite FTS5 as a careful user would set it up: contentless words, one table for the rest, indexes on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = sqlite3.connect(path)
        self.db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "CREATE TABLE posts (n INTEGER PRIMARY KEY, id, source, lang, contact, newest, pay_low, pay_high);"
            "CREATE INDEX by_source ON posts (source, newest); CREATE INDEX by_newest ON posts (newest);"
            "CREATE VIRTUAL TABLE words USING fts5(bare, content='', prefix='3',"
            " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Pc'\");"
        )

    def add(self, rows: list[tuple[Document, str]], first: int) -> None:
        with self.db:
            self.db.executemany(
                "INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(first + at, *peer_row(document)) for at, (document, _) in enumerate(rows)],
            )
            self.db.executemany(
                "INSERT INTO words (rowid, bare) VALUES (?, ?)", [(first + at, bare) for at, (_, bare) in enumerate(rows)]
            )

    def ask(self, where: str, values: tuple[object, ...], order: str) -> None:
        table = "words JOIN posts ON posts.n = words.rowid" if "MATCH" in where else "posts"
        self.db.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()
        self.db.execute(f"SELECT id FROM {table} WHERE {where} ORDER BY {order} LIMIT 20", values).fetchall()

    def facets(self, where: str, values: tuple[object, ...]) -> None:
        for column in ("source", "lang", "contact"):
            self.db.execute(
                f"SELECT {column}, count(*) FROM words JOIN posts ON posts.n = words.rowid WHERE {where}"
                f" GROUP BY 1 ORDER BY 2 DESC LIMIT 20",
                values,
            ).fetchall()


def peer_row(document: Document) -> tuple[object, ...]:
    pay = document.pay
    return (
        document.id,
        document.source,
        document.langs[0],
        document.contacts[0],
        document.newest_at.timestamp(),
        pay.low if pay else None,
        pay.high if pay else None,
    )


Ask = Callable[[], object]


def kinds(engine: EmbeddedEngine, peer: Peer) -> dict[str, tuple[Ask, Ask]]:
    """Return the ten kinds of query, each for both sides."""
    chance = random.Random(7)
    words = {name: make_language(name, chance).words for name in LETTERS}
    a, b, c = words["id"][0], words["id"][1], words["id"][300]
    thai = next(word for word in words["th"][20:] if len(word) > 4)
    rank, newest = "rank", "newest DESC"

    def both(query: str, match: str, order: str, sort: str = "relevance") -> tuple[Ask, Ask]:
        request = Request(parse(query), sort="newest" if sort == "newest" else "relevance")
        return lambda: engine.search(request), lambda: peer.ask("words MATCH ?", (match,), order)

    source, bound = "telegram_web:kanal__3", (START + timedelta(days=2)).timestamp()
    facets = Request(parse(a), limit=1, facets=("source", "lang", "contact"))
    by_source = Request(parse(f"source:{source}"))
    by_range = Request(parse("pay:[900 TO 1100] posted:<2024-01-03"))
    pairs = " ".join(searchable_words(thai))
    return {
        "common word": both(a, f'"{a}"', rank),
        "rarer word": both(c, f'"{c}"', rank),
        "AND": both(f"{a} {c}", f'"{a}" AND "{c}"', rank),
        "OR of the two commonest": both(f"{a} OR {b}", f'"{a}" OR "{b}"', rank),
        "phrase": both(f'"{a} {b}"', f'"{a} {b}"', rank),
        "prefix": both(f"{c[:3]}*", f'"{c[:3]}"*', rank),
        "Thai word": both(thai, f'"{pairs}"', rank),
        "newest first": both(a, f'"{a}"', newest, "newest"),
        "field filter": (
            lambda: engine.search(by_source),
            lambda: peer.ask("source = ?", (source,), newest),
        ),
        "pay and date": (
            lambda: engine.search(by_range),
            lambda: peer.ask("pay_high >= 900 AND pay_low <= 1100 AND newest < ?", (bound,), newest),
        ),
        "facets": (lambda: engine.search(facets), lambda: peer.facets("words MATCH ?", (f'"{a}"',))),
    }


def searchable_words(word: str) -> list[str]:
    query = parse(word)
    return list(query.bare.words) if hasattr(query, "bare") else [word]


def fill(engine: EmbeddedEngine, peer: Peer, count: int) -> dict[str, float]:
    """Fill both sides and return what it cost."""
    documents = list(make_posts(count))
    began = time.perf_counter()
    prepared = [searchable(document) for document in documents]
    prepare_seconds = time.perf_counter() - began
    began = time.perf_counter()
    engine.rebuild(documents, count)
    rebuild_seconds = time.perf_counter() - began
    began = time.perf_counter()
    for first in range(0, count, 5000):
        rows = [(document, found.bare) for document, found in zip(documents, prepared, strict=True)][first : first + 5000]
        peer.add(rows, first)
    return {
        "letters": statistics.mean(len(document.text) for document in documents),
        "prepare_per_second": count / prepare_seconds,
        "rebuild_per_second": count / rebuild_seconds,
        "prepared_into_index_per_second": count / max(rebuild_seconds - prepare_seconds, 1e-9),
        "peer_per_second": count / (time.perf_counter() - began),
    }


def measure(asks: tuple[Ask, ...], rounds: int) -> list[dict[str, float]]:
    """Ask all sides in turn and return p50 and p95 of each in milliseconds."""
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(rounds):
        for at, ask in enumerate(asks):
            began = time.perf_counter()
            ask()
            times[at].append((time.perf_counter() - began) * 1000)
    return [{"p50": statistics.median(one), "p95": sorted(one)[int(len(one) * 0.95)]} for one in times]


def size(path: Path) -> float:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) / 1e6


def run(count: int, rounds: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder) / "index", Path(folder) / "lock")
        peer = Peer(Path(folder) / "peer.db")
        filled = fill(engine, peer, count)
        sizes = {"index_mb": size(Path(folder) / "index"), "peer_mb": size(peer.path)}
        print(f"\n{count:,} posts  " + "  ".join(f"{name} {value:,.0f}" for name, value in (filled | sizes).items()))
        print(f"{'':26}{'p50 ms':>10}{'p95 ms':>10}{'FTS5 p50':>10}{'FTS5 p95':>10}{'ratio':>8}")
        table = {}
        for name, asks in kinds(engine, peer).items():
            ours, theirs = measure(asks, rounds)
            table[name] = {"ours": ours, "fts5": theirs}
            print(
                f"{name:26}{ours['p50']:>10.2f}{ours['p95']:>10.2f}{theirs['p50']:>10.2f}{theirs['p95']:>10.2f}"
                f"{theirs['p50'] / ours['p50']:>8.1f}"
            )
        return {"posts": count, **filled, **sizes, "queries": table}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    machine = {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    runs = [run(count, asked.rounds) for count in asked.posts]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory {peak:,.0f} MB (documents of the generator included), {machine}")
    if asked.json:
        asked.json.write_text(json.dumps({"machine": machine, "peak_mb": peak, "runs": runs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
