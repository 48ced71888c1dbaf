"""Masking: who needs protection is shown without names, own numbers and papers; the recruiter's account stays."""

from __future__ import annotations

import pytest

from enrichers.masking import MASK, masked
from lurewatch.practice.scene import scene
from tests.enrichers.corpus import PROTECTED, Labelled, corpus
from tests.enrichers.reading import data, read

SCENE = scene()
PLEAS = [
    post.text_at(9)
    for source in SCENE.sources
    for post in source.posts
    if source.native_id(post) in SCENE.story["protected"]
]


def shown(text: str) -> str:
    return masked(text, read(text), data().masking)


@pytest.mark.parametrize("text", PLEAS)
def test_nobody_of_the_practice_scene_can_be_told_from_a_masked_post(text: str) -> None:
    told = shown(text)

    assert not [name for name in SCENE.protected.names if name in told]
    assert not [number for number in SCENE.protected.numbers if number in told]
    assert MASK in told


@pytest.mark.parametrize("post", [one for one in corpus() if one.kind in PROTECTED], ids=lambda post: str(post.id))
def test_own_contacts_of_people_in_need_are_masked_in_every_language(post: Labelled) -> None:
    reading = read(post.text)

    told = masked(post.text, reading, data().masking)

    own = [contact.raw for contact in reading.contacts if contact.role == "seeker_own"]
    assert not [raw for raw in own if raw in told]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Please help, my name is Sari Contoh Permisalan and I am locked inside in Bavet", "Permisalan"),
        ("Tolong, adik saya Rina Misalnya disekap di Poipet, paspor C1234567 ditahan", "Rina Misalnya"),
        ("Tolong, adik saya disekap di Poipet, paspor C1234567 ditahan", "C1234567"),
        ("Помогите, меня зовут Алина Примерова, нас держат в здании в Мьянме", "Примерова"),
        ("मदद करो, मेरा नाम सूरज उदाहरण है, हम म्यांमार में बंद हैं", "सूरज"),
        ("ช่วยด้วย ผมชื่อสมชาย ตัวอย่าง ถูกขังอยู่ที่เมียวดี", "สมชาย"),
        ("救命，我叫王某某，被关在妙瓦底", "王某某"),
    ],
)
def test_names_and_papers_are_masked(text: str, gone: str) -> None:
    assert gone in text
    assert gone not in shown(text)


def test_a_recruiters_account_is_not_masked() -> None:
    text = "Tolong, adik saya disekap di Poipet. Yang mengajak akun @hr__contoh. Hubungi saya +62 844-0000-0103"

    assert "@hr__contoh" in shown(text)
    assert "0103" not in shown(text)


def test_other_posts_are_shown_as_they_are() -> None:
    text = "Lowongan kerja, hubungi Pak Budi di 0840-0000-0101"

    assert shown(text) == text
