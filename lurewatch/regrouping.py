"""Regrouping: what people decide about clusters: some posts do not belong, or two clusters are one. It outlives all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dedupe.decisions import Decision
from index.ledger.feed import announce
from index.ledger.groups import add_decision, heir_of, members_of, regroup_touched
from index.ledger.neighbours import LedgerNeighbours
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from lurewatch.deciding import audited
from lurewatch.feeding import catch_up
from lurewatch.installation import Installation
from posts.errors import InputError
from posts.mark import AuditLine


@dataclass(frozen=True, slots=True)
class Reason:
    """Who decided, and why."""

    actor: str
    reason: str


def split(here: Installation, cluster: str, posts: Collection[str], why: Reason) -> list[str]:
    """Take posts out of a cluster for good; return the clusters that its posts belong to now."""
    with here.ledger.writing() as connection:
        own, members = _members(connection, cluster)
        for post in sorted(set(posts) - set(members)):
            raise InputError(f"{post} is no member of {own}", f"take posts that are: lurewatch cluster {own}")
        others = sorted(set(members) - set(posts))
        if not others:
            raise InputError("these are all posts of the cluster", "name those that do not belong, not all")
        _refuse_same_text(connection, posts, others)
        decision = Decision(kind="split", posts=tuple(sorted(set(posts))), others=tuple(others))
        return _decide(here, connection, decision, own, why)


def merge(here: Installation, cluster: str, other: str, why: Reason) -> list[str]:
    """Make two clusters one for good; return the clusters that their posts belong to now (one)."""
    with here.ledger.writing() as connection:
        own, members = _members(connection, cluster)
        second, others = _members(connection, other)
        if own == second:
            raise InputError(f"{cluster} and {other} are one cluster already", "nothing is to do")
        decision = Decision(kind="merge", posts=tuple(members), others=tuple(others))
        return _decide(here, connection, decision, own, why)


def follow(here: Installation) -> None:
    """Let the index follow what was decided."""
    catch_up(here.ledger, PUBLIC, here.engine(PUBLIC))


def _members(connection: Connection, cluster: str) -> tuple[str, list[str]]:
    own = heir_of(connection, cluster)
    members = members_of(connection, own)
    if not members:
        raise InputError(f"no cluster has the id {cluster}", "list them with: lurewatch clusters")
    return own, members


def _refuse_same_text(connection: Connection, posts: Collection[str], others: Collection[str]) -> None:
    written = LedgerNeighbours(connection).wordings_of([*posts, *others])
    staying = {written[post]: post for post in others if post in written}
    for post in sorted(posts):
        if written.get(post) in staying:
            same = staying[written[post]]
            raise InputError(f"{post} and {same} have the same text", f"name {same} too, or neither of them")


def _decide(here: Installation, connection: Connection, decision: Decision, cluster: str, why: Reason) -> list[str]:
    now = here.clock()
    add_decision(connection, decision, now)
    line = AuditLine(actor=why.actor, at=now, action=f"cluster.{decision.kind}", target=cluster, reason=why.reason)
    audited(connection, line)
    posts = (*decision.posts, *decision.others)
    announce(connection, regroup_touched(connection, {}, (), posts), PUBLIC)
    return sorted(set(LedgerNeighbours(connection).clusters_of(posts).values()))
