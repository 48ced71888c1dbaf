"""Contacts: every way of reaching somebody that a post names, in one normal form each (contract of records: Reading).

One file per kind: mail, links (also of apps), wallets, apps with an id or a number behind their name, bare handles,
numbers in words and in digits.
Where two kinds claim the same words, the earlier in FINDERS has them.
"""

from __future__ import annotations

from collections.abc import Iterable

from enrichers.contacts.announced import Announced
from enrichers.contacts.apps import find_app_ids
from enrichers.contacts.found import Asked, Found
from enrichers.contacts.handles import find_handles, find_names
from enrichers.contacts.links import find_links, find_mail
from enrichers.contacts.numbers import find_numbers
from enrichers.contacts.spelled import find_spelled
from enrichers.contacts.wallets import find_wallets
from enrichers.contacts.words import ContactData
from enrichers.forms import Look

FINDERS = (find_mail, find_links, find_wallets, find_app_ids, find_handles, find_names, find_spelled, find_numbers)

__all__ = ["FINDERS", "Asked", "ContactData", "Found", "find_contacts"]


def find_contacts(look: Look, data: ContactData, asked: Asked) -> list[Found]:
    """Return the contacts of a text, in order, none inside another."""
    words = Announced(look, data)
    kept: list[Found] = []
    for finder in FINDERS:
        kept += _free(finder(words, asked), kept)
    return sorted(kept, key=lambda found: found.start)


def _free(found: Iterable[Found], kept: list[Found]) -> list[Found]:
    return [one for one in found if not any(one.start < other.end and other.start < one.end for other in kept)]
