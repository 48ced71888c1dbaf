"""Pages of hits, and facets, out of an open embedded index at one moment."""

from __future__ import annotations

import tantivy

from index.embedded.queries import Translator
from index.engine import DEEPEST_RELEVANCE, Answer, Facet, FacetValue, Hit, Request, Sort, ranked, settled
from index.query.tree import sought_words

ORDERS: dict[Sort, str] = {
    "relevance": "newest_order",
    "newest": "newest_order",
    "first_seen": "first_seen_order",
    "score": "score_order",
}
UNBOUNDED = 1 << 31  # more posts than one index can hold
FACET_TERMS = 20_000  # values that one segment may report; tantivy stops at 65,000 for all segments together
TIE_DIGITS = 2  # relevance is compared to two digits: sums of the same numbers differ in the last ones

Address = tantivy.DocAddress


class Pages:
    """Answers one request."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, request: Request) -> None:
        self._searcher = searcher
        self._translator = Translator(schema)
        self._request = request
        self._query = self._translator.query(request.query)
        self._by = ORDERS[request.sort]
        self._first = request.after.rank + 1 if request.after else 0
        self._last = self._first + request.limit
        self._total: int | None = None

    def answer(self) -> Answer:
        """Return the answer to the request; a query without words has no relevance, so it is sorted by newest."""
        by_relevance = self._request.sort == "relevance" and any(sought_words(self._request.query))
        hits = self._by_relevance() if by_relevance else self._by_time()
        total = self._counted()
        facets, doubts = self._facets() if self._request.facets else ({}, [])
        if by_relevance and total > DEEPEST_RELEVANCE and self._last > DEEPEST_RELEVANCE:
            doubts.append(f"by relevance only the first {DEEPEST_RELEVANCE:,} of {total:,} posts can be shown")
        return Answer(total, tuple(hits), facets, tuple(doubts))

    def _counted(self) -> int:
        if self._total is None:
            self._search(self._query, 1, self._by)
        return self._total or 0

    def _search(self, query: tantivy.Query, size: int, by: str | None) -> list[tuple[float, Address]]:
        """Return the first posts of a query; the first time it is the whole one, its total is counted on the way."""
        counts = query is self._query and self._total is None
        found = self._searcher.search(query, size, count=counts, order_by_field=by)
        if counts:
            self._total = int(found.count)  # type: ignore[attr-defined]  # tantivy's stub leaves the attribute out
        return found.hits

    def _by_time(self) -> list[Hit]:
        """Return the page after the last hit's (order, id); pages of any depth cost the same."""
        found: list[tuple[int, str]] = []
        query, after = self._query, self._request.after
        if after:
            same = query.and_must_match(self._translator.orders(self._by, after.order, after.order))
            found = [one for one in self._ordered(same, self._searcher.num_docs) if one[1] > after.id]
            query = query.and_must_match(self._translator.orders(self._by, None, after.order - 1))
        found += self._ordered(query, self._request.limit)
        page = found[: self._request.limit]
        return [Hit(post, 0.0, order, rank) for rank, (order, post) in enumerate(page, self._first)]

    def _ordered(self, query: tantivy.Query, wanted: int) -> list[tuple[int, str]]:
        """Return (order, id) of the first posts, newest first and equal ones by id."""

        def fetch(size: int) -> list[tuple[float, Address]]:
            return self._search(query, size, self._by)

        found = settled(fetch, wanted, lambda one: one[0], UNBOUNDED) if wanted else []
        return sorted(((int(order or 0), self._id(at)) for order, at in found), key=lambda one: (-one[0], one[1]))

    def _by_relevance(self) -> list[Hit]:
        """Return a page by rank: relevance is no place in time that a page could go on from."""

        def fetch(size: int) -> list[tuple[float, Address]]:
            return self._search(self._query, size, None)

        last = min(self._last, DEEPEST_RELEVANCE)
        if self._first >= last:
            return []
        found = settled(fetch, last, lambda one: round(one[0], TIE_DIGITS), DEEPEST_RELEVANCE)
        orders = self._searcher.fast_field_values("newest_order", [at for _, at in found])
        keyed = [
            (-round(score, TIE_DIGITS), -int(order or 0), at) for (score, at), order in zip(found, orders, strict=True)
        ]
        page = self._settled_by_id(sorted(keyed, key=lambda one: one[:2]), last)
        return [Hit(post, -score, -order, rank) for rank, (score, order, post) in enumerate(page, self._first)]

    def _settled_by_id(self, keyed: list[tuple[float, int, Address]], last: int) -> list[tuple[float, int, str]]:
        """Return the hits of the page; posts of one relevance and order are put in the order of their ids."""
        start, stop = self._first, min(last, len(keyed))
        while 0 < start < len(keyed) and keyed[start - 1][:2] == keyed[start][:2]:
            start -= 1
        while 0 < stop < len(keyed) and keyed[stop - 1][:2] == keyed[stop][:2]:
            stop += 1
        named = sorted((score, order, self._id(at)) for score, order, at in keyed[start:stop])
        return named[self._first - start : last - start]

    def _facets(self) -> tuple[dict[Facet, tuple[FacetValue, ...]], list[str]]:
        """Count all facets in one pass, and again those whose last values tie."""
        limit = self._request.facet_limit
        first = self._counts(self._request.facets, limit + 1)
        counted: dict[Facet, tuple[FacetValue, ...]] = {}
        doubts = []
        for facet, (_, error) in first.items():

            def fetch(size: int, facet: Facet = facet) -> list[tuple[str, int]]:
                return (first if size == limit + 1 else self._counts((facet,), size))[facet][0]

            counted[facet] = ranked(dict(settled(fetch, limit, lambda one: one[1], FACET_TERMS)), limit)
            if error:
                doubts.append(f"{facet} has so many values that each count may be up to {error:,} too low")
        return counted, doubts

    def _counts(self, facets: tuple[Facet, ...], size: int) -> dict[Facet, tuple[list[tuple[str, int]], int]]:
        """Return the commonest values of each facet with their counts, and by how much a count may be too low."""
        terms = {facet: {"terms": {"field": facet, "size": size, "segment_size": FACET_TERMS}} for facet in facets}
        found = self._searcher.aggregate(self._query, terms)
        return {
            facet: (
                [(str(one["key"]), int(one["doc_count"])) for one in found[facet]["buckets"]],
                int(found[facet].get("doc_count_error_upper_bound") or 0),
            )
            for facet in facets
        }

    def _id(self, address: Address) -> str:
        return str(self._searcher.doc(address)["id"][0])
