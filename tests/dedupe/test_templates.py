"""Templates: fixed words stay, what changes becomes a slot, in every script, disguised or not, in any order."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.alignment import Member, Span, form, match
from dedupe.templates import FREE, Slot, Template, template
from tests.dedupe.made import adverts

START = datetime(2026, 1, 5, tzinfo=UTC)
ADVERT = """🔥 LOKER {place} 🔥
Dibutuhkan customer service untuk kantor baru di {place}.
Gaji {pay} per bulan.
Hub {contact}"""
FILLINGS = [
    {"place": "Poipet", "pay": "USD 900-1000", "contact": "@loker__satu"},
    {"place": "Bavet", "pay": "$1,200", "contact": "@loker__satu"},
    {"place": "Myawaddy", "pay": "USD 1500", "contact": "@kerja__dua"},
    {"place": "Sihanoukville", "pay": "1.500 USD", "contact": "@kerja__dua"},
]


def spans(text: str, kind: str, raw: str) -> list[Span]:
    places = [at for at in range(len(text)) if text.startswith(raw, at)]
    return [Span(kind, at, at + len(raw), f"{kind}:{raw.lower()}") for at in places]


def advert(number: int) -> Member:
    text = ADVERT.format(**FILLINGS[number])
    known = [span for kind, raw in FILLINGS[number].items() for span in spans(text, kind, raw)]
    return Member(f"p{number}", text, tuple(known), START + timedelta(days=number))


@pytest.fixture
def made() -> Template:
    return template([advert(number) for number in range(4)])


def test_known_spans_are_slots_and_the_rest_is_fixed(made: Template) -> None:
    assert made.text == "🔥 LOKER ▢ 🔥\nDibutuhkan customer service untuk kantor baru di ▢.\nGaji ▢ per bulan.\nHub ▢"
    assert [part.kind for part in made.parts if isinstance(part, Slot)] == ["place", "place", "pay", "contact"]
    assert (made.representative, made.members) == ("p0", 4)


def test_each_slot_is_told_over_time_and_a_value_that_stays_once(made: Template) -> None:
    rows = [(row.slot.kind, row.post, row.raw) for row in made.over_time() if row.slot.number != 1]

    assert rows == [
        ("place", "p0", "Poipet"),
        ("pay", "p0", "USD 900-1000"),
        ("contact", "p0", "@loker__satu"),
        ("place", "p1", "Bavet"),
        ("pay", "p1", "$1,200"),
        ("place", "p2", "Myawaddy"),
        ("pay", "p2", "USD 1500"),
        ("contact", "p2", "@kerja__dua"),
        ("place", "p3", "Sihanoukville"),
        ("pay", "p3", "1.500 USD"),
    ]
    assert made.over_time()[0].value == "place:poipet"


def test_a_disguised_member_fills_the_slots_too() -> None:
    disguised = (
        "L0KER Bavet\nD1butuhk4n cu5t0m3r s3rvice untuk k4ntor b4ru di Bavet.\nGaji $1,200 per bulan.\nHub @x__y"
    )
    member = Member("p9", disguised, tuple(spans(disguised, "place", "Bavet")), START + timedelta(days=9))

    made = template([*(advert(number) for number in range(3)), member])

    assert {row.raw for row in made.fillings if row.post == "p9"} == {"Bavet", "$1,200", "@x__y"}


FREE_SLOTS = {
    "Indonesian": (
        ["kerja di kota Poipet sekarang", "kerja di kota Bavet sekarang", "kerja di kota Mae Sot sekarang"],
        "kerja di kota ▢ sekarang",
        ["Poipet", "Bavet", "Mae Sot"],
    ),
    "Thai": (
        ["พิมพ์งานที่ปอยเปต มีที่พักฟรี", "พิมพ์งานที่แม่สอด มีที่พักฟรี", "พิมพ์งานที่บาเวต มีที่พักฟรี"],
        "พิมพ์งานที่▢ มีที่พักฟรี",
        ["ปอยเปต", "แม่สอด", "บาเวต"],
    ),
    "Chinese": (
        ["柬埔寨波贝新园区招聘", "柬埔寨西港新园区招聘", "柬埔寨木牌新园区招聘"],
        "柬埔寨▢新园区招聘",
        ["波贝", "西港", "木牌"],
    ),
    "Khmer": (
        ["ធ្វើការនៅប៉ោយប៉ែត មានកន្លែងស្នាក់នៅ", "ធ្វើការនៅបាវិត មានកន្លែងស្នាក់នៅ", "ធ្វើការនៅកំពត មានកន្លែងស្នាក់នៅ"],
        "ធ្វើការនៅ▢ មានកន្លែងស្នាក់នៅ",
        ["ប៉ោយប៉ែត", "បាវិត", "កំពត"],
    ),
}


@pytest.mark.parametrize(("texts", "wanted", "values"), FREE_SLOTS.values(), ids=FREE_SLOTS)
def test_words_that_members_change_are_free_slots(texts: list[str], wanted: str, values: list[str]) -> None:
    made = template([Member(f"p{number}", text) for number, text in enumerate(texts)])

    assert made.text == wanted
    assert [(row.slot.kind, row.value) for row in made.fillings] == [(FREE, value) for value in values]


def test_what_only_one_of_many_changes_stays_fixed() -> None:
    made = template(
        [Member("a", "gaji besar sekali"), Member("b", "gaji besar sekali"), Member("c", "gaji kecil sekali")]
    )

    assert made.text == "gaji besar sekali"


def test_changing_decoration_is_no_slot() -> None:
    made = template([Member("a", "🔥🔥 kerja"), Member("b", "⭐ kerja"), Member("c", "💰💰💰 kerja")])

    assert not [part for part in made.parts if isinstance(part, Slot)]


def test_a_member_without_the_surroundings_of_a_slot_fills_nothing() -> None:
    long = "kerja di kota {} dengan tempat tinggal dan makan gratis setiap hari"
    members = [Member(place, long.format(place)) for place in ("poipet", "bavet", "kampot")]

    made = template([*members, Member("x", "hello")])

    assert {row.post for row in made.fillings} == {"poipet", "bavet", "kampot"}


@given(st.lists(adverts, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_members_is_nothing_and_parts_are_the_representative(
    texts: list[str], chance: random.Random
) -> None:
    members = [Member(f"p{number}", text) for number, text in enumerate(texts)]
    shuffled = list(members)
    chance.shuffle(shuffled)

    made = template(members)

    assert template(shuffled) == made
    assert {row.post for row in made.fillings} <= {member.post for member in members}


def test_overlapping_spans_give_one_sign() -> None:
    member = Member("a", "gaji USD 900", (Span("pay", 5, 12, "900"), Span("pay", 9, 12, "900"), Span("x", 3, 3, "")))

    made = form(member, ["pay", "x"])

    assert len(made.signs) == len("gaji ") + 1
    assert made.original(5, 6) == "USD 900"
    assert match(made, made) == list(range(6))


def test_a_cluster_of_pictures_has_an_empty_template() -> None:
    assert template([Member("a", ""), Member("b", "")]).text == ""
