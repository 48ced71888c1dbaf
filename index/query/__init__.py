"""The query language: parse what people type, match one document, mark the words found, say it in a sentence."""

from index.query.highlight import highlights
from index.query.lookups import Lookups
from index.query.match import answers, matches
from index.query.parse import parse
from index.query.searchable import Searchable, searchable
from index.query.sentence import sentence
from index.query.tree import Query

__all__ = [
    "Lookups",
    "Query",
    "Searchable",
    "answers",
    "highlights",
    "matches",
    "parse",
    "searchable",
    "sentence",
]
