"""The labelled corpus: what reading must show on it, each line of the issue with its figure."""

from __future__ import annotations

from functools import cache

import pytest

from posts.reading import Reading
from tests.enrichers.corpus import KEPT_OUT, LAWFUL, PROTECTED, Agreement, Labelled, corpus
from tests.enrichers.reading import data, read

LANGUAGES = 18
POSTS_A_LANGUAGE = 16


@cache
def readings() -> tuple[tuple[Labelled, Reading], ...]:
    return tuple((post, read(post.text)) for post in corpus())


@cache
def agreement() -> Agreement:
    made = Agreement()
    for post, reading in readings():
        made.add(post, reading)
    return made


def test_the_corpus_has_all_classes_in_every_language() -> None:
    kinds: dict[str, set[str]] = {}
    for post in corpus():
        kinds.setdefault(post.lang, set()).add(post.kind)

    whole = [lang for lang, found in kinds.items() if len(found) >= 15]
    assert len(whole) == LANGUAGES
    assert all(sum(post.lang == lang for post in corpus()) >= POSTS_A_LANGUAGE for lang in whole)


def test_labels_name_indicators_and_places_that_exist() -> None:
    known, places = set(data().indicators), set(data().gazetteer.rows)

    assert not {name for post in corpus() for name in post.indicators or ()} - known
    assert not {name for post in corpus() for name in post.places} - places


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("contacts", 0.95, 0.98),
        ("roles", 0.95, 0.95),
        ("places", 0.93, 0.93),
        ("pay", 0.90, 0.90),
        ("indicators", 0.90, 0.90),
        ("alertable", 0.95, 0.90),
    ],
)
def test_readings_agree_with_the_labels(name: str, precision: float, recall: float) -> None:
    count = agreement().counts[name]

    assert count.precision >= precision
    assert count.recall >= recall


def test_every_plea_and_every_job_seeker_is_protected_in_every_language() -> None:
    assert agreement().unprotected == []


def test_no_warning_and_no_news_is_an_alert() -> None:
    assert agreement().alerts_kept_out == []


def test_no_lawful_advert_is_an_alert() -> None:
    assert [post.id for post, reading in readings() if post.kind in LAWFUL and reading.alertable] == []


def test_doubt_protects_few_who_need_no_protection() -> None:
    assert len(agreement().wrongly_protected) <= 0.02 * len(readings())


def test_a_contact_of_a_plea_or_a_warning_is_never_offered() -> None:
    offered = [
        post.id
        for post, reading in readings()
        if post.kind in PROTECTED | KEPT_OUT
        for contact in reading.contacts
        if contact.role == "offered"
    ]

    assert len(offered) <= 1, offered
