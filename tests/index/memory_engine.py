"""The slow and obvious engine that every real one is compared with: a dictionary and the in-memory matcher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from index.document import Document, checksum
from index.document import bucket as bucket_of
from index.engine import Answer, Change, Facet, FacetValue, Hit, Removal, Request, order, ranked, score_order
from index.query import Query, matches
from index.query.searchable import searchable
from index.query.tree import And, Not, Or, Words

LISTS = {"lang": "langs", "place": "places", "contact": "contacts", "indicator": "indicators", "context": "contexts"}
LISTS |= {"mark": "marks", "has": "has"}


class MemoryEngine:
    """Holds the newest change of each post."""

    def __init__(self) -> None:
        self._newest: dict[str, Change] = {}
        self._cursor = 0

    def make(self) -> None:
        pass

    def apply(self, changes: Iterable[Change], cursor: int) -> None:
        for change in changes:
            if change.id not in self._newest or change.seq > self._newest[change.id].seq:
                self._newest[change.id] = change
        self._cursor = max(self._cursor, cursor)

    def cursor(self) -> int:
        return self._cursor

    def search(self, request: Request) -> Answer:
        found = [one for one in self._live() if matches(request.query, one)]
        ordered = sorted(found, key=lambda one: self._key(request, one))
        if request.after:
            names = [one.id for one in ordered]
            ordered = ordered[names.index(request.after.id) + 1 :]
        first = request.after.rank + 1 if request.after else 0
        hits = [self._hit(request, one, rank) for rank, one in enumerate(ordered[: request.limit], first)]
        facets = {facet: _counted(found, facet, request.facet_limit) for facet in request.facets}
        return Answer(len(found), tuple(hits), facets)

    def checksums(self) -> dict[int, int]:
        sums: Counter[int] = Counter()
        for one in self._live():
            sums[bucket_of(one.id)] += checksum(one)
        return dict(sums)

    def held(self, bucket: int) -> dict[str, int]:
        return {one.id: checksum(one) for one in self._live() if bucket_of(one.id) == bucket}

    def sound(self) -> list[str]:
        return []

    def rebuild(self, documents: Iterable[Document], cursor: int) -> None:
        self._newest = {one.id: one for one in documents}
        self._cursor = cursor

    def drop(self) -> None:
        self.rebuild((), 0)

    def _live(self) -> list[Document]:
        return [change for change in self._newest.values() if not isinstance(change, Removal)]

    def _key(self, request: Request, one: Document) -> tuple[float, int, str]:
        moment = one.first_seen_at if request.sort == "first_seen" else one.newest_at
        if request.sort == "score":
            return 0, -score_order(one.score, moment, one.id), one.id
        points = exact_words_found(request.query, one) if request.sort == "relevance" else 0
        return -points, -order(moment, one.id), one.id

    def _hit(self, request: Request, one: Document, rank: int) -> Hit:
        points, place, _ = self._key(request, one)
        return Hit(one.id, -points, -place, rank)


def exact_words_found(query: Query, one: Document) -> int:
    """Return how many words of a query stand in a post exactly as written: what relevance goes by first."""
    if isinstance(query, Words):
        found = searchable(one)
        wanted, text = " ".join(query.exact.words), f" {found.exact} "
        return int(bool(wanted) and f" {wanted}{'' if query.exact.begins else ' '}" in text)
    if isinstance(query, And | Or):
        return sum(exact_words_found(part, one) for part in query.parts if not isinstance(part, Not))
    return 0


def _held(one: Document, facet: Facet) -> tuple[str, ...]:
    if facet in LISTS:
        return tuple(getattr(one, LISTS[facet]))
    if facet == "author":
        name = one.author_handle or one.author_name
        return (name,) if name else ()
    value = getattr(one, facet)
    return (value,) if value else ()


def _counted(found: list[Document], facet: Facet, limit: int) -> tuple[FacetValue, ...]:
    counts: Counter[str] = Counter()
    for one in found:
        counts.update(set(_held(one, facet)))
    return ranked(counts, limit)
