"""SQLite FTS5, the search that most people would build into a program of this kind, as a careful one sets it up."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from index.document import Document


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
