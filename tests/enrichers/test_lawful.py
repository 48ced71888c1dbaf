"""Ordinary local adverts, also in hotspot towns and with nothing but a Telegram name, raise hardly ever an alert."""

from __future__ import annotations

from tests.enrichers.lawful import ADVERTS, ENGLISH, adverts, english
from tests.enrichers.reading import read

ALERTS = 3  # in 300: what an investigator can look at in a minute


def test_three_hundred_local_adverts_give_at_most_three_alerts() -> None:
    texts = [text for _, text in adverts()]

    alerts = [text for text in texts if read(text).alertable]

    assert len(set(texts)) == ADVERTS
    assert len(alerts) <= ALERTS, alerts


def test_their_authors_are_not_taken_for_people_in_need() -> None:
    protected = [text for _, text in adverts() if read(text).protected]

    assert protected == []


def test_five_hundred_english_adverts_with_hard_promises_give_at_most_one_alert() -> None:
    texts = english()

    alerts = [text for text in texts if read(text).alertable]

    assert len(set(texts)) == ENGLISH
    assert len(alerts) <= 1, alerts[:5]
