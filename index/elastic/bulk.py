"""Bulk: our own loop, for every item's fate counts. Sending twice changes nothing: whole entries, external versions.

409 means that this version or a newer one stands already: done. 429 and faults of the server are tried again with
growing, scattered waits; 413 halves the batch; what the cluster refuses for good is handed back with its reason.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from index.elastic.cluster import Cluster, Reply, Unreached, reason
from index.elastic.mapping import Entry
from posts.errors import EngineError

MOST_ITEMS = 500  # settings sheet: small enough that one slow batch blocks nobody
MOST_BYTES = 5 << 20
TRIES = 8
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30
DONE = (200, 201, 409)
AGAIN = (429, 500, 502, 503, 504)
TOO_LARGE = 413


@dataclass(frozen=True, slots=True)
class Item:
    """One entry on its way; `version` decides which of two stands."""

    id: str
    version: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that the cluster refuses for good."""

    id: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Waits:
    """How waiting between tries is done: the clock and chance come in as parameters."""

    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def before(self, attempt: int) -> None:
        """Wait before a further try: longer each time, scattered so that many writers do not return as one."""
        longest = min(FIRST_WAIT_SECONDS * 2**attempt, LONGEST_WAIT_SECONDS)
        self.sleep(longest * (0.5 + self.chance() / 2))


class Bulk:
    """Sends entries into one index."""

    def __init__(self, cluster: Cluster, index: str, waits: Waits) -> None:
        self._cluster = cluster
        self._index = index
        self._waits = waits

    def send(self, entries: Iterable[Entry]) -> list[Refused]:
        """Send entries until each is taken or refused; return the refused ones, raise when the cluster gives up."""
        refused: list[Refused] = []
        items = (Item(entry["id"], entry["seq"], msgspec.json.encode(entry)) for entry in entries)
        for batch in _batches(items):
            refused += self._settled(batch)
        return refused

    def _settled(self, batch: list[Item]) -> list[Refused]:
        refused: list[Refused] = []
        waiting = batch
        for attempt in range(TRIES):
            if not waiting:
                return refused
            if attempt:
                self._waits.before(attempt - 1)
            reply = self._sent(waiting)
            if reply is not None and reply.status == TOO_LARGE:
                return refused + self._halved(waiting)
            if reply is not None and reply.status == 200:
                waiting = _left(waiting, reply.body, refused)
        if waiting:
            what = f"Elasticsearch takes no more: {len(waiting)} entries after {TRIES} tries"
            raise EngineError(what, "run the command again later; the feed waits, nothing is lost")
        return refused

    def _sent(self, batch: list[Item]) -> Reply | None:
        """Return the reply, or null when it was lost: sending again then tells what was taken."""
        lines: list[Any] = []
        for item in batch:
            head = {"_id": item.id, "version": item.version, "version_type": "external"}
            lines += [msgspec.json.encode({"index": head}), item.data]
        try:
            return self._cluster.ask("POST", f"/{self._index}/_bulk", lines, allowed=(TOO_LARGE, *AGAIN))
        except Unreached:
            return None

    def _halved(self, batch: list[Item]) -> list[Refused]:
        if len(batch) == 1:
            return [Refused(batch[0].id, batch[0].version, "larger than the cluster takes")]
        middle = len(batch) // 2
        return self._settled(batch[:middle]) + self._settled(batch[middle:])


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size = 0
    for item in items:
        if batch and (len(batch) == MOST_ITEMS or size + len(item.data) > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += len(item.data)
    if batch:
        yield batch


def _left(batch: list[Item], body: Any, refused: list[Refused]) -> list[Item]:
    """Return the items that must be sent again: all, when the answer does not name each of them in order."""
    answers = [one.get("index", {}) for one in body.get("items", ())] if isinstance(body, dict) else []
    if [one.get("_id") for one in answers] != [item.id for item in batch]:
        return batch
    left = []
    for item, answer in zip(batch, answers, strict=True):
        status = answer.get("status")
        if status in AGAIN:
            left.append(item)
        elif status not in DONE:
            refused.append(Refused(item.id, item.version, reason(answer)))
    return left
