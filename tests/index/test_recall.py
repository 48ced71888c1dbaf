"""Finding words: a word is found in every real sentence that holds it, wherever a dictionary would cut the sentence."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from index.analysis import STACKERS, Phrase, bare_phrase, bare_text, exact_phrase, exact_text
from posts.text import fold

SEEDS = "bench/dedupe/seeds_udhr.jsonl.gz"
WORDS = 300  # the commonest of each language, with two letters or more
DICTIONARY_ALONE = {"tha": 0.8, "khm": 0.75, "mya": 0.8, "cmn_hans": 0.98}  # the exact form finds less than this


def sentences(path: Path, lang: str) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [sentence for row in rows if row["lang"] == lang for sentence in row["sentences"]]


def holds(text: str, word: str) -> bool:
    """Say whether a word stands in a folded text without tearing a letter from its marks."""
    at = text.find(word)
    while at >= 0:
        after = text[at + len(word) : at + len(word) + 1]
        torn = after and unicodedata.category(after)[0] == "M"
        if not torn and text[at - 1 : at] not in set(STACKERS):
            return True
        at = text.find(word, at + 1)
    return False


def stands_in(phrase: Phrase, joined: str) -> bool:
    return f" {' '.join(phrase.words)}{'' if phrase.begins else ' '}" in f" {joined} "


@pytest.mark.parametrize("lang", DICTIONARY_ALONE)
def test_a_word_is_found_in_every_sentence_that_holds_it(shared: Callable[[str], Path], lang: str) -> None:
    texts = sentences(shared(SEEDS), lang)
    counted = Counter(word for text in texts for word in exact_text(text).split() if word[-1] not in STACKERS)
    words = [word for word, _ in counted.most_common() if len(word) > 1][:WORDS]
    forms = [(fold(text).text, exact_text(text), bare_text(text)) for text in texts]

    held = [(word, form) for word in words for form in forms if holds(form[0], word)]
    missed = [word for word, form in held if not stands_in(bare_phrase(word), form[2])]
    by_dictionary = sum(stands_in(exact_phrase(word), form[1]) for word, form in held)

    assert not missed
    assert len(held) > 500
    assert by_dictionary / len(held) < DICTIONARY_ALONE[lang]
