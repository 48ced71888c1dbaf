"""Feeding: bringing an engine up to the ledger's newest feed number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from index.document import Document, Facts, document
from index.engine import Change, Engine, Removal
from index.ledger import feed
from index.ledger.known import Known, every, find
from index.ledger.people import marks_on
from index.ledger.schema import Lane
from index.ledger.store import Connection, Ledger

CHUNK = 1000  # documents in one commit of the engine


def catch_up(ledger: Ledger, lane: Lane, engine: Engine) -> int:
    """Apply every change of a lane that the engine has not seen; return how many there were."""
    done = 0
    while True:
        with ledger.reading() as connection:
            changes = list(feed.changes(connection, engine.cursor(), lane, CHUNK))
            prepared = list(_prepared(connection, changes, lane))
        if not changes:
            return done
        engine.apply(prepared, changes[-1].seq)
        done += len(changes)


def lag(ledger: Ledger, lane: Lane, engine: Engine) -> int:
    """Return how many posts of a lane the engine has not taken yet."""
    with ledger.reading() as connection:
        return sum(1 for _ in feed.changes(connection, engine.cursor(), lane, -1))


def rebuild(ledger: Ledger, lane: Lane, engine: Engine, progress: Callable[[int], None]) -> int:
    """Make the engine's index of a lane anew from the ledger; return how many documents it holds."""
    count = 0
    with ledger.reading() as connection:
        cursor = feed.last_seq(connection)

        def counted() -> Iterator[Document]:
            nonlocal count
            for one in documents(connection, lane):
                count += 1
                progress(count)
                yield one

        engine.rebuild(counted(), cursor)
    return count


def documents(connection: Connection, lane: Lane) -> Iterator[Document]:
    """Yield the document of every post of a lane, as the ledger knows it now."""
    chunk: list[Known] = []
    for known in every(connection, lane):
        chunk.append(known)
        if len(chunk) == CHUNK:
            yield from as_documents(connection, chunk, {})
            chunk = []
    yield from as_documents(connection, chunk, {})


def as_documents(connection: Connection, known: Iterable[Known], seqs: dict[str, int]) -> Iterator[Document]:
    """Yield the documents of some posts; `seqs` gives their feed numbers where they matter."""
    posts = list(known)
    marks = marks_on(connection, [one.post.id for one in posts])
    for one in posts:
        facts = Facts(
            seq=seqs.get(one.post.id, one.first_seq),
            rev=one.rev,
            lane="public" if one.lane.name == "public" else "restricted",
            first_seen_at=one.first_seen_at,
            collected_at=one.last_seen_at,
            gone=one.not_shown_at,
            cluster=one.cluster,
            marks=tuple(mark.value for mark in marks.get(one.post.id, ())),
        )
        yield document(one.post, one.reading, facts)


def _prepared(connection: Connection, changes: list[feed.Change], lane: Lane) -> Iterator[Change]:
    seqs = {change.post: change.seq for change in changes}
    known = find(connection, seqs, (lane,))
    yield from as_documents(connection, known.values(), seqs)
    for gone in seqs.keys() - known.keys():
        yield Removal(gone, seqs[gone])
