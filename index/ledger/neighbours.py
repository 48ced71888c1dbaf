"""What grouping asks of the ledger: who shares a key, which pairs are verified, which posts and clusters there are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from dedupe.decisions import Decision
from dedupe.incremental import Changes
from dedupe.keys import Wording, wordings_from
from dedupe.score import Pair, Side
from index.ledger.key_files import holders
from index.ledger.known import MANY
from index.ledger.schema import (
    PUBLIC,
    aliases,
    clusters,
    composites,
    decisions,
    pairs,
    runs,
    unsettled,
    wordings,
    written,
)
from posts import jsonl


class LedgerNeighbours:
    """The memory of grouping inside one transaction; see dedupe.neighbours.Neighbours."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def holders(self, keys: Collection[int]) -> Mapping[int, Sequence[str]]:
        """Return for each key the ids of the wordings that have it, smallest first, at most 64."""
        return holders(self._connection, keys)

    def wordings(self, ids: Collection[str]) -> Mapping[str, Wording]:
        """Return known wordings by id."""
        rows = self._rows(ids, lambda some: select(wordings).where(wordings.c.id.in_(some)))
        return {one.id: one for one in wordings_from([row.signs for row in rows])}

    def pairs_of(self, ids: Collection[str], most: int) -> Sequence[Pair]:
        """Return the verified pairs of these wordings; where they are more than `most`, some of them."""
        found: dict[tuple[str, str], Pair] = {}
        for end in (pairs.c.a, pairs.c.b):
            for row in self._rows(ids, lambda some, own=end: select(pairs).where(own.in_(some)).limit(most + 1)):  # type: ignore[misc]  # a default binds the loop's value
                found[row.a, row.b] = _pair(row)
                if len(found) > most:
                    return list(found.values())
        return list(found.values())

    def has_more(self, ids: Collection[str], most: int) -> bool:
        """Say whether these wordings surely have more pairs than `most`: they are counted in the database, not read."""
        for end in (pairs.c.a, pairs.c.b):
            counted = 0
            for row in self._rows(ids, lambda some, own=end: _count(select(own).where(own.in_(some)).limit(most + 1))):  # type: ignore[misc]  # a default binds the loop's value
                counted += row[0]
                if counted > most:
                    return True
        return False

    def posts_of(self, ids: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return the posts of each of these wordings."""
        found: dict[str, list[str]] = {}
        for row in self._rows(ids, lambda some: select(written).where(written.c.wording.in_(some))):
            found.setdefault(row.wording, []).append(row.post)
        return found

    def wordings_of(self, posts: Collection[str]) -> Mapping[str, str]:
        """Return the wording of each of these posts."""
        rows = self._rows(posts, lambda some: select(written).where(written.c.post.in_(some)))
        return {row.post: row.wording for row in rows if row.wording is not None}

    def clusters_of(self, posts: Collection[str]) -> Mapping[str, str]:
        """Return the cluster of each of these posts."""
        table = PUBLIC.posts
        rows = self._rows(posts, lambda some: select(table.c.id, table.c.cluster).where(table.c.id.in_(some)))
        return {row.id: row.cluster for row in rows if row.cluster is not None}

    def minted(self, ids: Collection[str]) -> Collection[str]:
        """Return those of these ids that were ever given."""
        return {row.id for row in self._rows(ids, lambda some: select(clusters).where(clusters.c.id.in_(some)))}

    def decisions(self) -> Sequence[Decision]:
        """Return what people decided about clusters, oldest first."""
        rows = self._connection.execute(select(decisions.c.record).order_by(decisions.c.id))
        return [jsonl.load(row.record.encode(), Decision) for row in rows]

    def keep(self, changes: Changes) -> None:
        """Take over what has changed."""
        self._drop(changes)
        self._add(changes)
        table = PUBLIC.posts
        for post, cluster in changes.clusters.items():
            self._connection.execute(update(table).where(table.c.id == post).values(cluster=cluster))
        for wording, others in changes.composites.items():
            self._connection.execute(delete(composites).where(composites.c.wording == wording))
            self._insert(composites, [{"wording": wording, "cluster": cluster} for cluster in others])
        self._insert(clusters, [{"id": cluster} for cluster in changes.minted])
        for retired, heir in changes.aliases.items():
            row = {"id": retired, "heir": heir}
            self._connection.execute(insert(aliases).on_conflict_do_update(index_elements=["id"], set_=row), row)

    def forget(self) -> dict[str, str]:
        """Empty the memory but for the ids that were ever given; return the cluster that each post had."""
        table = PUBLIC.posts
        rows = self._connection.execute(select(table.c.id, table.c.cluster).where(table.c.cluster.is_not(None)))
        old = {row.id: row.cluster for row in rows}
        for derived in (runs, unsettled, pairs, composites, written, wordings):
            self._connection.execute(delete(derived))
        self._connection.execute(update(table).values(cluster=None))
        return old

    def _drop(self, changes: Changes) -> None:
        gone = sorted(changes.gone)
        for table, column in ((wordings, wordings.c.id), (composites, composites.c.wording)):
            self._each(gone, lambda some, t=table, c=column: delete(t).where(c.in_(some)))  # type: ignore[misc]  # defaults bind the loop's values
        self._each(gone, lambda some: delete(pairs).where(or_(pairs.c.a.in_(some), pairs.c.b.in_(some))))
        left = sorted(changes.departed)
        self._each(left, lambda some: delete(written).where(written.c.post.in_(some)))
        table = PUBLIC.posts
        self._each(left, lambda some: update(table).where(table.c.id.in_(some)).values(cluster=None))

    def _add(self, changes: Changes) -> None:
        self._insert(wordings, [{"id": one.id, "signs": one.signs} for one in changes.wordings])
        self._insert(pairs, [_pair_row(pair) for pair in changes.pairs])
        limited = [{"wording": wording} for wording in sorted(changes.unsettled)]
        if limited:
            self._connection.execute(insert(unsettled).on_conflict_do_nothing(), limited)
        for post, wording in changes.posts.items():
            row = {"post": post, "wording": wording}
            self._connection.execute(insert(written).on_conflict_do_update(index_elements=["post"], set_=row), row)

    def _insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(table.insert(), rows)

    def _each(self, ids: Sequence[str], statement: Callable[[Sequence[str]], Any]) -> None:
        for start in range(0, len(ids), MANY):
            self._connection.execute(statement(ids[start : start + MANY]))

    def _rows(self, ids: Collection[str], query: Callable[[Sequence[str]], Select[Any]]) -> Iterator[Row[Any]]:
        ordered = sorted(ids)
        for start in range(0, len(ordered), MANY):
            yield from self._connection.execute(query(ordered[start : start + MANY]))


def _count(some: Select[Any]) -> Select[Any]:
    return select(func.count()).select_from(some.subquery())


def _pair(row: Row[Any]) -> Pair:
    of_a = Side(row.a_length, row.a_covered, row.a_segments)
    return Pair(row.a, row.b, of_a, Side(row.b_length, row.b_covered, row.b_segments))


def _pair_row(pair: Pair) -> dict[str, Any]:
    sides = {"a": pair.of_a, "b": pair.of_b}
    row: dict[str, Any] = {"a": pair.a, "b": pair.b, "score": pair.score}
    for end, side in sides.items():
        row |= {f"{end}_length": side.length, f"{end}_covered": side.covered, f"{end}_segments": side.segments}
    return row
