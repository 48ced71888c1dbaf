"""The fields of an Elasticsearch index, and a document as it stands there. Only built-in analysers, no scripts.

Words come joined by spaces and are split at spaces; every filter value is a term of `keys`; numbers and sort orders
are columns. Three kinds of entry are no posts and have no key `live`: the feed cursor, what is left of a removed
post, and the mark of a post that the cluster refused.
"""

from __future__ import annotations

from typing import Any

from index.analysis import ANALYSIS_RECIPE
from index.document import Document, bucket, checksum
from index.elastic.cluster import ClusterSettings
from index.engine import FACETS, Removal, facet_values, order, score_order
from index.query.searchable import searchable
from posts.text import BARE_RECIPE, FOLD_RECIPE, WORDS_RECIPE

RECIPE = f"s2-{ANALYSIS_RECIPE}-{FOLD_RECIPE}-{BARE_RECIPE}-{WORDS_RECIPE}"  # another recipe needs a rebuild
LIVE = "live"
CURSOR = "cursor"
SIGNED = 1 << 63  # orders fill 64 bits without a sign; a plain node has only signed columns
KEPT = ("seq", "checksum", "reason")  # of an entry that can be read back; all else is only searched

Entry = dict[str, Any]


def index_body(settings: ClusterSettings, alias: str | None) -> Entry:
    """Return the request that makes an index; anything the mapping does not know is refused."""
    return {
        "settings": {"number_of_shards": settings.shards, "number_of_replicas": settings.replicas},
        "mappings": {
            "dynamic": "strict",
            "_meta": {"recipe": RECIPE},
            "_source": {"includes": list(KEPT)},
            "properties": _properties(),
        },
        "aliases": {alias: {}} if alias else {},
    }


def _properties() -> Entry:
    words = {"type": "text", "analyzer": "whitespace"}
    term = {"type": "keyword"}
    columns = ("posted", "first_seen", "collected", "gone", "newest_order", "first_seen_order", "score_order", "seq")
    return {
        "id": term,
        "exact": words,
        "bare": words,
        "keys": {"type": "keyword", "doc_values": False},
        **dict.fromkeys(FACETS, term),
        **{name: {"type": "double"} for name in ("score", "pay_low", "pay_high")},
        **{name: {"type": "long"} for name in (*columns, "checksum")},
        "bucket": {"type": "integer"},
        "cursor": {"type": "long"},
        "reason": term,
    }


def entry(document: Document) -> Entry:
    """Return the entry of a post."""
    found = searchable(document)
    return {
        "id": document.id,
        "exact": found.exact,
        "bare": found.bare,
        "keys": [LIVE, *sorted(found.keys)],
        **_facets(document),
        **found.numbers,
        "newest_order": signed(order(document.newest_at, document.id)),
        "first_seen_order": signed(order(document.first_seen_at, document.id)),
        "score_order": signed(score_order(document.score, document.newest_at, document.id)),
        "seq": document.seq,
        "bucket": bucket(document.id),
        "checksum": checksum(document),
    }


def _facets(document: Document) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for facet, value in facet_values(document):
        values.setdefault(facet, []).append(value)
    return values


def tombstone(removal: Removal) -> Entry:
    """Return what is left of a removed post: an older version must not bring it back."""
    return {"id": removal.id, "seq": removal.seq}


def cursor_mark(cursor: int) -> Entry:
    """Return the entry that holds the feed cursor."""
    return {"id": CURSOR, "seq": cursor, "cursor": cursor}


def refusal(post: str, seq: int, reason: str) -> Entry:
    """Return what stands in the place of a post that the cluster refused."""
    return {"id": post, "seq": seq, "reason": reason}


def signed(whole: int) -> int:
    """Return an order as a signed column holds it."""
    return whole - SIGNED


def unsigned(stored: int) -> int:
    """Return the order that a signed column holds."""
    return stored + SIGNED
