"""Places: names of the gazetteer in every script, nicknames and flags; the longest name wins.

A name must stand by itself: at word edges where its script has them, at the edges of ICU's words where it has none and
the name is short. Names that are also other words (老街, Medan, KL) count only as they are written, or beside another
sign of their country.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from enrichers.cues import bared_pattern, folded_pattern, is_disguised
from enrichers.forms import Form, Look
from enrichers.patterns import Hit, Pattern, goes_on, goes_on_before, is_word
from posts.post import Record
from posts.reading import Place
from posts.text import bare, fold

LANGUAGES = ("zh", "th", "km", "my", "lo", "vi", "ru", "hi", "bn", "ur", "ne", "ta", "am")
SHORT_NAME = 4  # signs; longer names of scripts without spaces are hardly ever parts of other words

_NOTE = re.compile(r" ?\(.*\)")  # Shwe Kokko (Yatai New City): what stands in brackets is no part of the name
_RUSSIAN = re.compile("[а-я]")
_RUSSIAN_END = re.compile("[аяьйоыи]$")
_RUSSIAN_CASES = "[а-я]{0,3}"
_TAMIL_END = re.compile("[\u0bc1\u0bcd]$")  # vowel sign u and virama change before a case sign
_OPEN_RIGHT = re.compile("[\u0900-\u0bff\u1200-\u139f]")  # Devanagari to Tamil, Ethiopic: case signs follow in the word
_OPEN_LEFT = re.compile("[\u1200-\u139f]")  # Ethiopic: in, from, to, of stand before, in the same word


class PlaceRow(Record, frozen=True, kw_only=True):
    """One row of gazetteer.csv; names of one language are parted by `|`."""

    gid: str
    kind: str
    cc: str
    role: str
    names: tuple[str, ...]
    cased: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    not_before: str = ""
    not_after: str = ""


def place_row(cells: Mapping[str, str]) -> PlaceRow:
    """Return a row from the cells of the file."""
    columns = ("name", *LANGUAGES, "alias", "emoji")
    written = (_NOTE.sub("", name) for column in columns for name in _split(cells[column]))
    names = tuple(dict.fromkeys(name for name in written if name))
    return PlaceRow(
        gid=cells["gid"],
        kind=cells["kind"],
        cc=cells["cc"],
        role=cells["role"],
        names=names,
        cased=_split(cells["cased"]),
        needs=_split(cells["needs"]),
        not_before=cells["not_before"],
        not_after=cells["not_after"],
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split("|") if name.strip())


@dataclass(frozen=True)
class _Named:
    """One name of a place."""

    row: PlaceRow
    name: str

    def is_written_so(self, raw: str) -> bool:
        """Say whether a cased name stands as it must: KL, not kl; capitals throughout are allowed for real words."""
        return self.name not in self.row.cased or raw == self.name or (raw.isupper() and len(raw) > 3)

    @property
    def needs_company(self) -> bool:
        """Whether the name counts only beside another sign of its country."""
        return self.name in self.row.needs


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place found; `hidden` says that it was written in disguise."""

    row: PlaceRow
    place: Place
    hidden: bool = False


class Gazetteer:
    """All places by all their names."""

    def __init__(self, rows: Iterable[PlaceRow]) -> None:
        self.rows = {row.gid: row for row in rows}
        self._folded = _Names(self.rows.values(), lambda name: fold(name).text, folded_pattern)
        self._bare = _Names(self.rows.values(), lambda name: bare(fold(name)).text, bared_pattern)

    def find(self, look: Look) -> list[PlaceHit]:
        """Return the places of a text, in order."""
        found = [(named, hit, False) for named, hit in self._folded.find(look, look.folded)]
        known = [hit.given() for _, hit, _ in found]
        found += self._hidden(look, look.bare, known)
        written = [entry for entry in found if entry[0].is_written_so(_raw(look, entry[1]))]
        countries = {named.row.cc for named, _, _ in written if not named.needs_company}
        kept = [entry for entry in written if not entry[0].needs_company or entry[0].row.cc in countries]
        return [_placed(look, *entry) for entry in sorted(kept, key=lambda entry: entry[1].given())]

    def _hidden(self, look: Look, form: Form, known: list[tuple[int, int]]) -> Iterator[tuple[_Named, Hit, bool]]:
        for named, hit in self._bare.find(look, form):
            start, end = hit.given()
            hidden = is_disguised(look.text[start:end], hit.group())
            if (hidden or not look.is_accented) and not any(start < b and a < end for a, b in known):
                yield named, hit, hidden


class _Names:
    """The names in one form, looked for all at once."""

    def __init__(self, rows: Iterable[PlaceRow], form: Callable[[str], str], pattern: Callable[[str], str]) -> None:
        self._by_name: dict[str, _Named] = {}
        for row in rows:
            for name in row.names:
                self._by_name.setdefault(_stem(form(name)), _Named(row, name))
        self._before = {row.gid: Pattern(f"(?:{pattern(row.not_before)})$") for row in rows if row.not_before}
        self._after = {row.gid: Pattern(pattern(row.not_after)) for row in rows if row.not_after}

    def find(self, look: Look, form: Form) -> Iterator[tuple[_Named, Hit]]:
        """Yield the names that stand by themselves."""
        for hit in self._pattern.find(form, accept=lambda hit: self._stands_alone(look, hit)):
            named = self._named(hit.group())
            if named and not self._is_void(named.row.gid, hit):
                yield named, hit

    def _named(self, found: str) -> _Named | None:
        """Return the name behind a match, which may end in a Russian case."""
        for length in range(len(found), 0, -1):
            named = self._by_name.get(found[:length])
            if named:
                return named
        return None

    def _stands_alone(self, look: Look, hit: Hit) -> bool:
        text, first, last = hit.form.text, hit.group()[0], hit.group()[-1]
        if is_word(first) and not _OPEN_LEFT.match(first) and goes_on_before(text, hit.start):
            return False
        if is_word(last) and not _OPEN_RIGHT.match(last) and goes_on(text, hit.end):
            return False
        if is_word(first) or not first.isalpha() or hit.end - hit.start > SHORT_NAME or hit.form is not look.folded:
            return True
        return hit.start in look.word_edges and hit.end in look.word_edges

    def _is_void(self, gid: str, hit: Hit) -> bool:
        before, after = self._before.get(gid), self._after.get(gid)
        return bool(
            (before and before.fits_before(hit.form, hit.start)) or (after and after.fits_at(hit.form, hit.end))
        )

    @cached_property
    def _pattern(self) -> Pattern:
        sources = [re.escape(name) + (_RUSSIAN_CASES if _RUSSIAN.search(name) else "") for name in self._by_name]
        return Pattern("|".join(sources), longest=True)


def _stem(name: str) -> str:
    if _RUSSIAN.search(name):
        return _RUSSIAN_END.sub("", name)
    return _TAMIL_END.sub("", name)


def _raw(look: Look, hit: Hit) -> str:
    start, end = hit.given()
    return look.text[start:end]


def _placed(look: Look, named: _Named, hit: Hit, hidden: bool) -> PlaceHit:
    start, end = hit.given()
    return PlaceHit(named.row, Place(id=named.row.gid, raw=look.text[start:end], start=start, end=end), hidden)
