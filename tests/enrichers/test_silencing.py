"""No phrase silences a lure: put into twenty lures each, all stay leads or are held back with the phrase shown."""

from __future__ import annotations

from functools import cache

import pytest

from tests.enrichers.corpus import Labelled, corpus
from tests.enrichers.reading import cases, read

LURES = 20


@cache
def lures() -> tuple[Labelled, ...]:
    """One plain lure of each language, and more of the languages with most posts, that are leads as they are."""
    plain = [post for post in corpus() if post.kind == "lure" and read(post.text).alertable]
    first = {post.lang: post for post in reversed(plain)}
    more = [post for post in plain if post not in first.values()]
    return (*first.values(), *more)[:LURES]


@pytest.mark.parametrize("phrase", cases("silencing"))
def test_no_lure_vanishes_behind_a_phrase(phrase: str) -> None:
    texts = [text for lure in lures() for text in with_phrase(lure.text, phrase)]

    vanished = [text for text in texts if not is_kept(text, phrase)]

    assert len(lures()) == LURES
    assert vanished == []


def with_phrase(text: str, phrase: str) -> tuple[str, str]:
    return f"{phrase}\n{text}", f"{text}\n{phrase}"


def is_kept(text: str, phrase: str) -> bool:
    """Say whether a lure is a lead, or held back with words that were not there before."""
    reading = read(text)
    shown = {hit.phrase.lower() for hit in reading.suppressed_because}
    return reading.alertable or bool(shown)
