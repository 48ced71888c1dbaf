"""Campaigns for people: what joins them is told, hubs join nothing, a path can be shown, nothing restricted appears."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from index.ledger.store import Ledger
from lurewatch.campaigning import landscape, rows
from lurewatch.installation import Installation
from lurewatch.pipeline import ingest
from lurewatch.settings import Settings
from posts import inbox
from posts.home import Home
from tests.conftest import Clock, make_post
from tests.lurewatch.calling import call

ADVERTS = {
    "id": "Lowongan kerja customer service di Poipet, gaji USD 800-1200 per bulan, tiket dan makan ditanggung, "
    "mess gratis, tanpa pengalaman. Minat hubungi Telegram @{}",
    "en": "URGENT HIRING online customer service in Poipet, salary USD 800-1200 a month, flight ticket paid, free "
    "food and accommodation, no experience needed. Contact Telegram @{}",
    "en2": "We look for chat operators and typists in Sihanoukville, company pays your air ticket and visa, salary "
    "1500 USD monthly plus bonus, dormitory inside the building. Send CV to Telegram @{}",
    "vi": "TUYEN DUNG GAP nhân viên chăm sóc khách hàng online tại Bavet, lương 1000 USD một tháng, bao ăn ở, bao vé "
    "máy bay, không cần kinh nghiệm. Liên hệ Telegram @{}",
}
WARNING = "AWAS PENIPUAN lowongan kerja palsu nomor {}: jangan hubungi Telegram @{}, laporkan ke polisi segera"

# fmt: off
TOWNS = ("Jakarta", "Medan", "Padang", "Palembang", "Lampung", "Bandung", "Semarang", "Solo", "Surabaya", "Malang",
         "Denpasar", "Kupang", "Ambon", "Ternate", "Manado", "Palu", "Makassar", "Kendari")
TRADES = ("gudang", "kasir", "supir", "koki", "satpam", "kurir", "admin", "guru", "perawat", "montir", "tukang",
          "penjahit", "pelayan", "barista", "kebun", "tambang", "kapal", "pabrik")
# fmt: on


@pytest.fixture
def here(home: Home, ledger: Ledger, clock: Clock) -> Installation:
    return Installation(home, Settings(), ledger, clock)


def arrive(here: Installation, texts: Sequence[str], first: int = 1, **fields: Any) -> None:
    lines = [inbox.PostLine(post=make_post(number, text, **fields)) for number, text in enumerate(texts, first)]
    inbox.Inbox(here.home.inbox, f"20260105T030000Z-{first:06}").put(lines)
    ingest(here)


def test_adverts_that_offer_one_contact_are_a_campaign_with_reasons(here: Installation) -> None:
    arrive(here, [ADVERTS["id"].format("hr__satu"), ADVERTS["en"].format("hr__satu"), ADVERTS["vi"].format("hr__lain")])

    listed = call("campaigns", "--home", here.home.path, "--json").json
    (row,) = listed["campaigns"]
    shown = call("campaign", row["id"], "--home", here.home.path, "--json").json

    assert (row["clusters"], row["posts"], row["contacts"]) == (2, 2, ["telegram:hr__satu"])
    assert [link["reason"] for link in shown["links"]] == ["both offer telegram:hr__satu"]
    assert len(shown["groups"]) == 2


def test_adverts_of_two_languages_with_the_same_offer_are_similar_never_the_same(here: Installation) -> None:
    arrive(here, [ADVERTS["id"].format("hr__satu"), ADVERTS["en"].format("hr__satu")])
    (row,) = call("campaigns", "--home", here.home.path, "--json").json["campaigns"]

    said = call("campaign", row["id"], "--home", here.home.path)
    (pair,) = call("campaign", row["id"], "--home", here.home.path, "--json").json["similar"]

    assert "both offer telegram:hr__satu" in pair["reasons"]
    assert "similar in another language" in said.out
    assert "not a verdict" in said.out


def test_a_path_between_groups_names_each_link(here: Installation) -> None:
    texts = [
        ADVERTS["id"].format("hr__satu"),
        ADVERTS["en"].format("hr__satu") + ", Telegram @hr__dua",
        ADVERTS["vi"].format("hr__dua"),
    ]
    arrive(here, texts)
    home = here.home.path
    (row,) = call("campaigns", "--home", home, "--json").json["campaigns"]
    groups = call("campaign", row["id"], "--home", home, "--json").json["groups"]
    ends = [group["cluster"] for start in ("Low", "TUY") for group in groups if group["text"].startswith(start)]

    said = call("campaign", row["id"], "--path", *ends, "--home", home, "--json").json

    assert [step["value"] for step in said["path"]] == ["telegram:hr__satu", "telegram:hr__dua"]


def test_a_hotline_in_fifty_warnings_joins_nothing(here: Installation) -> None:
    warnings = [
        WARNING.format(f"{number} {'abcdefghij'[number % 10] * 9} {number * 7919}", "hot__line") for number in range(50)
    ]
    arrive(here, [*warnings, ADVERTS["id"].format("hr__satu"), ADVERTS["en"].format("hot__line")])

    assert call("campaigns", "--home", here.home.path, "--json").json["campaigns"] == []


def test_what_too_many_groups_offer_joins_nothing_and_is_told(here: Installation) -> None:
    texts = [
        f"Dibutuhkan {word} di {town}, gaji USD {300 + 17 * number} per bulan, "
        + f"{word} {town} " * 12
        + "Telegram @kanal__loker"
        for number, (town, word) in enumerate(zip(TOWNS, TRADES, strict=True))
    ]
    arrive(here, texts)

    said = call("campaigns", "--home", here.home.path)
    answer = call("campaigns", "--home", here.home.path, "--json").json

    assert answer["campaigns"] == []
    assert [hub["value"] for hub in answer["not_counted"]] == ["telegram:kanal__loker"]
    assert "too many for one hand" in said.out


def test_a_restricted_post_changes_only_the_number_kept_apart(here: Installation) -> None:
    arrive(here, [ADVERTS["id"].format("hr__satu"), ADVERTS["en"].format("hr__satu")])
    before = call("campaigns", "--home", here.home.path, "--json").json

    arrive(here, [ADVERTS["vi"].format("hr__satu")], 50, visibility="given")
    after = call("campaigns", "--home", here.home.path, "--json").json

    assert after == before | {"left_out": 1}


def test_the_id_of_a_campaign_stays_when_it_grows(here: Installation) -> None:
    arrive(here, [ADVERTS["id"].format("hr__satu"), ADVERTS["en"].format("hr__satu")])
    with here.ledger.reading() as connection:
        (before,) = rows(connection, landscape(connection), 9)

    arrive(here, [ADVERTS["vi"].format("hr__satu")], 50)
    with here.ledger.reading() as connection:
        (after,) = rows(connection, landscape(connection), 9)

    assert (before.clusters, after.clusters) == (2, 3)
    assert before.id == after.id


def test_an_unknown_campaign_and_a_group_of_another_are_refused(here: Installation) -> None:
    arrive(here, [ADVERTS["id"].format("hr__satu"), ADVERTS["en"].format("hr__satu")])
    (row,) = call("campaigns", "--home", here.home.path, "--json").json["campaigns"]

    unknown = call("campaign", "m1_none", "--home", here.home.path)
    strange = call("campaign", row["id"], "--path", "c1_x", "c1_y", "--home", here.home.path)

    assert (unknown.code, strange.code) == (2, 2)
    assert "no campaign has the id m1_none" in unknown.err
    assert "no group of this campaign" in strange.err
