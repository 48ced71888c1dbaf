"""ElasticEngine: one lane's index in a cluster, behind an alias; whatever it holds can be made again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from index.document import BUCKETS, Document, LaneName, checksum
from index.elastic.bulk import Bulk, Waits
from index.elastic.cluster import Cluster
from index.elastic.doctor import require_guarded
from index.elastic.mapping import LIVE, RECIPE, Entry, cursor_mark, entry, index_body, refusal, tombstone
from index.elastic.pages import answer, asked, missing, stored_cursor
from index.engine import Answer, Change, Removal, Request
from posts.errors import EngineError

REBUILD = "run: lurewatch rebuild"
ALL_SECONDS = 300  # a question over the whole index: checksums, refreshes after a rebuild
NAMED = 100  # refused posts that `sound` names
MOST_HELD = 10_000  # documents of a bucket that can be named: reached at 40 million posts
BATCH = 500  # documents of a rebuild that are looked up at once
NUMBER = re.compile(r"-(\d{6})$")


class ElasticEngine:
    """An index in a cluster; see Engine for what the methods promise."""

    def __init__(self, cluster: Cluster, lane: LaneName, waits: Waits | None = None) -> None:
        self._cluster = cluster
        self._alias = f"{cluster.settings.prefix}-{lane}"
        self._waits = waits or Waits()

    def make(self) -> None:
        """Make an empty index where there is none."""
        require_guarded(self._cluster)
        if self._serving() is None:
            self._create(self._next(), self._alias)

    def apply(self, changes: Iterable[Change], cursor: int) -> None:
        """Send changes and, when each of them is taken or refused, the feed cursor."""
        if self._serving() is None:
            self.make()
        bulk = Bulk(self._cluster, self._alias, self._waits)
        self._send(bulk, (_written(change) for change in changes))
        bulk.send([cursor_mark(cursor)])
        self._refresh(self._alias)

    def cursor(self) -> int:
        """Return the feed number up to which changes were taken; 0 without an index."""
        return stored_cursor(self._cluster, self._alias) if self._serving() else 0

    def search(self, request: Request) -> Answer:
        """Return one page of the posts that answer a query."""
        return answer(self._cluster, self._alias, request)

    def checksums(self) -> dict[int, int]:
        """Return the sum of the documents' checksums by bucket."""
        self._refresh(self._alias)
        sums = {"sum": {"sum": {"field": "checksum"}}}
        buckets = {"terms": {"field": "bucket", "size": BUCKETS, "shard_size": BUCKETS}, "aggs": sums}
        body = {"size": 0, "query": {"term": {"keys": LIVE}}, "aggs": {"buckets": buckets}}
        found = asked(self._cluster, self._alias, body, ALL_SECONDS)
        if doubts := missing(found):
            raise EngineError(f"the index cannot be compared: {doubts[0]}", "run: lurewatch doctor", file=self._alias)
        return {int(one["key"]): int(one["sum"]["value"]) for one in found["aggregations"]["buckets"]["buckets"]}

    def held(self, bucket: int) -> dict[str, int]:
        """Return the checksum of each document of one bucket, by its id; far fewer than are asked for."""
        body = {"size": MOST_HELD, "query": {"term": {"bucket": bucket}}, "_source": ["checksum"]}
        found = asked(self._cluster, self._alias, body, ALL_SECONDS)["hits"]["hits"]
        return {str(one["_id"]): int(one["_source"]["checksum"]) for one in found}

    def sound(self) -> list[str]:
        """Return which posts the cluster refused, and why; empty when all is well."""
        body = {"size": NAMED, "query": {"exists": {"field": "reason"}}, "sort": [{"id": "asc"}]}
        found = asked(self._cluster, self._alias, body)
        return [f"{one['_id']} was refused by the cluster: {one['_source']['reason']}" for one in found["hits"]["hits"]]

    def rebuild(self, documents: Iterable[Document], cursor: int) -> None:
        """Fill a new index and let the alias point to it; what a broken-off rebuild took is not sent again."""
        require_guarded(self._cluster)
        left, old = self._unfinished(), self._indices()
        fresh = left or self._next()
        if left is None:
            self._create(fresh, None, {"refresh_interval": "-1"})
            Bulk(self._cluster, fresh, self._waits).send([cursor_mark(cursor)])
        self._fill(fresh, documents, again=left is not None)
        self._set(fresh, {"refresh_interval": None})
        self._refresh(fresh)
        self._switch(fresh, [name for name in old if name != fresh])

    def drop(self) -> None:
        """Remove the index."""
        for name in self._indices():
            self._cluster.ask("DELETE", f"/{name}", allowed=(404,))

    def _fill(self, index: str, documents: Iterable[Document], *, again: bool) -> None:
        """Send documents; `again` leaves out those that stand already."""
        bulk, waiting = Bulk(self._cluster, index, self._waits), iter(documents)
        while batch := list(islice(waiting, BATCH)):
            held = self._held(index, [one.id for one in batch]) if again else {}
            self._send(bulk, (entry(one) for one in batch if held.get(one.id) != (one.seq, checksum(one))))

    def _held(self, index: str, ids: list[str]) -> dict[str, tuple[int, int]]:
        """Return (feed number, checksum) of the posts that an index holds, whether they can be searched yet or not."""
        docs = self._cluster.ask("POST", f"/{index}/_mget", {"ids": ids}).body["docs"]
        found = {one["_id"]: one["_source"] for one in docs if one.get("found")}
        return {post: (kept["seq"], kept.get("checksum", -1)) for post, kept in found.items()}

    def _send(self, bulk: Bulk, entries: Iterator[Entry]) -> None:
        """Send entries; in the place of a refused one stands a mark with the reason, which `sound` shows."""
        refused = bulk.send(entries)
        if refused:
            bulk.send([refusal(one.id, one.version, one.reason) for one in refused])

    def _serving(self) -> str | None:
        """Return the index behind the alias; one of another recipe is refused."""
        reply = self._cluster.ask("GET", f"/{self._alias}/_mapping", allowed=(404,))
        if reply.status == 404:
            return None
        for name, made in reply.body.items():
            if made["mappings"].get("_meta", {}).get("recipe") == RECIPE:
                return str(name)
        raise EngineError("the index was made by another version of Lurewatch", REBUILD, file=self._alias)

    def _indices(self) -> list[str]:
        found = self._cluster.ask("GET", f"/{self._alias}-*/_alias", allowed=(404,))
        return sorted(name for name in found.body if NUMBER.search(name)) if found.status == 200 else []

    def _next(self) -> str:
        numbers = [int(found[1]) for name in self._indices() if (found := NUMBER.search(name))]
        return f"{self._alias}-{max(numbers, default=0) + 1:06}"

    def _unfinished(self) -> str | None:
        """Return the index that a broken-off rebuild of this recipe has left."""
        found = self._cluster.ask("GET", f"/{self._alias}-*", allowed=(404,))
        for name, made in sorted(found.body.items()) if found.status == 200 else ():
            is_ours = made["mappings"].get("_meta", {}).get("recipe") == RECIPE
            if is_ours and not made["aliases"] and stored_cursor(self._cluster, name):
                return str(name)
        return None

    def _create(self, name: str, alias: str | None, more: dict[str, Any] | None = None) -> None:
        body = index_body(self._cluster.settings, alias)
        body["settings"] |= more or {}
        reply = self._cluster.ask("PUT", f"/{name}", body, allowed=(400,))
        if reply.status == 400 and "resource_already_exists" not in repr(reply.body):
            raise EngineError(f"the index cannot be made: {reply.body['error']['reason']}", "run: lurewatch doctor")

    def _set(self, index: str, settings: dict[str, Any]) -> None:
        self._cluster.ask("PUT", f"/{index}/_settings", {"index": settings})

    def _refresh(self, index: str) -> None:
        """Let what was taken be found; when that fails, answers say that something is missing until it is found."""
        self._cluster.ask("POST", f"/{index}/_refresh", seconds=ALL_SECONDS, allowed=(404, 429, 500, 503))

    def _switch(self, fresh: str, old: list[str]) -> None:
        """Point the alias to the new index in one step, then remove the old ones."""
        actions = [{"add": {"index": fresh, "alias": self._alias}}, *({"remove_index": {"index": one}} for one in old)]
        self._cluster.ask("POST", "/_aliases", {"actions": actions})


def _written(change: Change) -> Entry:
    return tombstone(change) if isinstance(change, Removal) else entry(change)
