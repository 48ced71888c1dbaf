"""Matching: rules against the posts and clusters that a transaction touched, inside that transaction.

A rule fires only if at least one counted post entered the ledger after the rule was recorded (rulings 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from index.ledger.alerting import Match, StoredRule, active_rules, add_match, set_matched
from index.ledger.groups import every_cluster, known_in
from index.ledger.known import Known, every, find
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from index.query import Query
from index.query.match import answers
from index.query.searchable import Searchable, searchable
from lurewatch.alerts.patterns import PATTERNS
from lurewatch.alerts.patterns.member import Member
from lurewatch.alerts.rules import PatternRule, Rule
from lurewatch.feeding import as_documents

CHUNK = 500  # posts prepared at a time

Counts = Callable[[Known], bool]  # says whether a post is new to a rule


@dataclass(frozen=True, slots=True)
class Ready:
    """A post and the prepared form in which queries are asked; prepared once for all rules."""

    known: Known
    prepared: Searchable


def match_posts(connection: Connection, rules: Sequence[Rule], touched: Iterable[str], now: datetime) -> int:
    """Match all rules in force against touched public posts and their clusters; return how many matches are new."""
    stored = {rule.id: rule for rule in active_rules(connection)}
    posts = list(_ready(connection, find(connection, touched, (PUBLIC,)).values()))
    clusters = {one.known.cluster for one in posts if one.known.cluster}
    found = 0
    for rule in rules:
        own = stored[rule.id]
        for match in _matches(connection, rule, own, (posts, clusters), _new_since(own)):
            found += add_match(connection, match, rule.to, now)
    return found


def match_all(connection: Connection, rule: Rule, counts: Counts | None, now: datetime) -> int:
    """Match one rule over everything the ledger holds; running it again finds nothing new."""
    stored = {one.id: one for one in active_rules(connection)}[rule.id]
    found = sum(add_match(connection, match, rule.to, now) for match in all_matches(connection, rule, stored, counts))
    set_matched(connection, stored)
    return found


def all_matches(connection: Connection, rule: Rule, stored: StoredRule, counts: Counts | None) -> Iterator[Match]:
    """Yield what a rule finds in everything the ledger holds, without keeping it."""
    everything = _ready(connection, every(connection, PUBLIC))
    return _matches(connection, rule, stored, (everything, every_cluster(connection)), counts or _new_since(stored))


def _ready(connection: Connection, posts: Iterable[Known]) -> Iterator[Ready]:
    waiting = iter(posts)
    while chunk := list(islice(waiting, CHUNK)):
        for known, document in zip(chunk, as_documents(connection, chunk, {}), strict=True):
            yield Ready(known, searchable(document))


def _new_since(stored: StoredRule) -> Counts:
    return lambda known: known.first_seq > stored.saved_seq


def _matches(
    connection: Connection, rule: Rule, stored: StoredRule, field: tuple[Iterable[Ready], set[str]], counts: Counts
) -> Iterator[Match]:
    posts, clusters = field
    if rule.query is not None:
        return _search_matches(rule.query, stored, posts, counts)
    return _pattern_matches(connection, rule.pattern, stored, clusters, counts)


def _search_matches(query: Query, stored: StoredRule, posts: Iterable[Ready], counts: Counts) -> Iterator[Match]:
    for one in posts:
        if counts(one.known) and answers(query, one.prepared):
            own = one.known.post.id
            yield Match(stored.id, stored.rev, own, own, (own,))


def _pattern_matches(
    connection: Connection, pattern: PatternRule, stored: StoredRule, clusters: Iterable[str], counts: Counts
) -> Iterator[Match]:
    for cluster in sorted(clusters):
        members = list(_members(connection, cluster, counts))
        found = PATTERNS[pattern.kind].find(members, pattern.posts, pattern.sources, pattern.days)
        for bucket, posts in found.items():
            yield Match(stored.id, stored.rev, cluster, bucket, posts)


def _members(connection: Connection, cluster: str, counts: Counts) -> Iterator[Member]:
    """Yield the alertable public members of a cluster."""
    for known in known_in(connection, cluster):
        if known.reading.alertable:
            at = known.post.posted_at or known.first_seen_at
            yield Member(known.post.id, known.post.source, at, counts(known))
