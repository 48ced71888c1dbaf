"""The report: static pages that open from disk, without script, without anything from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from lurewatch.evidence.case import Case
from lurewatch.evidence.names import extension, uuid_of
from posts.capture import GOOD_OUTCOMES, Visit

Thing = TypeVar("Thing")

ENDS = 6  # rows shown of each end of a long list; the whole of it stands in item.json
BUFFERED_PIECES = 512  # of a page; a page is never held whole


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """What was looked at of one source."""

    source: str
    since: datetime
    until: datetime
    visits: int
    outcomes: str
    posts: int


def render(name: str, case: Case) -> Iterator[bytes]:
    """Yield one page of the report in pieces; all that comes from posts is escaped."""
    pieces = (
        _templates()
        .get_template(name)
        .stream(
            case=case,
            coverage=coverage(case.visits),
            gaps=gaps(case),
            media={sha256: f"../media/{sha256}.{extension(mime)}" for sha256, mime in case.media},
            held={capture.id for capture in case.captures},
        )
    )
    pieces.enable_buffering(BUFFERED_PIECES)
    return (piece.encode() for piece in pieces)


def coverage(visits: Sequence[Visit]) -> list[SourceCoverage]:
    """Return one row a source: a source watched for a year has thousands of visits."""
    rows = []
    for source in sorted({visit.source for visit in visits}):
        own = [visit for visit in visits if visit.source == source]
        outcomes = sorted(Counter(visit.outcome for visit in own).items())
        rows.append(
            SourceCoverage(
                source=source,
                since=min(visit.started_at for visit in own),
                until=max(visit.ended_at for visit in own),
                visits=len(own),
                outcomes=", ".join(f"{outcome} {count}" for outcome, count in outcomes),
                posts=sum(visit.posts for visit in own),
            )
        )
    return rows


def gaps(case: Case) -> list[str]:
    """Return what could not be collected as sentences in the order of time: gaps, and visits that failed."""
    failed = [visit for visit in case.visits if visit.outcome not in GOOD_OUTCOMES]
    told = [(gap.noticed_at, f"{gap.source}: {gap.sentence}") for gap in case.gaps]
    told += [(one.ended_at, f"{one.source}: {one.outcome}, {one.detail or 'no detail'}") for one in failed]
    return [f"{when(at)} {sentence}" for at, sentence in sorted(told)]


def ends(things: Sequence[Thing]) -> list[Thing | None]:
    """Return a list, or its two ends with None for what stands between them."""
    return list(things) if len(things) <= 2 * ENDS else [*things[:ENDS], None, *things[-ENDS:]]


def when(at: datetime | None) -> str:
    """Return a time as the report prints it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else "not known"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("lurewatch.evidence"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(uuid=uuid_of, when=when, ends=ends)
    return environment
