"""Understood: disguised numbers, handles and links mean what they meant before they were disguised."""

from __future__ import annotations

import pytest

from enrichers import Data, load_data
from lurewatch.understood import understood


@pytest.fixture(scope="module")
def data() -> Data:
    return load_data()


CASES = {
    "0 8 0 0 5 5 5 0 1 1 1": "tel:08005550111",
    "+62 8OO-555-O111": "tel:+628005550111",
    "WA ０８００－５５５－０１１１": "tel:08005550111",
    "call 0800_555_0111 now": "tel:08005550111",
    "@hr__mawar": "telegram:hr__mawar",
    "@ate__jоy": "telegram:ate__joy",
    "hxxps://t[.]me/hr__mawar": "telegram:hr__mawar",
    "t(dot)me/hr__mawar": "telegram:hr__mawar",
    "daftar [.] example [.] org/form": "url:daftar.example.org/form",
    "lamaran [at] daftar(.)example.org": "email:lamaran@daftar.example.org",
}


@pytest.mark.parametrize(("asked", "meant"), CASES.items(), ids=CASES)
def test_a_disguise_is_seen_through(data: Data, asked: str, meant: str) -> None:
    assert meant in understood(data, asked)


def test_words_are_no_numbers(data: Data) -> None:
    assert not [one for one in understood(data, "OLI SIBOLOS OOO BISI") if one.startswith("tel:")]


def test_a_whole_text_is_not_taken_for_an_address(data: Data) -> None:
    text = "Gaji 12.000.000/bulan, mess dan makan. Hubungi kami di kantor."

    assert all(len(one.split()) == 1 for one in understood(data, text))
