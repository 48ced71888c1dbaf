"""alerts.toml: saved searches and pattern rules, whose they are, and the id each keeps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from index.query import Lookups, Query, parse, sentence
from lurewatch.alerts.patterns import PATTERNS
from posts import jsonl
from posts.errors import QueryError, SettingsError
from posts.home import Home
from posts.post import Record
from posts.toml_file import line_of, load_toml

ALERTS_FILE = "alerts.toml"


class SavedSearch(Record, frozen=True, kw_only=True):
    """A query that keeps running, and who is told of each new post it finds."""

    name: str
    query: str
    to: tuple[str, ...] = ()


class PatternRule(Record, frozen=True, kw_only=True):
    """A recurring pattern with its numbers; which numbers a kind takes is said by its own file."""

    kind: str
    name: str | None = None
    posts: int = 3
    sources: int = 2
    days: int = 7
    to: tuple[str, ...] = ()


class AlertsFile(Record, frozen=True, kw_only=True):
    """The whole of alerts.toml."""

    search: tuple[SavedSearch, ...] = ()
    pattern: tuple[PatternRule, ...] = ()


NO_PATTERN = PatternRule(kind="none")  # of a saved search


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with the id that its matches carry: a saved search with its query, or a pattern with its numbers."""

    id: str
    kind: Literal["search", "pattern"]
    name: str
    to: tuple[str, ...]
    sentence: str
    record: bytes
    query: Query | None = None
    pattern: PatternRule = NO_PATTERN

    def stored(self) -> tuple[str, str, str, bytes]:
        """Return the rule as the ledger records it; recipients do not make a new revision."""
        return self.id, self.kind, self.name, self.record


def load_rules(home: Home, lookups: Lookups) -> tuple[Rule, ...]:
    """Return the rules of alerts.toml; unknown kinds, bad queries and repeated names are refused with their line."""
    path = home.settings_file(ALERTS_FILE)
    file = load_toml(path, AlertsFile)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    _check_kinds(file, path, text)
    for name, count in Counter(search.name for search in file.search).items():
        if count > 1:
            raise SettingsError(f"two searches are called {name!r}", "give each its own name", file=str(path))
    searches = [_search_rule(search, _query(search, at, path, text, lookups)) for at, search in enumerate(file.search)]
    return (*searches, *_pattern_rules(file.pattern))


def _check_kinds(file: AlertsFile, path: Path, text: str) -> None:
    for at, pattern in enumerate(file.pattern):
        if pattern.kind not in PATTERNS:
            line = line_of(text, f".pattern[{at}]", "kind")
            do = f"use one of: {', '.join(PATTERNS)}"
            raise SettingsError(f"unknown pattern {pattern.kind!r}", do, file=str(path), line=line)


def _query(search: SavedSearch, at: int, path: Path, text: str, lookups: Lookups) -> Query:
    try:
        return parse(search.query, lookups)
    except QueryError as problem:
        line = line_of(text, f".search[{at}]", "query")
        raise SettingsError(
            f"the query cannot be read: {problem.what}", problem.do, file=str(path), line=line
        ) from problem


def _search_rule(search: SavedSearch, query: Query) -> Rule:
    own = f"search:{slug(search.name)}"
    record = jsonl.canonical({"query": search.query})
    return Rule(own, "search", search.name, search.to, sentence(query), record, query)


def _pattern_rules(patterns: tuple[PatternRule, ...]) -> Iterator[Rule]:
    seen: Counter[str] = Counter()
    for pattern in patterns:
        name = pattern.name or pattern.kind
        seen[name] += 1
        own = f"pattern:{slug(name)}" + (f"-{seen[name]}" if seen[name] > 1 else "")
        numbers = msgspec.structs.replace(pattern, to=())
        said = PATTERNS[pattern.kind].SENTENCE.format(posts=pattern.posts, sources=pattern.sources, days=pattern.days)
        yield Rule(own, "pattern", name, pattern.to, said, jsonl.canonical(numbers), pattern=pattern)


def slug(name: str) -> str:
    """Return a name as part of an id: letters and digits of any script, joined by hyphens."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
