"""Engine: what every search engine does for us. One engine holds one lane; the two lanes share nothing.

Engines are derived and disposable: they apply the ledger's feed, answer, and can be dropped and rebuilt.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol, TypeAlias, TypeVar, get_args

from index.document import Document
from index.query.tree import Query

Sort = Literal["relevance", "newest", "first_seen", "score"]
Facet = Literal[
    "platform", "source", "author", "lang", "place", "contact", "indicator", "context", "cluster", "mark", "has", "via"
]
FACETS: tuple[Facet, ...] = get_args(Facet)

DEEPEST_RELEVANCE = 10_000  # hits that can be paged by statistics; all other orders have no wall
MOST_VALUES = 10_000  # of a facet, asked of each lane when lanes are put together
EXACT_POINTS = 1000.0  # a word as it stands outweighs all statistics of its bare form, also of long phrases

ID_LETTERS = 6  # of an id, packed beside the time; further ties are settled by the whole id
ID_BITS = 30  # six letters of 32
LAST_SECOND = (1 << 34) - 1  # in the year 2514; 34 + 30 bits fill one unsigned integer
SCORE_BITS = 15  # hundredths of a score from -163.84 to 163.83, packed before time and half of the letters
SCORE_STEP = 100


@dataclass(frozen=True, slots=True)
class Removal:
    """A post left this lane; `seq` is the feed number that says so."""

    id: str
    seq: int


Change: TypeAlias = Document | Removal


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that answers; `order` is its place in time, `rank` its place in this answer, counted from 0."""

    id: str
    relevance: float
    order: int
    rank: int


@dataclass(frozen=True, slots=True)
class Request:
    """What to search, how to sort, and which page: `after` is the last hit of the page before.

    Relevance: where every hit holds all words of the query, those with more words exactly as written come first,
    and the newest of them; where hits may hold different words (OR, like), statistics of the words decide as well.
    Newest goes by posted_at, else first_seen_at; all sorts are descending, equal posts follow by newest, then by id.
    Scores are compared by their hundredths.
    """

    query: Query
    sort: Sort = "relevance"
    limit: int = 20
    after: Hit | None = None
    facets: tuple[Facet, ...] = ()
    facet_limit: int = 20


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of all hits hold a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found; `incomplete` says in sentences what is missing, and is empty when nothing is."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, tuple[FacetValue, ...]] = field(default_factory=dict)
    incomplete: tuple[str, ...] = ()


class Engine(Protocol):
    """One lane's index. Searching never writes; whatever fails raises EngineError with what to do."""

    def make(self) -> None:
        """Make an empty index where there is none."""

    def apply(self, changes: Iterable[Change], cursor: int) -> None:
        """Take changes and the feed cursor in one step: all of it lasts, or nothing.

        Applying twice changes nothing; of two changes to one post the newer `seq` wins, whatever the order.
        """

    def cursor(self) -> int:
        """Return the feed number up to which changes were applied; 0 without an index."""

    def search(self, request: Request) -> Answer:
        """Return one page of the posts that answer a query, their total, and facets counted over all of them."""

    def checksums(self) -> dict[int, int]:
        """Return the sum of the documents' checksums by bucket; empty buckets are left out."""

    def held(self, bucket: int) -> dict[str, int]:
        """Return the checksum of each document of one bucket, by its id: to name those that differ."""

    def sound(self) -> list[str]:
        """Return what is wrong with what the engine stores, in sentences; empty when all is well."""

    def rebuild(self, documents: Iterable[Document], cursor: int) -> None:
        """Put a new index of these documents in the place of the old one, which serves until the new one stands."""

    def drop(self) -> None:
        """Remove the index."""


def order(moment: datetime, id: str) -> int:  # noqa: A002 - it is the id of a post, the word of the contract
    """Return a time and the beginning of an id as one integer: later is larger, then the smaller id."""
    seconds = min(max(math.floor(moment.timestamp()), 0), LAST_SECOND)
    return seconds << ID_BITS | (1 << ID_BITS) - 1 - _id_bits(id)


def score_order(score: float, moment: datetime, id: str) -> int:  # noqa: A002 - as above
    """Return a score, a time and the beginning of an id as one integer: higher scores are larger, then later ones."""
    half = 1 << SCORE_BITS - 1
    steps = min(max(round(score * SCORE_STEP) + half, 0), 2 * half - 1)
    return steps << (64 - SCORE_BITS) | order(moment, id) >> SCORE_BITS


def facet_values(document: Document) -> Iterator[tuple[Facet, str]]:
    """Yield every value that a document counts under in a facet."""
    yield "platform", document.platform
    yield "source", document.source
    yield "via", document.via
    if author := document.author_handle or document.author_name:
        yield "author", author
    if document.cluster:
        yield "cluster", document.cluster
    many: tuple[tuple[Facet, Iterable[str]], ...] = (
        ("lang", document.langs),
        ("place", document.places),
        ("contact", document.contacts),
        ("indicator", document.indicators),
        ("context", document.contexts),
        ("mark", document.marks),
        ("has", document.has),
    )
    for facet, values in many:
        yield from ((facet, value) for value in dict.fromkeys(values))


def _id_bits(id: str) -> int:  # noqa: A002 - as above
    bits = 0
    for char in id.partition("_")[2][:ID_LETTERS].ljust(ID_LETTERS, "2"):
        bits = bits << 5 | ALPHABET.find(char) & 31
    return bits


ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"  # of base32 ids, in the order in which text sorts


Found = TypeVar("Found")


def settled(fetch: Callable[[int], list[Found]], wanted: int, rank: Callable[[Found], float], most: int) -> list[Found]:
    """Return the best finds, with all that tie with the last wanted one, so that ties can be settled by us.

    `fetch` returns the best n in order; n grows until the ties are complete or `most` is reached.
    """
    size = wanted + 1
    while True:
        found = fetch(min(size, most))
        if len(found) < size or size >= most or rank(found[-1]) != rank(found[wanted - 1]):
            return found
        size *= 16


def search_lanes(engines: Sequence[Engine], request: Request) -> Answer:
    """Return the answer of several lanes as one; with a single engine, that engine's own answer."""
    if len(engines) == 1:
        return engines[0].search(request)
    rank = request.after.rank + 1 if request.after else 0
    asked = replace(request, facet_limit=MOST_VALUES)  # the commonest of all lanes may be rare in each
    if request.sort == "relevance":
        asked = replace(asked, after=None, limit=rank + request.limit)
    answers = [engine.search(asked) for engine in engines]
    hits = sorted((hit for answer in answers for hit in answer.hits), key=lambda hit: sort_key(hit, request.sort))
    first = rank if request.sort == "relevance" else 0
    page = hits[first : first + request.limit]
    return Answer(
        total=sum(answer.total for answer in answers),
        hits=tuple(replace(hit, rank=rank + at) for at, hit in enumerate(page)),
        facets={facet: _summed(answers, facet, request.facet_limit) for facet in request.facets},
        incomplete=tuple(dict.fromkeys(sentence for answer in answers for sentence in answer.incomplete)),
    )


def sort_key(hit: Hit, sort: Sort) -> tuple[float, int, str]:
    """Return what hits are sorted by, ascending."""
    return (-hit.relevance if sort == "relevance" else 0.0), -hit.order, hit.id


def _summed(answers: Sequence[Answer], facet: Facet, limit: int) -> tuple[FacetValue, ...]:
    counts: dict[str, int] = {}
    for value in (value for answer in answers for value in answer.facets.get(facet, ())):
        counts[value.value] = counts.get(value.value, 0) + value.count
    return ranked(counts, limit)


def ranked(counts: Mapping[str, int], limit: int) -> tuple[FacetValue, ...]:
    """Return the commonest values of a facet, equal counts by value."""
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return tuple(FacetValue(value, count) for value, count in best)
