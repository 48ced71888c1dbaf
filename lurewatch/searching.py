"""Searching: a query to hits with their posts, highlights, facets, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal

from index.collapsing import Group, by_size, collapsed
from index.engine import Answer, Facet, FacetValue, Request, Sort, search_lanes
from index.ledger.coverage import left_out
from index.ledger.groups import sizes_of
from index.ledger.known import Known, find
from index.ledger.neighbours import LedgerNeighbours
from index.ledger.schema import PUBLIC, RESTRICTED, Lane
from index.ledger.store import Connection
from index.query import Query, highlights, parse
from lurewatch.counted import counted
from lurewatch.feeding import lag
from lurewatch.installation import Installation
from lurewatch.paging import hit_at, place_of
from lurewatch.searched import Searched, searched
from posts.post import Post, Record

SearchSort = Literal[Sort, "size"]


class GroupFacts(Record, frozen=True, kw_only=True):
    """The cluster that a collapsed hit stands for: how many posts it has, and how many of them answer."""

    size: int
    answering: int


class FoundPost(Record, frozen=True, kw_only=True):
    """One hit: the whole post of its newest revision, and what makes it one."""

    id: str
    platform: str
    source: str
    url: str | None
    posted_at: datetime | None
    first_seen_at: datetime
    langs: tuple[str, ...]
    cluster: str | None
    score: float
    text: str
    highlights: tuple[tuple[int, int], ...]
    post: Post
    group: GroupFacts | None = None


class SearchAnswer(Record, frozen=True, kw_only=True):
    """The answer to a query, complete or saying what is missing; `next` is where the next page goes on, if any does."""

    query: str
    total: int
    incomplete: tuple[str, ...]
    left_out: int
    hits: tuple[FoundPost, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    searched: Searched
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How to answer; `after` is `next` of the page before."""

    limit: int = 20
    sort: SearchSort = "relevance"
    facets: tuple[Facet, ...] = ()
    restricted: bool = False
    collapse: bool = False
    after: str | None = None


def search(here: Installation, text: str, options: Options) -> SearchAnswer:
    """Search the public lane; the restricted one only when asked, which the caller has written to the audit."""
    query = parse(text, here.lookups)
    lanes = (PUBLIC, RESTRICTED) if options.restricted else (PUBLIC,)
    with here.ledger.reading() as connection:
        answer, groups = _answered(here, connection, query, lanes, options)
        known = find(connection, (hit.id for hit in answer.hits), lanes)
        sizes = sizes_of(connection, {group.cluster for group in groups.values() if group.cluster})
        rest = left_out(connection)
        base = searched(connection)
    facts = {
        post: GroupFacts(size=sizes.get(one.cluster or "", 1), answering=one.answering) for post, one in groups.items()
    }
    return SearchAnswer(
        query=text,
        total=answer.total,
        incomplete=(*answer.incomplete, *_lags(here, lanes)),
        left_out=rest,
        hits=tuple(_found(known[hit.id], query, facts.get(hit.id)) for hit in answer.hits if hit.id in known),
        facets={name: tuple(values) for name, values in answer.facets.items()},
        searched=base,
        next=_next(answer, options),
    )


def _next(answer: Answer, options: Options) -> str | None:
    pages = not options.collapse and options.sort != "size"
    more = answer.hits and answer.hits[-1].rank + 1 < answer.total
    return place_of(answer.hits[-1]) if pages and more else None


def _answered(
    here: Installation, connection: Connection, query: Query, lanes: Sequence[Lane], options: Options
) -> tuple[Answer, dict[str, Group]]:
    """Return the answer, and for collapsed hits the group that each one stands for."""
    engines = [here.engine(lane) for lane in lanes]
    sort: Sort = "newest" if options.sort == "size" else options.sort
    after = hit_at(options.after) if options.after else None
    request = Request(query=query, sort=sort, limit=options.limit, after=after, facets=options.facets)
    if options.sort != "size" and not options.collapse:
        return search_lanes(engines, request), {}
    if options.sort == "size":
        found = by_size(engines, request, partial(sizes_of, connection))
    else:
        found = collapsed(engines, request, LedgerNeighbours(connection).clusters_of)
    answer = replace(found.answer, hits=tuple(group.hit for group in found.groups))
    return answer, {group.hit.id: group for group in found.groups}


def _found(known: Known, query: Query, group: GroupFacts | None = None) -> FoundPost:
    post = known.post
    return FoundPost(
        id=post.id,
        platform=post.platform,
        source=post.source,
        url=post.url,
        posted_at=post.posted_at,
        first_seen_at=known.first_seen_at,
        langs=tuple(dict.fromkeys(span.lang for span in known.reading.languages)),
        cluster=known.cluster,
        score=known.reading.score.total,
        text=post.text,
        highlights=tuple(highlights(query, post.text)),
        post=post,
        group=group,
    )


def _lags(here: Installation, lanes: Sequence[Lane]) -> list[str]:
    behind = sum(lag(here.ledger, lane, here.engine(lane)) for lane in lanes)
    return [f"the index is {counted(behind, 'post')} behind the ledger: run lurewatch ingest"] if behind else []
