"""The fields of the embedded index, and a document as tantivy holds it.

Words stand twice (exact, bare); `any` and `triples` hold the same words again, to be found faster. Every filter value
is a term of `keys`, numbers and sort orders are columns.
Two kinds of entry are no posts and have no key `live`: the feed cursor, and what is left of a removed post.
"""

from __future__ import annotations

from itertools import pairwise

import tantivy

from index.analysis import ANALYSIS_RECIPE, BREAK, JOINT
from index.document import Document, bucket, checksum
from index.engine import FACETS, Removal, facet_values, order, score_order
from index.query.searchable import searchable
from posts.text import BARE_RECIPE, FOLD_RECIPE, WORDS_RECIPE

RECIPE = f"e3-{ANALYSIS_RECIPE}-{FOLD_RECIPE}-{BARE_RECIPE}-{WORDS_RECIPE}"  # another recipe needs a rebuild
LIVE = "live"
CURSOR = "cursor"
FLOATS = ("score", "pay_low", "pay_high")
SECONDS = ("posted", "first_seen", "collected", "gone")
UNSIGNED = ("newest_order", "first_seen_order", "score_order", "seq", "bucket", "checksum")


def schema() -> tantivy.Schema:
    """Return the fields of a new index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("bare", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("any", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("triples", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("keys", tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    for name in FLOATS:
        builder.add_float_field(name, fast=True)
    for name in SECONDS:
        builder.add_integer_field(name, fast=True)
    for name in UNSIGNED:
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def entry(document: Document) -> tantivy.Document:
    """Return the entry of a post."""
    found = searchable(document)
    made = tantivy.Document()
    made.add_text("id", document.id)
    made.add_text("exact", found.exact)
    made.add_text("bare", found.bare)
    made.add_text("any", " ".join({*found.exact.split(), *found.bare.split()}))
    made.add_text("triples", triples(found.bare))
    for key in (LIVE, *found.keys):
        made.add_text("keys", key)
    for facet, value in facet_values(document):
        made.add_text(facet, value)
    for name, number in found.numbers.items():
        if name in FLOATS:
            made.add_float(name, number)
        else:
            made.add_integer(name, int(number))
    for name, whole in zip(UNSIGNED, _unsigned(document), strict=True):
        made.add_unsigned(name, whole)
    return made


def triples(bare: str) -> str:
    """Return a text's pairs of letters joined to triples, which are rarer and therefore found faster."""
    joined = []
    for pair, following in pairwise(bare.split()):
        joined.append(triple(pair, following) or BREAK)
    return " ".join(one for one, before in zip(joined, ["", *joined], strict=False) if one != BREAK or before != BREAK)


def triple(pair: str, following: str) -> str | None:
    """Return two overlapping pairs of letters as one triple; null where they are no such pairs."""
    if JOINT not in pair or JOINT not in following or pair.endswith(JOINT) or following.endswith(JOINT):
        return None
    return pair + JOINT + following.partition(JOINT)[2]


def tombstone(removal: Removal) -> tantivy.Document:
    """Return what is left of a removed post: its id and the number that an older version must not undo."""
    made = tantivy.Document()
    made.add_text("id", removal.id)
    made.add_unsigned("seq", removal.seq)
    return made


def cursor_mark(cursor: int) -> tantivy.Document:
    """Return the entry that holds the feed cursor: tantivy's commits carry no payload."""
    made = tantivy.Document()
    made.add_text("id", CURSOR)
    made.add_unsigned("seq", cursor)
    return made


def _unsigned(document: Document) -> tuple[int, ...]:
    newest = order(document.newest_at, document.id)
    first_seen = order(document.first_seen_at, document.id)
    by_score = score_order(document.score, document.newest_at, document.id)
    return newest, first_seen, by_score, document.seq, bucket(document.id), checksum(document)
