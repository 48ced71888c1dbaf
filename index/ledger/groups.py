"""Groups: the ledger's clusters: placing new posts, listing, members, aliases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from dedupe.incremental import place, renamed
from dedupe.keys import Wording
from index.ledger.known import MANY, Known, newest, to_known
from index.ledger.neighbours import LedgerNeighbours
from index.ledger.schema import PUBLIC, aliases, composites, written
from index.ledger.times import from_text

SMALLEST = 2  # posts that make a cluster worth listing


@dataclass(frozen=True, slots=True)
class ClusterSize:
    """A cluster as the list shows it."""

    id: str
    posts: int
    sources: int
    first_seen_at: datetime
    last_seen_at: datetime


def regroup_touched(connection: Connection, arrivals: Mapping[str, Wording | None], left: Collection[str]) -> set[str]:
    """Place public posts by their wordings and take out those that left; return the posts whose cluster changed."""
    if not arrivals and not left:
        return set()
    known = LedgerNeighbours(connection)
    changes = place(arrivals, left, known)
    known.keep(changes)
    return set(changes.clusters)


def regroup_all(connection: Connection, posts: Mapping[str, Wording | None]) -> set[str]:
    """Group all public posts anew; clusters keep their ids; return the posts whose cluster changed."""
    known = LedgerNeighbours(connection)
    old = known.forget()
    changes = renamed(place(posts, (), known), old, known.minted)
    known.keep(changes)
    return {post for post, cluster in changes.clusters.items() if old.get(post) != cluster}


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
