"""The sides of the search benchmark, and the kinds of query that each is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.search_fts5 import Peer
from benchmarks.search_posts import START, words_of
from index.analysis import bare_phrase
from index.elastic import ElasticEngine
from index.elastic.cluster import Cluster
from index.embedded import EmbeddedEngine
from index.engine import Request, Sort
from index.query import parse

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
    """Return the kinds of query, each for every side; ours comes first."""
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
