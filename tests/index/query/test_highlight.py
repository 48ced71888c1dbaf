"""Highlights point at the words of the original text, in their own form."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from index.document import Document
from index.query import highlights, parse
from index.query.match import matches
from index.query.tree import sought_words
from tests.index.search_corpus import LOOKUPS, golden_posts, golden_queries
from tests.index.strategies import documents, queries

MARKED = {
    "a word": ("kerja", "Lowongan KERJA, kerjaan", ["KERJA"]),
    "a disguised word": ("kerja", "😀 K3RJ4 di sini", ["K3RJ4"]),
    "a spelled word": ("kerja", "butuh k e r j a ya", ["k e r j a"]),
    "wide letters": ("free", "Ｆｒｅｅ visa", ["Ｆｒｅｅ"]),
    "a phrase": ('"gaji tinggi"', "Gaji - tinggi! tinggi gaji", ["Gaji - tinggi"]),
    "a beginning": ("lowong*", "Lowongan dan lowong", ["Lowongan", "lowong"]),
    "Chinese": ("機票", "包机票，包機票", ["机票", "機票"]),
    "one letter": ("薪", "高薪工作", ["薪"]),
    "one letter at the end": ("薪", "高薪", ["薪"]),
    "Thai": ("ปอยเปต", "ทำงานที่ปอยเปตรายได้ดี", ["ปอยเปต"]),
    "Thai with a space": ("ปอยเปต", "ปอย เปต เงินดี", ["ปอย เปต"]),
    "Khmer": ("ប៉ោយប៉ែត", "នៅប៉ោយប៉ែតប្រាក់", ["ប៉ោយប៉ែត"]),
    "Burmese possessive": ("မြန်မာ", "မြန်မာ့လူငယ်", ["မြန်မာ့"]),
    "Zawgyi": ("မြဝတီ", "ျမဝတီမွာ အလုပ္ရွိပါတယ္ လစာေကာင္းတယ္", ["ျမဝတီ"]),
    "several words": ("kerja OR gaji", "gaji kerja", ["gaji", "kerja"]),
    "overlapping finds": ('"a b" OR "b c"', "a b c", ["a b c"]),
    "what is denied": ("kerja NOT gaji", "gaji kerja", ["kerja"]),
    "filters": ("lang:id", "kerja", []),
    "no text": ("kerja", "", []),
}


@pytest.mark.parametrize(("query", "text", "marked"), MARKED.values(), ids=MARKED)
def test_highlights(query: str, text: str, marked: list[str]) -> None:
    spans = highlights(parse(query), text)

    assert [text[start:end] for start, end in spans] == marked


@given(queries(), documents())
def test_highlights_lie_in_order_and_a_find_by_words_alone_has_one(query: str, post: Document) -> None:
    tree = parse(query)

    spans = highlights(tree, post.text)

    assert all(start < end <= len(post.text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for words in sought_words(tree):
        if matches(words, post) and not post.image_text:
            assert highlights(words, post.text)


def test_every_golden_word_is_marked_in_the_posts_it_finds() -> None:
    for golden in golden_queries():
        tree = parse(golden.query, LOOKUPS)
        for words in sought_words(tree):
            for post in golden_posts():
                texts = (post.text, *post.image_text)
                assert matches(words, post) == any(highlights(words, text) for text in texts), golden.query
