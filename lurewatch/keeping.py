"""Keeping a batch: the inside of one ledger transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dedupe.keys import Wording
from index.ledger import coverage
from index.ledger.absences import note_absences, note_look
from index.ledger.feed import announce
from index.ledger.groups import regroup_touched
from index.ledger.keep import Kept, keep
from index.ledger.people import add_custody, custody_head
from index.ledger.pictures import add_looks
from index.ledger.schema import LANES, PUBLIC, RESTRICTED
from index.ledger.store import Connection
from lurewatch.alerts.matching import match_posts
from lurewatch.alerts.rules import Rule
from lurewatch.batch import Batch
from lurewatch.evidence.custody import CustodyEvent, Event, chained, record_hash
from lurewatch.preparing import Prepared
from posts.capture import Capture
from posts.post import Post


@dataclass(frozen=True, slots=True)
class Counts:
    """What one batch came to."""

    accepted: int
    new: int
    revised: int
    restricted: int
    not_shown: int
    matches: int


def keep_batch(
    connection: Connection, batch: Batch, prepared: Prepared, rules: Sequence[Rule], now: datetime
) -> Counts:
    """Keep captures, visits and posts; group what changed, match the rules, tell the engines, write custody lines."""
    coverage.add_captures(connection, batch.captures)
    coverage.add_visits(connection, batch.visits)
    coverage.add_gaps(connection, batch.gaps)
    kept = keep(connection, prepared.arrivals)
    gone = [(post, page) for page in _pages(batch) for post in note_absences(connection, page, _shown(prepared, page))]
    gone += _looked_for(connection, batch)
    _withhold(connection, kept, prepared)
    add_looks(connection, prepared.pictured.looks, prepared.pictured.pairs)
    moved = _group(connection, kept, prepared)
    _announce(connection, kept, moved)
    changed = [one.known.post.id for one in kept if one.is_changed]
    matches = match_posts(connection, rules, {*changed, *moved}, now)
    _write_custody(connection, [*_events(kept, prepared, batch), *_gone_events(gone)])
    return Counts(
        accepted=len(kept),
        new=sum(one.is_new for one in kept),
        revised=sum(one.is_revision and not one.is_new for one in kept),
        restricted=sum(one.known.lane is RESTRICTED for one in kept),
        not_shown=len(gone),
        matches=matches,
    )


def _pages(batch: Batch) -> list[Capture]:
    """Return the pages that were read whole: one with a gap says nothing of what it does not show."""
    torn = {gap.capture for gap in batch.gaps}
    pages = [
        capture
        for capture in batch.captures
        if capture.purpose == "page" and capture.status == 200 and not capture.looked_for and capture.id not in torn
    ]
    return sorted(pages, key=lambda page: page.fetched_at)


def _looked_for(connection: Connection, batch: Batch) -> list[tuple[str, Capture]]:
    """Note what became of posts that were looked for one by one; return those that are `not_shown` now."""
    looked = [one for visit in batch.visits for one in visit.looked]
    captures = coverage.known_captures(connection, {one.capture for one in looked})
    known = [(one, captures[one.capture]) for one in looked if one.capture in captures]
    return [(one.post, capture) for one, capture in known if note_look(connection, one)]


def _shown(prepared: Prepared, page: Capture) -> list[Post]:
    return [arrival.post for arrival in prepared.arrivals if arrival.capture == page.id]


def _withhold(connection: Connection, kept: Sequence[Kept], prepared: Prepared) -> None:
    """Withhold the captures that ever showed a post which is restricted now."""
    restricted = {one.known.post.id for one in kept if one.known.lane is RESTRICTED}
    shown = {arrival.capture for arrival in prepared.arrivals if arrival.post.id in restricted}
    moved = {one.known.post.id for one in kept if one.left_public}
    coverage.withhold(connection, shown | coverage.captures_that_showed(connection, moved))


def _group(connection: Connection, kept: Sequence[Kept], prepared: Prepared) -> set[str]:
    """Group the public posts whose text is new, or whose picture is and who have no text; return all that moved."""
    arrivals: dict[str, Wording | None] = {}
    for one, wording in zip(kept, prepared.wordings, strict=True):
        if (one.is_revision or (one.is_changed and wording is None)) and one.known.lane is PUBLIC:
            arrivals[one.known.post.id] = wording
    left = {one.known.post.id for one in kept if one.left_public}
    return regroup_touched(connection, {post: own for post, own in arrivals.items() if post not in left}, left)


def _announce(connection: Connection, kept: Sequence[Kept], moved: Iterable[str]) -> None:
    """Tell the engines of every post that was seen: also one without a change was seen at another time."""
    for lane in LANES:
        changed = {one.known.post.id for one in kept if one.known.lane is lane}
        left = {one.known.post.id for one in kept if one.left_public} if lane is PUBLIC else set()
        announce(connection, {*changed, *left, *(moved if lane is PUBLIC else ())}, lane)


def _write_custody(connection: Connection, events: Sequence[CustodyEvent]) -> None:
    last, line = custody_head(connection)
    add_custody(connection, chained(last, line, events))


def _events(kept: Sequence[Kept], prepared: Prepared, batch: Batch) -> Iterator[CustodyEvent]:
    captures = {capture.id: capture for capture in batch.captures}
    for one, arrival in zip(kept, prepared.arrivals, strict=True):
        capture = captures.get(arrival.capture)
        for event in _happened(one):
            yield CustodyEvent(
                t=arrival.seen_at,
                event=event,
                item=arrival.post.id,
                rev=one.known.rev,
                capture=arrival.capture or None,
                sha256=capture.sha256 if capture else None,
                record=record_hash(one.known.post, one.known.reading),
            )


def _happened(one: Kept) -> Iterator[Event]:
    if one.is_new:
        yield "item.collect"
    elif one.is_revision:
        yield "item.revise"
    elif one.is_changed and not one.left_public:
        yield "item.media"
    if one.left_public:
        yield "item.protect"


def _gone_events(gone: Iterable[tuple[str, Capture]]) -> Iterator[CustodyEvent]:
    for post, page in gone:
        yield CustodyEvent(t=page.fetched_at, event="item.not_shown", item=post, capture=page.id, sha256=page.sha256)
