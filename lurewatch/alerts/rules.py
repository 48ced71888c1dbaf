"""alerts.toml: saved searches and pattern rules, whose they are, and the id each keeps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec

from lurewatch.alerts.patterns import PATTERNS
from posts import jsonl
from posts.errors import SettingsError
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


class Rule(Record, frozen=True, kw_only=True):
    """A rule with the id that its matches carry: a saved search, or a pattern with its numbers."""

    id: str
    kind: Literal["search", "pattern"]
    name: str
    to: tuple[str, ...]
    search: SavedSearch | None = None
    pattern: PatternRule = PatternRule(kind="cluster_growth")

    def stored(self) -> tuple[str, str, str, bytes]:
        """Return the rule as the ledger records it; recipients do not make a new revision."""
        if self.search is not None:
            return self.id, self.kind, self.name, jsonl.canonical({"query": self.search.query})
        return self.id, self.kind, self.name, jsonl.canonical(msgspec.structs.replace(self.pattern, to=()))


def load_rules(home: Home) -> tuple[Rule, ...]:
    """Return the rules of alerts.toml; unknown kinds and repeated names are refused with their line."""
    path = home.settings_file(ALERTS_FILE)
    file = load_toml(path, AlertsFile)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for at, pattern in enumerate(file.pattern):
        if pattern.kind not in PATTERNS:
            line = line_of(text, f".pattern[{at}]", "kind")
            do = f"use one of: {', '.join(PATTERNS)}"
            raise SettingsError(f"unknown pattern {pattern.kind!r}", do, file=str(path), line=line)
    for name, count in Counter(search.name for search in file.search).items():
        if count > 1:
            raise SettingsError(f"two searches are called {name!r}", "give each its own name", file=str(path))
    return (*map(_search_rule, file.search), *_pattern_rules(file.pattern))


def _search_rule(search: SavedSearch) -> Rule:
    return Rule(id=f"search:{slug(search.name)}", kind="search", name=search.name, to=search.to, search=search)


def _pattern_rules(patterns: tuple[PatternRule, ...]) -> Iterator[Rule]:
    seen: Counter[str] = Counter()
    for pattern in patterns:
        name = pattern.name or pattern.kind
        seen[name] += 1
        own = f"pattern:{slug(name)}" + (f"-{seen[name]}" if seen[name] > 1 else "")
        yield Rule(id=own, kind="pattern", name=name, to=pattern.to, pattern=pattern)


def slug(name: str) -> str:
    """Return a name as part of an id: letters and digits of any script, joined by hyphens."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
