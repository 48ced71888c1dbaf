"""Outages: the spans of time in which a source was not read, from the visits alone, with the bounds that can be shown.

An outage begins with the last good visit before it, because what was posted after that was not read, and ends with the
next good one. Where nobody came at all (the watcher was off), the pause is one too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from lurewatch.counted import counted
from posts.capture import GOOD_OUTCOMES, Visit
from posts.post import Record

NOT_VISITED = "not_visited"
CAP = "budget"
PAUSE = 3  # usual rests without a visit; jitter and a queue of forty sources make them half as long again
SHORTEST_PAUSE = timedelta(hours=1)
LEARNT_FROM = 3  # visits; before that no rest is usual


class Outage(Record, frozen=True, kw_only=True):
    """One span in which a source was not read; `until` is open while it lasts.

    `joined` says that the visit after it found no hole: whatever still stood there was read then.
    """

    source: str
    kind: str
    since: datetime
    until: datetime | None
    visits: int
    joined: bool = False

    def sentence(self) -> str:
        """Return it for people."""
        failed = f" ({counted(self.visits, 'visit')})" if self.visits else ""
        if self.until is None:
            return f"{self.source}: {self.kind} since {self.since:%Y-%m-%d %H:%M}Z{failed}"
        span = f"{self.since:%Y-%m-%d %H:%M}Z to {self.until:%Y-%m-%d %H:%M}Z"
        after = ", what stood there afterwards was read" if self.joined else ""
        return f"{self.source}: {self.kind} from {span}{failed}{after}"


def every_outage(visits: Iterable[Visit]) -> list[Outage]:
    """Return the outages of all sources, in the order of their beginnings; `visits` are oldest first."""
    by_source: dict[str, list[Visit]] = {}
    for visit in visits:
        by_source.setdefault(visit.source, []).append(visit)
    found = [outage for own in by_source.values() for outage in outages(own)]
    return sorted(found, key=lambda outage: (outage.since, outage.source))


def sentences(found: Iterable[Outage], most: int) -> list[str]:
    """Return what people are told of outages: all that last, then the newest that are over, then how many more.

    Pauses of many sources at the same time have one cause, that nobody watched, and are told as one. A day's cap that
    was spent is over at midnight, and comes every day: it takes no other's place.
    """
    every = list(found)
    lasting = [one.sentence() for one in every if one.until is None]
    over = sorted(_joined_pauses(one for one in every if one.until is not None))
    shown = sorted(over[-most:], key=lambda told: told[1])
    left = len(over) - len(shown)
    more = [f"{counted(left, 'more gap')}: lurewatch sources --json"] if left else []
    return [*lasting, *(sentence for _, _, sentence in shown), *more]


def _joined_pauses(over: Iterable[Outage]) -> Iterator[tuple[bool, datetime, str]]:
    """Yield (may it take a place, its beginning, its sentence) for each outage, pauses that overlap as one."""
    group: list[Outage] = []
    for one in over:
        if one.kind != NOT_VISITED:
            yield one.kind != CAP, one.since, one.sentence()
        elif group and one.since > max(_until(other) for other in group):
            yield True, group[0].since, _pauses(group)
            group = [one]
        else:
            group.append(one)
    if group:
        yield True, group[0].since, _pauses(group)


def _pauses(group: Sequence[Outage]) -> str:
    if len(group) == 1:
        return group[0].sentence()
    span = f"{min(one.since for one in group):%Y-%m-%d %H:%M}Z to {max(map(_until, group)):%Y-%m-%d %H:%M}Z"
    return f"{counted(len(group), 'source')}: {NOT_VISITED} from {span}"


def _until(outage: Outage) -> datetime:
    return outage.until or outage.since


def outages(visits: Sequence[Visit]) -> Iterator[Outage]:
    """Yield the outages of one source; `visits` are its own, oldest first."""
    longest = _longest_rest(visits)
    good: Visit | None = None
    bad: list[Visit] = []
    for visit in visits:
        if visit.outcome not in GOOD_OUTCOMES:
            bad.append(visit)
            continue
        if bad:
            yield _outage(good, bad, visit)
        elif good is not None and visit.started_at - good.started_at > longest:
            yield _pause(good, visit)
        good, bad = visit, []
    if bad:
        yield _outage(good, bad, None)


def _longest_rest(visits: Sequence[Visit]) -> timedelta:
    rests = [(later.started_at - earlier.started_at).total_seconds() for earlier, later in pairwise(visits)]
    if len(rests) < LEARNT_FROM:
        return timedelta.max
    return max(timedelta(seconds=median(rests)) * PAUSE, SHORTEST_PAUSE)


def _outage(good: Visit | None, bad: Sequence[Visit], after: Visit | None) -> Outage:
    return Outage(
        source=bad[0].source,
        kind=" and ".join(dict.fromkeys(visit.outcome for visit in bad)),
        since=(good or bad[0]).started_at,
        until=after.started_at if after else None,
        visits=len(bad),
        joined=after is not None and after.joined,
    )


def _pause(before: Visit, after: Visit) -> Outage:
    return Outage(
        source=before.source,
        kind=NOT_VISITED,
        since=before.started_at,
        until=after.started_at,
        visits=0,
        joined=after.joined,
    )
