"""Signs: what tells that a post is something else than an offer, or a lawful one; none of them decides alone.

A sign belongs to a kind of context. Cues give most signs; a company's mail address, a named shop and a quoted offer
are found by their shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from enrichers.contacts import ContactData, Found
from enrichers.cues import CueBook, CueHit, CueRow
from enrichers.forms import Look
from posts.post import Record
from posts.reading import ContextKind, IndicatorHit

MIN_QUOTE = 50  # signs; a quoted word or title is no quoted offer
QUOTED_INDICATORS = 3  # different ones inside a quotation make it a quoted offer
SHOWN = 60  # signs of a quotation that are shown as its phrase

_QUOTES = re.compile(
    r"\"[^\"]{50,4000}\"|“[^”]{50,4000}”|«[^»]{50,4000}»|「[^」]{50,4000}」|„[^“]{50,4000}“|‘[^’]{50,4000}’"
)


class Rule(Record, frozen=True, kw_only=True):
    """Which signs of a kind count 2 and which 1 (all others none), and how many points make the context."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    needs: int


class ContextRows(Record, frozen=True, kw_only=True):
    """counter_context.yaml."""

    version: int
    rules: dict[ContextKind, Rule]
    contexts: dict[ContextKind, dict[str, tuple[CueRow, ...]]]


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign in its place in the text as given."""

    kind: ContextKind
    sign: str
    phrase: str
    start: int
    end: int


@dataclass(frozen=True)
class ContextData:
    """The cues and rules of contexts."""

    rows: ContextRows

    @cached_property
    def book(self) -> CueBook:
        """The cues, by kind of context."""
        return CueBook({str(kind): cues for kind, cues in self.rows.contexts.items()})

    @property
    def rules(self) -> Mapping[ContextKind, Rule]:
        """How many signs make a context."""
        return self.rows.rules

    @cached_property
    def kinds(self) -> Mapping[str, ContextKind]:
        """The kinds of context by their name."""
        return {str(kind): kind for kind in self.rows.rules}

    def points(self, kind: ContextKind, signs: Iterable[Sign]) -> int:
        """Return the points of the different signs of a kind."""
        rule = self.rules[kind]
        names = {sign.sign for sign in signs if sign.kind == kind}
        return sum(2 if name in rule.strong else int(name in rule.weak) for name in names)


def find_signs(look: Look, data: ContextData, langs: Iterable[str]) -> Iterator[Sign]:
    """Yield the signs that cues give."""
    for hit in data.book.find(look, langs):
        if hit.cue.row.sign != "shop" or _is_a_name(hit):
            yield Sign(data.kinds[hit.cue.name], hit.cue.row.sign, hit.phrase, hit.start, hit.end)


def mail_signs(found: Iterable[Found], data: ContactData, text: str) -> Iterator[Sign]:
    """Yield the mail addresses of firms: anybody can have one at a free mail host."""
    for one in found:
        if one.type == "email" and one.value.partition("@")[2] not in data.free_mail:
            yield Sign("formal", "email", text[one.start : one.end], one.start, one.end)


def quote_signs(text: str, indicators: Iterable[IndicatorHit]) -> Iterator[Sign]:
    """Yield the quotations that hold an offer."""
    hits = list(indicators)
    for quote in _QUOTES.finditer(text):
        start, end = quote.span()
        inside = {hit.id for hit in hits if start <= hit.start and hit.end <= end}
        if len(inside) >= QUOTED_INDICATORS:
            shown = min(end, start + SHOWN)
            yield Sign("warning", "quote", text[start:shown], start, shown)


def _is_a_name(hit: CueHit) -> bool:
    """Say whether a shop is named: in scripts with capitals its name begins with one."""
    last = hit.phrase.split()[-1]
    return not last[:1].islower()
