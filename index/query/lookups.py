"""Lookups: what the query language must be told: the home zone, and how contacts, places and indicators are named."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from index.query.contacts import typed_contacts

GID = re.compile(r"[a-z]{2}(-[a-z0-9]+)?")


def typed_places(text: str) -> Mapping[str, str]:
    """Return {gid: name} for a typed gid; names need the gazetteer, which the caller passes in."""
    gid = text.strip().lower()
    return {gid: gid} if GID.fullmatch(gid) else {}


def _no_text(_post: str) -> str | None:
    return None


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Lookups:
    """`contacts` gives all normal forms that may be meant, `places` {gid: name} of all places of that name or gid.

    `indicators` is {id: name} of all there are; with null, every id is taken as it stands. `clock` says what `now` is
    in a query; `text_of` gives the text of a post, which `like:` asks for.
    """

    zone: tzinfo = UTC
    clock: Callable[[], datetime] = _now
    contacts: Callable[[str], tuple[str, ...]] = typed_contacts
    places: Callable[[str], Mapping[str, str]] = typed_places
    indicators: Mapping[str, str] | None = None
    text_of: Callable[[str], str | None] = _no_text


def nearest(said: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like the one that was typed, if any does."""
    close = difflib.get_close_matches(said.lower(), list(known), n=1, cutoff=0.5)
    return close[0] if close else None
