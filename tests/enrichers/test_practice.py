"""The practice scene: every post of its story is read as the story tells it."""

from __future__ import annotations

import pytest

from lurewatch.practice.scene import scene
from posts.reading import Reading
from tests.enrichers.reading import read

SCENE = scene()
TEXTS = {source.native_id(post): post.text_at(9) for source in SCENE.sources for post in source.posts}


def told(name: str) -> list[Reading]:
    return [read(TEXTS[native_id], platform="telegram_web") for native_id in SCENE.story[name]]


def test_every_copy_of_the_template_is_a_lead_also_the_disguised_one() -> None:
    assert all(reading.alertable for reading in (*told("template"), *told("disguised")))


@pytest.mark.parametrize("name", ["warning", "news", "protected", "lawful"])
def test_nothing_else_of_the_story_is_a_lead(name: str) -> None:
    assert not any(reading.alertable for reading in told(name))


def test_those_in_need_and_the_job_seeker_are_protected_and_nobody_else() -> None:
    assert all(reading.protected for reading in told("protected"))
    assert not any(reading.protected for name in ("template", "warning", "news", "lawful") for reading in told(name))


def test_the_lure_inside_the_warning_is_found_and_its_contact_is_quoted() -> None:
    [reading] = told("warning")

    assert {contact.role for contact in reading.contacts} == {"quoted"}
    assert reading.suppressed_because


def test_the_disguised_copy_says_what_it_pays() -> None:
    [reading] = told("disguised")

    assert [(pay.min, pay.max, pay.currency, pay.period) for pay in reading.pay] == [(950, 1400, "USD", "month")]


def test_one_post_in_each_language_of_the_finds_is_a_lead() -> None:
    finds = [read(TEXTS[native_id]) for native_id in SCENE.finds.values()]

    assert all(reading.alertable for reading in finds)
