"""Naming: what typed contacts and places mean, and how indicators are called, by the data that posts are read with."""

from __future__ import annotations

from collections.abc import Mapping

from enrichers import Data, Question, enrich
from enrichers.forms import Look
from index.query.contacts import typed_contacts
from index.query.lookups import typed_places


def indicator_names(data: Data) -> dict[str, str]:
    """Return {id: name} of all indicators and kinds of counter-evidence."""
    indicators = {row.id: row.name for row in data.weights.indicators}
    return indicators | {row.id: row.name for row in data.weights.counter}


def contacts_named(data: Data, text: str) -> tuple[str, ...]:
    """Return every normal form that a typed number, handle or link may mean."""
    contacts = enrich(Question(text), data).contacts
    read = [form for contact in contacts for form in (contact.value, *contact.candidates)]
    return tuple(dict.fromkeys([*read, *typed_contacts(text.strip())]))


def places_named(data: Data, text: str) -> Mapping[str, str]:
    """Return {gid: name} of the places that a typed name, in any script, or a typed gid means."""
    found = {hit.place.id: hit.row.names[0] for hit in data.gazetteer.find(Look(text))}
    return found or {gid: data.gazetteer.rows[gid].names[0] for gid in typed_places(text) if gid in data.gazetteer.rows}
