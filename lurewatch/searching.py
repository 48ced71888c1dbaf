"""Searching: a query to hits with their posts, highlights, facets, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from index.engine import Facet, FacetValue, Request, Sort, search_lanes
from index.ledger.coverage import left_out
from index.ledger.known import Known, find
from index.ledger.schema import PUBLIC, RESTRICTED, Lane
from index.query import Query, highlights, parse
from lurewatch.counted import counted
from lurewatch.feeding import lag
from lurewatch.installation import Installation
from lurewatch.searched import Searched, searched
from posts.post import Post, Record


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


class SearchAnswer(Record, frozen=True, kw_only=True):
    """The answer to a query, complete or saying what is missing."""

    query: str
    total: int
    incomplete: tuple[str, ...]
    left_out: int
    hits: tuple[FoundPost, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    searched: Searched


@dataclass(frozen=True, slots=True)
class Options:
    """How to answer."""

    limit: int = 20
    sort: Sort = "relevance"
    facets: tuple[Facet, ...] = ()
    restricted: bool = False


def search(here: Installation, text: str, options: Options) -> SearchAnswer:
    """Search the public lane; the restricted one only when asked, which the caller has written to the audit."""
    query = parse(text, here.lookups)
    lanes = (PUBLIC, RESTRICTED) if options.restricted else (PUBLIC,)
    request = Request(query=query, sort=options.sort, limit=options.limit, facets=options.facets)
    answer = search_lanes([here.engine(lane) for lane in lanes], request)
    with here.ledger.reading() as connection:
        known = find(connection, (hit.id for hit in answer.hits), lanes)
        rest = left_out(connection)
        base = searched(connection)
    return SearchAnswer(
        query=text,
        total=answer.total,
        incomplete=(*answer.incomplete, *_lags(here, lanes)),
        left_out=rest,
        hits=tuple(_found(known[hit.id], query) for hit in answer.hits if hit.id in known),
        facets={name: tuple(values) for name, values in answer.facets.items()},
        searched=base,
    )


def _found(known: Known, query: Query) -> FoundPost:
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
    )


def _lags(here: Installation, lanes: Sequence[Lane]) -> list[str]:
    behind = sum(lag(here.ledger, lane, here.engine(lane)) for lane in lanes)
    return [f"the index is {counted(behind, 'post')} behind the ledger: run lurewatch ingest"] if behind else []
