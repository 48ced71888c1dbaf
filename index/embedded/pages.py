"""Pages of hits, and facets, out of an open embedded index at one moment."""

from __future__ import annotations

import tantivy

from index.embedded.queries import Translator
from index.engine import DEEPEST_RELEVANCE, EXACT_POINTS, Answer, Facet, FacetValue, Hit, Request, Sort, ranked, settled
from index.query.tree import required_words

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
        self._words = required_words(request.query) if request.sort == "relevance" else ()
        self._found = self._translator.found(request.query)
        self._by = ORDERS[request.sort]
        self._first = request.after.rank + 1 if request.after else 0
        self._last = self._first + request.limit

    def answer(self) -> Answer:
        """Return the answer to the request; a query without words has no relevance, so it is sorted by newest."""
        total = self._searcher.search(self._found, 1, order_by_field=self._by).count  # type: ignore[attr-defined]  # tantivy's stub leaves the attribute out
        hits = self._hits(total)
        facets, doubts = self._facets() if self._request.facets else ({}, [])
        if self._words is None and total > DEEPEST_RELEVANCE and self._last > DEEPEST_RELEVANCE:
            doubts.append(f"by relevance only the first {DEEPEST_RELEVANCE:,} of {total:,} posts can be shown")
        return Answer(total, tuple(hits), facets, tuple(doubts))

    def _hits(self, total: int) -> list[Hit]:
        if self._words is None:
            return self._by_statistics()
        if self._words:
            return self._by_exactness(total)
        found = self._page(self._found, self._request.after, self._request.limit)
        return [Hit(post, 0.0, order, rank) for rank, (order, post) in enumerate(found, self._first)]

    def _by_exactness(self, total: int) -> list[Hit]:
        """Return posts with all words exactly as written, then those with one less, and so on; newest first."""
        after, hits = self._request.after, list[Hit]()
        exact = [words for words in self._words or () if words.exact.words]
        tier = round(after.relevance / EXACT_POINTS) if after else len(exact)
        while tier >= 0 and len(hits) < self._request.limit and self._first + len(hits) < total:
            query = self._translator.exactly(self._request.query, self._found, exact, tier)
            found = self._page(query, after, self._request.limit - len(hits))
            rank = self._first + len(hits)
            hits += [Hit(post, tier * EXACT_POINTS, order, at) for at, (order, post) in enumerate(found, rank)]
            tier, after = tier - 1, None
        return hits

    def _page(self, query: tantivy.Query, after: Hit | None, limit: int) -> list[tuple[int, str]]:
        """Return (order, id) of the posts after the last hit's; pages of any depth cost the same."""
        found: list[tuple[int, str]] = []
        if after:
            same = query.and_must_match(self._translator.orders(self._by, after.order, after.order))
            found = [one for one in self._ordered(same, self._searcher.num_docs) if one[1] > after.id]
            query = query.and_must_match(self._translator.orders(self._by, None, after.order - 1))
        return (found + self._ordered(query, limit))[:limit]

    def _ordered(self, query: tantivy.Query, wanted: int) -> list[tuple[int, str]]:
        """Return (order, id) of the first posts, newest first and equal ones by id."""

        def fetch(size: int) -> list[tuple[float, Address]]:
            return self._searcher.search(query, size, count=False, order_by_field=self._by).hits

        found = settled(fetch, wanted, lambda one: one[0], UNBOUNDED) if wanted else []
        return sorted(((int(order or 0), self._id(at)) for order, at in found), key=lambda one: (-one[0], one[1]))

    def _by_statistics(self) -> list[Hit]:
        """Return a page by rank: statistics are no place in time that a page could go on from."""
        query = self._translator.query(self._request.query)

        def fetch(size: int) -> list[tuple[float, Address]]:
            return self._searcher.search(query, size, count=False).hits

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
        found = self._searcher.aggregate(self._found, terms)
        return {
            facet: (
                [(str(one["key"]), int(one["doc_count"])) for one in found[facet]["buckets"]],
                int(found[facet].get("doc_count_error_upper_bound") or 0),
            )
            for facet in facets
        }

    def _id(self, address: Address) -> str:
        return str(self._searcher.doc(address)["id"][0])
