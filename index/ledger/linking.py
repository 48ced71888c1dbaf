"""What links clusters: which public clusters offer which contact, show which picture, and are posted by which account.

A post that holds two adverts says nothing of either alone, and one that warns, reports or asks for help says nothing
of who wrote the advert: neither links anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Select, func, select

from dedupe.campaigns.links import Evidence
from dedupe.joined import joined
from index.ledger.groups import ClusterSize
from index.ledger.known import MANY, find, newest, to_known
from index.ledger.pictures import every_pair
from index.ledger.schema import PUBLIC, composites, written
from index.ledger.times import from_text
from index.query.contacts import typed_contacts
from posts.reading import FORBIDDING, Reading

Holders = dict[str, set[str]]


def evidence_of(connection: Connection) -> list[Evidence]:
    """Return every contact, picture and account that may link clusters, in order."""
    offered = _offered(connection)
    found = [Evidence("contact", value, frozenset(clusters)) for value, clusters in offered.items()]
    found += [Evidence("picture", name, frozenset(clusters)) for name, clusters in _shown(connection).items()]
    for account, posted in _posted(connection).items():
        naming = offered.get(account, set()) - posted
        if naming:
            found.append(Evidence("account", account, frozenset(naming), frozenset(posted)))
    return sorted(found, key=lambda one: (one.kind, one.value))


def same_designs(connection: Connection) -> set[tuple[str, str]]:
    """Return the pairs of clusters whose posts show pictures of one design that are no copies, the smaller first."""
    pairs = [pair for pair in every_pair(connection) if pair.relation.kind == "same_design"]
    clusters = _offers_showing(connection, {name for pair in pairs for name in (pair.a, pair.b)})
    return {
        (min(one, other), max(one, other))
        for pair in pairs
        for one in clusters.get(pair.a, ())
        for other in clusters.get(pair.b, ())
        if one != other
    }


def founders(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return when each cluster's first post entered the ledger, as a number, and that post."""
    posts = PUBLIC.posts
    query = select(posts.c.cluster, posts.c.first_seq, posts.c.id).where(posts.c.cluster.is_not(None))
    found: dict[str, tuple[int, str]] = {}
    for cluster, seq, post in connection.execute(query):
        found[cluster] = min(found.get(cluster, (seq, post)), (seq, post))
    return found


def sizes_and_times(connection: Connection, clusters: Iterable[str]) -> dict[str, ClusterSize]:
    """Return how large some clusters are, and since when and until when their posts were seen."""
    posts, names, found = PUBLIC.posts, sorted(clusters), {}
    columns = (
        posts.c.cluster,
        func.count().label("posts"),
        func.count(posts.c.source.distinct()).label("sources"),
        func.min(posts.c.first_seen_at).label("first"),
        func.max(posts.c.last_seen_at).label("last"),
    )
    for start in range(0, len(names), MANY):
        some = select(*columns).where(posts.c.cluster.in_(names[start : start + MANY])).group_by(posts.c.cluster)
        for row in connection.execute(some):
            times = from_text(row.first), from_text(row.last)
            found[row.cluster] = ClusterSize(row.cluster, row.posts, row.sources, *times)
    return found


def readings_of(connection: Connection, posts: Iterable[str]) -> dict[str, Reading]:
    """Return the readings of public posts."""
    return {post: known.reading for post, known in find(connection, posts, (PUBLIC,)).items()}


def _composite() -> Select[tuple[str]]:
    return select(written.c.post).join(composites, composites.c.wording == written.c.wording)


def _offered(connection: Connection) -> Holders:
    contacts, posts = PUBLIC.contacts, PUBLIC.posts
    query = (
        select(contacts.c.value, posts.c.cluster)
        .distinct()
        .join(posts, posts.c.id == contacts.c.post)
        .where(contacts.c.role == "offered", posts.c.cluster.is_not(None), posts.c.id.not_in(_composite()))
    )
    return _held((value, cluster) for value, cluster in connection.execute(query))


def _shown(connection: Connection) -> Holders:
    """Return the clusters that show each picture or a copy of it; the picture of smallest hash names them all."""
    media, posts = PUBLIC.media, PUBLIC.posts
    copies = joined((pair.a, pair.b) for pair in every_pair(connection) if pair.relation.kind == "copy")
    names = {sha256: group[0] for group in copies for sha256 in group}
    reposted = (
        select(media.c.sha256)
        .join(posts, posts.c.id == media.c.post)
        .group_by(media.c.sha256)
        .having(func.count(posts.c.cluster.distinct()) > 1)
    )
    wanted = {*names, *connection.execute(reposted).scalars()}
    held = _offers_showing(connection, wanted)
    return _held((names.get(sha256, sha256), cluster) for sha256, clusters in held.items() for cluster in clusters)


def _offers_showing(connection: Connection, hashes: Iterable[str]) -> Mapping[str, set[str]]:
    """Return the clusters of the posts that show these pictures and warn of nothing, report nothing, ask nothing."""
    media, held = PUBLIC.media, []
    ordered = sorted(hashes)
    for start in range(0, len(ordered), MANY):
        some = media.c.sha256.in_(ordered[start : start + MANY])
        query = newest(PUBLIC).add_columns(media.c.sha256).join(media, media.c.post == PUBLIC.posts.c.id)
        for row in connection.execute(query.where(some, PUBLIC.posts.c.id.not_in(_composite()))):
            known = to_known(PUBLIC, row)
            if known.cluster and not any(hit.kind in FORBIDDING for hit in known.reading.context):
                held.append((row.sha256, known.cluster))
    return _held(held)


def _posted(connection: Connection) -> Holders:
    """Return the clusters that each account posts, under the contact that its address stands for."""
    posts, revisions = PUBLIC.posts, PUBLIC.revisions
    # json_extract is SQLite's: reading 100,000 whole records for one field takes ten times as long.
    address = func.json_extract(revisions.c.record, "$.author.url")
    same = (revisions.c.post == posts.c.id) & (revisions.c.rev == posts.c.rev)
    query = select(address, posts.c.cluster).distinct().join_from(posts, revisions, same)
    rows = connection.execute(query.where(posts.c.cluster.is_not(None), address.is_not(None)))
    return _held((typed_contacts(url)[0], cluster) for url, cluster in rows)


def _held(pairs: Iterable[tuple[str, str]]) -> Holders:
    found: Holders = defaultdict(set)
    for value, cluster in pairs:
        found[value].add(cluster)
    return dict(found)
