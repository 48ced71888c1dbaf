"""Pages of hits, and facets, out of an Elasticsearch index; every answer is looked at for what is missing in it."""

from __future__ import annotations

import zlib
from typing import Any

from index.elastic.cluster import Cluster
from index.elastic.mapping import CURSOR, signed, unsigned
from index.elastic.queries import tiered, translated
from index.engine import DEEPEST_RELEVANCE, Answer, Facet, FacetValue, Hit, Request, Sort
from index.query.tree import Words, required_words
from posts.errors import EngineError, QueryError

ORDERS: dict[Sort, str] = {
    "relevance": "newest_order",
    "newest": "newest_order",
    "first_seen": "first_seen_order",
    "score": "score_order",
}
FACET_TERMS = 20_000  # values that each shard reports, so that counts are exact
ALLOWANCE_SECONDS = 5  # on top of the cluster's own deadline, for the way there and back
TOO_MANY = "too_many"  # of the cluster's words for a prefix that fits more words than it opens up

Body = dict[str, Any]


def answer(cluster: Cluster, index: str, request: Request) -> Answer:
    """Return one page of the posts that answer a request."""
    words = required_words(request.query)
    by_relevance = request.sort == "relevance" and words != ()
    by_statistics = by_relevance and words is None
    first = request.after.rank + 1 if request.after else 0
    body = _body(request, words) | {"timeout": f"{int(cluster.settings.search_seconds * 1000)}ms"}
    if by_statistics:
        body["size"] = max(0, min(first + request.limit, DEEPEST_RELEVANCE) - first)
        body["from"] = first if body["size"] else 0
    elif request.after:
        points = [request.after.relevance] if by_relevance else []
        body["search_after"] = [*points, signed(request.after.order), request.after.id]
    found = asked(cluster, index, body)
    total = int(found["hits"]["total"]["value"])
    doubts = [*missing(found), *_unseen(cluster, index, found)]
    if by_statistics and first + request.limit > DEEPEST_RELEVANCE < total:
        doubts.append(f"by relevance only the first {DEEPEST_RELEVANCE:,} of {total:,} posts can be shown")
    facets = {facet: _values(found["aggregations"][facet], facet, doubts) for facet in request.facets}
    hits = [_hit(one, by_relevance, rank) for rank, one in enumerate(found["hits"]["hits"], first)]
    return Answer(total, tuple(hits), facets, tuple(doubts))


def asked(cluster: Cluster, index: str, body: Body, seconds: float | None = None) -> Body:
    """Return the cluster's answer to a search; a query that it cannot open up is told as such."""
    stable = zlib.crc32(repr(body.get("query")).encode())  # the same copies of the shards for every page
    path = f"/{index}/_search?search_type=dfs_query_then_fetch&preference=q{stable}&allow_partial_search_results=true"
    wait = (seconds or cluster.settings.search_seconds) + ALLOWANCE_SECONDS
    reply = cluster.ask("POST", path, body, allowed=(400, 404, 500, 503), seconds=wait)
    if reply.status == 404:
        raise EngineError("there is no index of these posts", "run: lurewatch rebuild", file=index)
    if reply.status != 200:
        if TOO_MANY in repr(reply.body):
            raise QueryError(
                "too many words begin like the last word of a phrase", "write more of its letters", position=0
            )
        raise EngineError(f"Elasticsearch cannot answer: status {reply.status}", "run: lurewatch doctor", file=index)
    found: Body = reply.body
    return found


def missing(found: Body) -> list[str]:
    """Return in sentences what an answer leaves out: shards that failed, time that ran out."""
    shards, doubts = found["_shards"], []
    if shards["failed"]:
        doubts.append(f"{shards['failed']} of {shards['total']} parts of the index did not answer")
    if found["timed_out"]:
        doubts.append("the search ran out of time before all posts were looked at")
    if found.get("terminated_early"):
        doubts.append("the search was ended before all posts were looked at")
    return doubts


def _body(request: Request, words: tuple[Words, ...] | None) -> Body:
    order = {ORDERS[request.sort]: "desc"}
    by_relevance = request.sort == "relevance" and words != ()
    body: Body = {
        "size": request.limit,
        "query": translated(request.query) if words is None else tiered(request.query, words),
        "track_total_hits": True,
        "_source": False,
        "sort": [*([{"_score": "desc"}] if by_relevance else []), order, {"id": "asc"}],
        "aggs": {facet: _terms(facet, request.facet_limit) for facet in request.facets},
    }
    body["aggs"]["entries"] = {
        "global": {},
        "aggs": {"cursor": {"max": {"field": "cursor"}}, "refused": {"filter": {"exists": {"field": "reason"}}}},
    }
    return body


def _terms(facet: Facet, limit: int) -> Body:
    by = [{"_count": "desc"}, {"_key": "asc"}]
    return {"terms": {"field": facet, "size": limit, "shard_size": max(FACET_TERMS, limit), "order": by}}


def _hit(one: Body, by_relevance: bool, rank: int) -> Hit:
    *points, order, post = one["sort"]
    return Hit(str(post), float(points[0]) if by_relevance else 0.0, unsigned(int(order)), rank)


def _values(found: Body, facet: Facet, doubts: list[str]) -> tuple[FacetValue, ...]:
    if error := found["doc_count_error_upper_bound"]:
        doubts.append(f"{facet} has so many values that each count may be up to {error:,} too low")
    return tuple(FacetValue(str(one["key"]), int(one["doc_count"])) for one in found["buckets"])


def _unseen(cluster: Cluster, index: str, found: Body) -> list[str]:
    """Return what the cluster has taken but does not show yet, and what it refused."""
    entries = found["aggregations"]["entries"]
    doubts = []
    if stored_cursor(cluster, index) > int(entries["cursor"]["value"] or 0):
        doubts.append("the newest changes cannot be searched yet: ask again in a minute")
    if refused := int(entries["refused"]["doc_count"]):
        doubts.append(f"{refused} posts were refused by the cluster: lurewatch check names them")
    return doubts


def stored_cursor(cluster: Cluster, index: str) -> int:
    """Return the feed cursor that was stored last, whether it can be searched yet or not; 0 without an index."""
    reply = cluster.ask("GET", f"/{index}/_doc/{CURSOR}", allowed=(404,))
    return int(reply.body["_source"]["seq"]) if reply.status == 200 else 0
