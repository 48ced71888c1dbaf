"""Cues: words and short expressions that say something, found on the folded text and on the undisguised one.

A cue is folded like the text (posts.text), its word edges follow Unicode, and what RE2 cannot express (a look ahead)
is a second expression that must not follow. A set of all cues of a language looks first; only those that occur are
looked for one by one, to know where.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from enrichers.forms import Look
from enrichers.patterns import Hit, Pattern, PatternSet
from posts.post import Record
from posts.text import bare, fold

Edges = Literal[0, 1, "l", "r"]

_EDGES: Mapping[Edges, tuple[bool, bool]] = {0: (False, False), 1: (True, True), "l": (True, False), "r": (False, True)}
_SYNTAX = re.compile(r"(\\p\{\w+\}|\\.|\{\d*,?\d*\}|[|()\[\]?*+.^$])")
_ZERO_WIDTH = re.compile(
    "[a-z\u0400-\u04ff\u3400-\u9fff][\u00ad\u200b-\u200f\u2060\ufeff]+[a-z\u0400-\u04ff\u3400-\u9fff]", re.IGNORECASE
)


class CueRow(Record, frozen=True, kw_only=True):
    """One cue as a data file holds it.

    p: the cue; re: 1 for an expression; b: word edges (0 none, 1 both, l left, r right); not_after, not_before:
    expressions that must not follow, or not stand before; w: its own weight; sign: what kind of sign it is
    (counter_context.yaml); src: where it was seen.
    """

    p: str
    src: str
    re: Literal[0, 1] = 0
    b: Edges = 0
    not_after: str = ""
    not_before: str = ""
    w: float | None = None
    sign: str = ""


@dataclass(frozen=True, eq=False)
class Cue:
    """A cue ready to be looked for; `name` is its indicator or kind of context."""

    name: str
    lang: str
    row: CueRow

    @property
    def says(self) -> tuple[str, str]:
        """What a hit says: the name, and the kind of sign; hits that say the same do not overlap."""
        return self.name, self.row.sign

    @cached_property
    def folded(self) -> Pattern:
        """The expression for the folded form."""
        return self._pattern(folded_pattern(self.row.p))

    @cached_property
    def bare(self) -> Pattern:
        """The expression for the undisguised form."""
        return self._pattern(bared_pattern(self.row.p))

    def is_excluded(self, hit: Hit) -> bool:
        """Say whether what stands before or follows makes the hit void."""
        return any(one.fits_at(hit.form, hit.end) for one in self._forbidden_after) or any(
            one.fits_before(hit.form, hit.start) for one in self._forbidden_before
        )

    def _pattern(self, normal: str) -> Pattern:
        return Pattern(normal if self.row.re else re.escape(normal), edges=_EDGES[self.row.b])

    @cached_property
    def _forbidden_after(self) -> tuple[Pattern, ...]:
        return _both(self.row.not_after)

    @cached_property
    def _forbidden_before(self) -> tuple[Pattern, ...]:
        return _both(f"(?:{self.row.not_before})$") if self.row.not_before else ()


def _both(source: str) -> tuple[Pattern, ...]:
    return (Pattern(folded_pattern(source)), Pattern(bared_pattern(source))) if source else ()


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue in one place of the text as given; `hidden` says that it was written in disguise."""

    cue: Cue
    start: int
    end: int
    phrase: str
    hidden: bool = False


class CueBook:
    """All cues of one data file, by language."""

    def __init__(self, rows: Mapping[str, Mapping[str, Iterable[CueRow]]]) -> None:
        self.cues = tuple(
            Cue(name, lang, row) for name, langs in rows.items() for lang, cues in langs.items() for row in cues
        )
        self._shelves = {lang: _Shelf(cue for cue in self.cues if cue.lang == lang) for lang in self.languages}

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that have cues."""
        return frozenset(cue.lang for cue in self.cues)

    def find(self, look: Look, languages: Iterable[str]) -> list[CueHit]:
        """Return the hits of these languages' cues by place, the longest where hits of one name overlap."""
        shelves = [self._shelves[lang] for lang in languages if lang in self._shelves]
        hits = [hit for shelf in shelves for hit in shelf.find(look)]
        return _without_overlap(hits)


class _Shelf:
    """The cues of one language, with the sets that look first."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._cues = list(cues)
        self._folded = PatternSet([cue.folded for cue in self._cues])
        self._bare = PatternSet([cue.bare for cue in self._cues])
        self._accented = [cue for cue in self._cues if cue.bare.source != cue.folded.source]
        self._unaccented = PatternSet([cue.bare for cue in self._accented])

    def find(self, look: Look) -> Iterator[CueHit]:
        found = set()
        for number in self._folded.occurring(look.folded):
            cue = self._cues[number]
            for hit in cue.folded.find(look.folded):
                if not cue.is_excluded(hit):
                    start, end = hit.given()
                    phrase = look.text[start:end]
                    found.add(cue)
                    yield CueHit(cue, start, end, phrase, bool(_ZERO_WIDTH.search(phrase)))
        # A cue that stands openly somewhere says no more by standing in disguise elsewhere.
        yield from self._find_bare(look, found)

    def _find_bare(self, look: Look, found: set[Cue]) -> Iterator[CueHit]:
        for cue in self._occurring_bare(look):
            if cue in found:
                continue
            for hit in cue.bare.find(look.bare):
                start, end = hit.given()
                phrase = look.text[start:end]
                hidden = is_disguised(phrase, hit.group())
                if not cue.is_excluded(hit) and (hidden or not look.is_accented):
                    yield CueHit(cue, start, end, phrase, hidden)

    def _occurring_bare(self, look: Look) -> Iterator[Cue]:
        if look.bare is look.folded:
            return (self._accented[number] for number in self._unaccented.occurring(look.bare))
        return (self._cues[number] for number in self._bare.occurring(look.bare))


def is_disguised(phrase: str, undisguised: str) -> bool:
    """Say whether a phrase differs from its undisguised form by more than accents and Chinese character forms."""
    folded = fold(phrase).text
    if len(folded) != len(undisguised):
        return True
    return any(not _is_same_letter(one, other) for one, other in zip(folded, undisguised, strict=True))


def _is_same_letter(one: str, other: str) -> bool:
    if one == other or (one > "\u2e80" and other > "\u2e80"):
        return True
    return unicodedata.normalize("NFD", one)[0] == other or (one, other) in {("đ", "d"), ("ı", "i")}


def _without_overlap(hits: list[CueHit]) -> list[CueHit]:
    hits.sort(key=lambda hit: (hit.cue.says, hit.start, -hit.end, hit.hidden))
    kept: list[CueHit] = []
    for hit in hits:
        last = kept[-1] if kept else None
        if last and last.cue.says == hit.cue.says and hit.start < last.end:
            if hit.end - hit.start > last.end - last.start:
                kept[-1] = hit
            continue
        kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end, hit.cue.name))


def folded_pattern(pattern: str) -> str:
    """Return an expression with its letters folded like a text."""
    return "".join(piece if _is_syntax(piece) else fold(piece).text for piece in _SYNTAX.split(pattern))


def bared_pattern(pattern: str) -> str:
    """Return an expression with its letters folded like an undisguised text."""
    return "".join(piece if _is_syntax(piece) else bare(fold(piece)).text for piece in _SYNTAX.split(pattern))


def _is_syntax(piece: str) -> bool:
    return _SYNTAX.fullmatch(piece) is not None
