"""Contacts: every form and disguise has one normal form; what only looks like a contact is none."""

from __future__ import annotations

import pytest

from tests.enrichers.reading import grouped, read


@pytest.mark.parametrize(("text", "wanted"), grouped("contacts"), ids=lambda case: str(case)[:40])
def test_a_contact_has_one_normal_form_however_it_is_written(text: str, wanted: list[str]) -> None:
    found = read(text).contacts

    assert [contact.value for contact in found] == wanted
    assert all(text[contact.start : contact.end] == contact.raw for contact in found)


def test_the_app_behind_a_number_is_its_type() -> None:
    reading = read("WA 0840-0000-0101, Zalo 0840 555 010, lowongan kerja di luar negeri")

    assert [contact.type for contact in reading.contacts] == ["whatsapp", "zalo"]


def test_a_number_that_is_possible_but_not_given_out_is_kept_and_marked() -> None:
    [contact] = read("Telepon: +62 840-0000-0101").contacts

    assert contact.value == "tel:+6284000000101"
    assert contact.valid == "false"


def test_a_local_number_without_a_country_stays_as_written_with_what_it_may_be() -> None:
    [contact] = read("WA 0812-3456-789").contacts

    assert contact.value == "tel:08123456789"
    assert contact.valid == "unknown"
    assert contact.confidence < 0.5


def test_the_country_that_the_asker_names_decides_a_local_number() -> None:
    [contact] = read("call 0812-3456-789", country="ID").contacts

    assert contact.value == "tel:+628123456789"


def test_two_numbers_in_a_row_are_two_contacts() -> None:
    reading = read("Hubungi 0840-0000-0101 0840-0000-0102 lowongan kerja ke luar negeri")

    assert [contact.value for contact in reading.contacts] == ["tel:+6284000000101", "tel:+6284000000102"]
