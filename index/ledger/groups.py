"""Groups: the ledger's clusters: placing new posts, listing, members, aliases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from dedupe.anew import anew
from dedupe.decisions import Decision
from dedupe.incremental import place
from dedupe.keys import WORDING_RECIPE, Wording
from index.ledger.known import MANY, Known, newest, to_known
from index.ledger.neighbours import LedgerNeighbours
from index.ledger.schema import PUBLIC, aliases, composites, decisions, meta, unsettled, written
from index.ledger.times import from_text, to_text
from index.ledger.wordless import copies_among, wordless_around
from posts import jsonl

RECIPE = "grouping"  # key in the meta table
SMALLEST = 2  # posts that make a cluster worth listing


@dataclass(frozen=True, slots=True)
class ClusterSize:
    """A cluster as the list shows it."""

    id: str
    posts: int
    sources: int
    first_seen_at: datetime
    last_seen_at: datetime


def regroup_touched(
    connection: Connection,
    arrivals: Mapping[str, Wording | None],
    left: Collection[str],
    again: Collection[str] = (),
) -> set[str]:
    """Place public posts by their wordings, take out those that left, cluster anew around those in `again`.

    Return the posts whose cluster changed.
    """
    if not arrivals and not left and not again:
        return set()
    known = LedgerNeighbours(connection)
    changes = place(arrivals, left, known, again, wordless_around(connection, arrivals, left))
    known.keep(changes)
    return set(changes.clusters)


def regroup_all(connection: Connection, texts: Mapping[str, str]) -> set[str]:
    """Group the texts of all public posts anew; clusters keep their ids; return the posts whose cluster changed."""
    known = LedgerNeighbours(connection)
    old = known.forget()
    changes = anew(texts, known.decisions(), old, known.minted, partial(copies_among, connection))
    known.keep(changes)
    row = {"key": RECIPE, "value": WORDING_RECIPE}
    connection.execute(insert(meta).on_conflict_do_update(index_elements=["key"], set_=row), row)
    return {post for post, cluster in changes.clusters.items() if old.get(post) != cluster}


def is_current(connection: Connection) -> bool:
    """Say whether all that stands was grouped by today's recipe; else it must be grouped anew."""
    recipe = connection.execute(select(meta.c.value).where(meta.c.key == RECIPE)).scalar()
    return recipe == WORDING_RECIPE


def count_unsettled(connection: Connection) -> int:
    """Return how many wordings met a limit when they were placed, since everything was placed anew."""
    return int(connection.execute(select(func.count()).select_from(unsettled)).scalar() or 0)


def add_decision(connection: Connection, decision: Decision, at: datetime) -> None:
    """Keep what somebody decided about clusters, for ever."""
    connection.execute(decisions.insert(), {"at": to_text(at), "record": jsonl.line(decision).decode()})


def members_of(connection: Connection, cluster: str) -> list[str]:
    """Return the posts of a cluster by id; an alias stands for its heir."""
    own = heir_of(connection, cluster)
    posts = PUBLIC.posts
    rows = connection.execute(select(posts.c.id).where(posts.c.cluster == own).order_by(posts.c.id))
    return list(rows.scalars())


def sizes_of(connection: Connection, clusters: Collection[str]) -> dict[str, int]:
    """Return how many public posts each of some clusters has."""
    posts, names, sizes = PUBLIC.posts, sorted(clusters), {}
    for start in range(0, len(names), MANY):
        some = posts.c.cluster.in_(names[start : start + MANY])
        rows = connection.execute(select(posts.c.cluster, func.count()).where(some).group_by(posts.c.cluster))
        sizes.update({str(name): int(size) for name, size in rows})
    return sizes


def every_cluster(connection: Connection) -> set[str]:
    """Return all clusters that public posts belong to."""
    posts = PUBLIC.posts
    return set(connection.execute(select(posts.c.cluster).distinct().where(posts.c.cluster.is_not(None))).scalars())


def known_in(connection: Connection, cluster: str) -> Iterator[Known]:
    """Yield the public posts of a living cluster."""
    for row in connection.execute(newest(PUBLIC).where(PUBLIC.posts.c.cluster == cluster)):
        yield to_known(PUBLIC, row)


def heir_of(connection: Connection, cluster: str) -> str:
    """Return the cluster that a retired id stands for now; a living id is its own."""
    seen = set()
    while cluster not in seen:
        seen.add(cluster)
        heir = connection.execute(select(aliases.c.heir).where(aliases.c.id == cluster)).scalar()
        if heir is None:
            break
        cluster = heir
    return cluster


def largest(connection: Connection, limit: int, smallest: int = SMALLEST) -> list[ClusterSize]:
    """Return the largest clusters, those with more posts first."""
    posts = PUBLIC.posts
    count = func.count()
    query = (
        select(
            posts.c.cluster,
            count.label("posts"),
            func.count(posts.c.source.distinct()).label("sources"),
            func.min(posts.c.first_seen_at).label("first"),
            func.max(posts.c.last_seen_at).label("last"),
        )
        .where(posts.c.cluster.is_not(None))
        .group_by(posts.c.cluster)
        .having(count >= smallest)
        .order_by(count.desc(), posts.c.cluster)
        .limit(limit)
    )
    return [
        ClusterSize(row.cluster, row.posts, row.sources, from_text(row.first), from_text(row.last))
        for row in connection.execute(query)
    ]


def composites_in(connection: Connection, cluster: str) -> list[str]:
    """Return the posts that also hold this cluster's advert beside another one."""
    query = select(written.c.post).join(composites, composites.c.wording == written.c.wording)
    return sorted(connection.execute(query.where(composites.c.cluster == cluster)).scalars())
