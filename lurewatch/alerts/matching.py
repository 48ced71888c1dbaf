"""Matching: rules against the posts and clusters that a transaction touched, inside that transaction.

A rule fires only if at least one counted post entered the ledger after the rule was recorded (rulings 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from index.ledger.alerting import Match, StoredRule, active_rules, add_match, set_matched
from index.ledger.known import Known, every, find, newest, to_known
from index.ledger.schema import PUBLIC
from index.query import Query, matches
from lurewatch.alerts.patterns import PATTERNS
from lurewatch.alerts.patterns.member import Member
from lurewatch.alerts.rules import PatternRule, Rule
from lurewatch.feeding import as_documents

Counts = Callable[[Known], bool]  # says whether a post is new to a rule


def match_posts(connection: Connection, rules: Sequence[Rule], touched: Iterable[str], now: datetime) -> int:
    """Match all rules in force against touched public posts and their clusters; return how many matches are new."""
    stored = {rule.id: rule for rule in active_rules(connection)}
    known = find(connection, touched, (PUBLIC,))
    clusters = {one.cluster for one in known.values() if one.cluster}
    found = 0
    for rule in rules:
        own = stored[rule.id]
        for match in _matches(connection, rule, own, known.values(), clusters, _new_since(own)):
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
    everything = list(every(connection, PUBLIC))
    clusters = {one.cluster for one in everything if one.cluster}
    return _matches(connection, rule, stored, everything, clusters, counts or _new_since(stored))


def _new_since(stored: StoredRule) -> Counts:
    return lambda known: known.first_seq > stored.saved_seq


def _matches(
    connection: Connection,
    rule: Rule,
    stored: StoredRule,
    posts: Iterable[Known],
    clusters: Iterable[str],
    counts: Counts,
) -> Iterator[Match]:
    if rule.query is not None:
        return _search_matches(connection, rule.query, stored, posts, counts)
    return _pattern_matches(connection, rule.pattern, stored, clusters, counts)


def _search_matches(
    connection: Connection, query: Query, stored: StoredRule, posts: Iterable[Known], counts: Counts
) -> Iterator[Match]:
    new = [known for known in posts if counts(known)]
    for document in as_documents(connection, new, {}):
        if matches(query, document):
            yield Match(stored.id, stored.rev, document.id, document.id, (document.id,))


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
    query = newest(PUBLIC).where(PUBLIC.posts.c.cluster == cluster)
    for known in (to_known(PUBLIC, row) for row in connection.execute(query)):
        if known.reading.alertable:
            at = known.post.posted_at or known.first_seen_at
            yield Member(known.post.id, known.post.source, at, counts(known))
