"""What people type for a contact finds the normal form that readings hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query.contacts import typed_contacts

TYPED = {
    "telegram:Loker__Contoh": "telegram:loker__contoh",
    "telegram:@loker__contoh": "telegram:loker__contoh",
    "@loker__contoh": "telegram:loker__contoh",
    "loker__contoh": "telegram:loker__contoh",
    "https://t.me/loker__contoh": "telegram:loker__contoh",
    "t.me/s/loker__contoh?before=5": "telegram:loker__contoh",
    "t.me/loker__contoh/77": "telegram:loker__contoh",
    "https://t.me/+AbCdEf": "telegram:+abcdef",
    "t.me/joinchat/AbCdEf": "telegram:+abcdef",
    "tel:+62 800-555-0100": "tel:+628005550100",
    "+62 800 555 0100": "tel:+628005550100",
    "0062 (800) 555-0100": "tel:+628005550100",
    "0800-555-0100": "tel:08005550100",
    "០៨០០ ៥៥៥ ០១០០": "tel:08005550100",
    "whatsapp:+628005550100": "tel:+628005550100",
    "https://wa.me/628005550100": "tel:+628005550100",
    "https://chat.whatsapp.com/CoDe": "whatsapp:invite/code",
    "line:contoh__id": "line:contoh__id",
    "@contoh__id": "line:@contoh__id",
    "wechat:contoh__id": "wechat:contoh__id",
    "12345678": "qq:12345678",
    "Kerja@Example.org": "email:kerja@example.org",
    "https://www.example.org/Kerja/?utm=1#x": "url:example.org/kerja",
    "url:https://example.org/kerja/": "url:example.org/kerja",
    "example.org": "url:example.org",
}


@pytest.mark.parametrize(("typed", "normal"), TYPED.items(), ids=TYPED)
def test_a_typed_contact_may_mean(typed: str, normal: str) -> None:
    assert normal in typed_contacts(typed)


@given(st.text())
def test_any_text_means_something(text: str) -> None:
    assert all(":" in contact for contact in typed_contacts(text))
    assert typed_contacts(text)
