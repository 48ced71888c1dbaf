"""Cases: from a query, a cluster or a post to everything that its bundle holds, in one moment of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.engine import Request
from index.ledger.coverage import captures_of, every_gap, every_visit, left_out
from index.ledger.groups import members_of
from index.ledger.known import Known, find
from index.ledger.people import custody_of, marks_on
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from index.ledger.stories import observations_of, revisions_of
from index.query import parse, sentence
from lurewatch.evidence.case import Case, ClusterFacts, Member, SlotRow, Subject, Version, Withheld
from lurewatch.evidence.custody import CustodyLine
from lurewatch.installation import Installation
from lurewatch.templates import template_of
from posts import jsonl
from posts.capture import Capture
from posts.errors import InputError
from posts.identity import named_id
from posts.post import Media

WITHHELD = "its page also shows a post by or about people to protect"
MAX_POSTS = 10_000  # of one bundle; above that a court wants a selection, not a dump


def by_query(here: Installation, text: str) -> Case:
    """Return the case of all public posts that answer a query."""
    query = parse(text, here.lookups)
    answer = here.engine(PUBLIC).search(Request(query=query, sort="first_seen", limit=MAX_POSTS))
    said = f"All public posts collected until now in which {sentence(query)}."
    return _case(here, Subject("query", text, said), [hit.id for hit in answer.hits])


def by_cluster(here: Installation, cluster: str) -> Case:
    """Return the case of all posts of a cluster."""
    with here.ledger.reading() as connection:
        members = members_of(connection, cluster)
    return _case(here, Subject("cluster", cluster, f"All posts of the template {cluster}."), members)


def by_post(here: Installation, post: str) -> Case:
    """Return the case of one post."""
    return _case(here, Subject("post", post, f"The post {post}."), [post])


def _case(here: Installation, subject: Subject, ids: Sequence[str]) -> Case:
    with here.ledger.reading() as connection:
        known = find(connection, ids, (PUBLIC,))
        if not known:
            raise InputError(f"no public post answers: {subject.value}", "look with: lurewatch search")
        return _assembled(connection, here, subject, sorted(known.values(), key=lambda one: one.post.id))


def _assembled(connection: Connection, here: Installation, subject: Subject, known: list[Known]) -> Case:
    ids = [one.post.id for one in known]
    members = _members(connection, known)
    lines = custody_of(connection, ids)
    seen = {one.capture for member in members for one in member.observations}
    held, withheld = _captures(connection, seen | {one.capture for one in _pictures(members) if one.capture})
    sources = {one.post.source for one in known}
    clusters = sorted({one.cluster for one in known if one.cluster})
    return Case(
        slug=_slug(subject),
        subject=subject,
        operator=here.settings.operator,
        contact=here.settings.contact,
        members=tuple(members),
        captures=tuple(held),
        withheld=tuple(withheld),
        left_out=left_out(connection),
        media=tuple(sorted(_media(members).items())),
        custody=tuple(lines),
        visits=tuple(every_visit(connection, sources)),
        gaps=tuple(every_gap(connection, sources)),
        clusters=tuple(_clusters(connection, clusters)),
        newest_event_at=max(jsonl.load(line, CustodyLine).t for line in lines),
    )


def _members(connection: Connection, known: list[Known]) -> list[Member]:
    ids = [one.post.id for one in known]
    observed = observations_of(connection, ids)
    marks = marks_on(connection, ids)
    return [
        Member(
            id=one.post.id,
            versions=tuple(Version(*found) for found in revisions_of(connection, PUBLIC, one.post.id)),
            reading=one.reading,
            observations=tuple(observed.get(one.post.id, ())),
            marks=tuple(marks.get(one.post.id, ())),
            cluster=one.cluster,
            first_seen_at=one.first_seen_at,
            not_shown_at=one.not_shown_at,
        )
        for one in known
    ]


def _captures(connection: Connection, ids: set[str]) -> tuple[list[Capture], list[Withheld]]:
    held, withheld = [], []
    for capture, is_withheld in captures_of(connection, ids):
        if is_withheld:
            withheld.append(Withheld(capture=capture.id, sha256=capture.sha256, reason=WITHHELD))
        else:
            held.append(capture)
    return held, withheld


def _pictures(members: list[Member]) -> Iterator[Media]:
    """Yield the media of all versions whose bytes are kept."""
    for member in members:
        for version in member.versions:
            yield from (one for one in version.post.media if one.sha256)


def _media(members: list[Member]) -> dict[str, str]:
    """Return {sha256: type}; where two pages called one file differently, one of the names for all times."""
    found: dict[str, str] = {}
    for one in _pictures(members):
        found[one.sha256 or ""] = max(found.get(one.sha256 or "", ""), one.mime or "")
    return found


def _clusters(connection: Connection, clusters: Sequence[str]) -> Iterator[ClusterFacts]:
    for cluster in clusters:
        made = template_of(connection, cluster)
        if made is not None:
            rows = [SlotRow(slot=row.kind, value=row.value, post=row.post, at=row.at) for row in made.rows]
            yield ClusterFacts(id=cluster, posts=made.size, template=made.text, slots=tuple(rows))


def _slug(subject: Subject) -> str:
    """Return the bundle's top folder: from what was asked alone, never from a clock or a file name (rulings 7).

    A query may hold a name or number that somebody asked for, and file names hold ids and hashes only (contract §4).
    """
    value = named_id("q1_", subject.value) if subject.kind == "query" else subject.value
    return f"{subject.kind}-{value}"
