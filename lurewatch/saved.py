"""Saved searches: queries with a name, kept in alerts.toml; they also keep running, and tell whom they name."""

from __future__ import annotations

import json

from lurewatch.alerts.rules import ALERTS_FILE, AlertsFile, SavedSearch, slug
from lurewatch.installation import Installation
from posts.errors import InputError
from posts.files import storage, write_whole
from posts.toml_file import load_toml


def saved_query(here: Installation, name: str | None, more: str) -> str:
    """Return the query of a name, narrowed down by what was typed beside it; without a name, what was typed."""
    if name is None:
        return more
    query = _named(here, name)
    return f"({query}) ({more})" if more else query


def save(here: Installation, name: str, query: str) -> None:
    """Add a query under a name at the end of alerts.toml; a name that stands there already is refused."""
    path = here.home.settings_file(ALERTS_FILE)
    if slug(name) in {slug(one.name) for one in _searches(here)}:
        raise InputError(
            f"a search is called {name!r} already, or nearly so", "choose another name, or change it in alerts.toml"
        )
    entry = f"\n[[search]]\nname = {_quoted(name)}\nquery = {_quoted(query)}\n"
    with storage(path):
        before = path.read_bytes() if path.exists() else b""
        write_whole(path, before + entry.encode())


def _named(here: Installation, name: str) -> str:
    searches = _searches(here)
    for one in searches:
        if one.name == name:
            return one.query
    known = ", ".join(one.name for one in searches)
    do = f"use one of: {known}" if known else "save one with: lurewatch search QUERY --save NAME"
    raise InputError(f"no saved search is called {name!r}", do)


def _searches(here: Installation) -> tuple[SavedSearch, ...]:
    return load_toml(here.home.settings_file(ALERTS_FILE), AlertsFile).search


def _quoted(text: str) -> str:
    """Return a text as TOML writes it; JSON's escapes are TOML's, but for one sign that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
