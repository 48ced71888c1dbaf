"""Gate: what a post is beside an offer; no single word silences a lure, doubt protects people, the score adds up."""

from __future__ import annotations

from typing import Any

import pytest

from enrichers.gate import CERTAIN
from posts.reading import Reading
from tests.enrichers.reading import cases, data, read


@pytest.mark.parametrize("case", cases("gate"), ids=lambda case: case["id"])
def test_a_post_is_an_alert_or_held_back_or_protected_or_quiet(case: dict[str, Any]) -> None:
    reading = read(case["text"])

    assert outcome(reading) == case["is"] or (case["is"] == "not protected" and not reading.protected)
    assert [contact.role for contact in reading.contacts] == case.get(
        "roles", [contact.role for contact in reading.contacts]
    )


def outcome(reading: Reading) -> str:
    """Say in one word what becomes of a post."""
    if reading.protected:
        return "protected"
    if reading.alertable:
        return "alert"
    return "held" if reading.suppressed_because else "quiet"


@pytest.mark.parametrize("case", cases("gate"), ids=lambda case: case["id"])
def test_the_score_is_the_sum_of_its_parts_and_what_holds_back_is_shown(case: dict[str, Any]) -> None:
    reading = read(case["text"])

    assert reading.score.total == pytest.approx(sum(part.points for part in reading.score.parts))
    assert all(case["text"][hit.start : hit.end] == hit.phrase for hit in reading.context)
    assert not (reading.alertable and reading.suppressed_because)
    assert not (reading.alertable and reading.protected)


def test_groups_are_capped() -> None:
    caps = data().weights.caps
    reading = read(
        "URGENT! urgently needed 100 people, start immediately, hurry, limited slots, join now. Free ticket."
    )

    points = sum(part.points for part in reading.score.parts if _group(part.id) == "pressure")
    assert 0 < points <= caps["pressure"]


def _group(name: str) -> str:
    found = data().indicators.get(name)
    return found.group if found else ""


def test_an_ordinary_advert_stays_below_the_threshold_however_many_weak_signs_it_shows() -> None:
    reading = read(
        "Phnom Penh restaurant needs waiters urgently: no experience, no degree, age 18-30, girls, free food and room, "
        "commission, salary in dollars 900 USD per month, start immediately, 20 people, Telegram @kafe__contoh"
    )

    assert reading.score.total <= data().weights.ordinary_cap
    assert not reading.alertable


def test_a_certain_plea_protects_even_beside_an_offer() -> None:
    assert CERTAIN > 2
    reading = read(
        "Tolong saya dikurung di gedung di Poipet, paspor ditahan, minta tebusan. Dulu ditawari customer service "
        "online gaji $1.200 per bulan, tiket ditanggung, mess gratis, tanpa pengalaman, berangkat minggu ini."
    )

    assert reading.protected
    assert not reading.alertable
