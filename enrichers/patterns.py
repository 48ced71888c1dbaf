r"""Patterns: regular expressions on hostile text, in time linear in its length (door to RE2).

RE2 knows word edges by ASCII only; here they are checked beside a hit, by Unicode. The forms of a text that patterns
read have plain digits and spaces, so `\d` and `\s` are the plain ones, and `\w` is a Unicode class.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import re2

from enrichers.forms import Form

WORD = r"\pL\pM\pN_"
# Scripts without spaces: a Latin word beside their letters stands by itself (招cs, หาadmin).
SPACELESS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")

MAX_HITS = 200  # of one pattern in one text; a post that says a thing oftener says nothing more by it
MAX_BEFORE_BYTES = 200  # of the text before a hit that can make it void; some 60 letters of any script
MAX_ENDS = 8  # shorter ends that are tried where a word goes on behind the longest match
MAX_BYTES = 1 << 28  # limit for an automaton; the largest takes a few MB, and it must never run out silently

_PIECE = re.compile(r"\\[w]|\\.|\[\^?|\]|[^\\\[\]]+", re.DOTALL)
_ANYWHERE = re2._re2.RE2.Anchor.UNANCHORED  # noqa: SLF001 - the package's own matching on bytes, without its copies
_HERE = re2._re2.RE2.Anchor.ANCHOR_START  # noqa: SLF001 - idem

Spans = tuple[tuple[int, int], ...]


class PatternError(ValueError):
    """A pattern cannot be used; the lint of the data files finds it before a reader does."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A match from `start` to `end` in code points of the form; `bytes` holds it and its groups in bytes."""

    form: Form
    bytes: Spans
    start: int
    end: int

    def span(self, number: int) -> tuple[int, int]:
        """Return where a group stands, (-1, -1) for one that took no part."""
        start, end = self.bytes[number]
        return (self.form.point(start), self.form.point(end)) if start >= 0 else (-1, -1)

    def group(self, number: int = 0) -> str:
        """Return the text of a group, empty for one that took no part."""
        start, end = self.span(number) if number else (self.start, self.end)
        return self.form.text[start:end] if start >= 0 else ""

    def given(self, number: int = 0) -> tuple[int, int]:
        """Return a group's span in the text as given."""
        return self.form.span(*(self.span(number) if number else (self.start, self.end)))


class Pattern:
    """One expression, compiled when first used; `edges` (left, right) say whether it must begin and end a word."""

    def __init__(self, source: str, *, edges: tuple[bool, bool] = (False, False), longest: bool = False) -> None:
        self.source = source
        self.edges = edges
        self.longest = longest or edges[1]

    @property
    def whole(self) -> str:
        """The expression as RE2 gets it."""
        return translate(self.source)

    def find(self, form: Form, limit: int = MAX_HITS, accept: Callable[[Hit], bool] | None = None) -> Iterator[Hit]:
        """Yield the matches from left to right, none inside another; behind one that is not accepted, the next sign."""
        at = 0
        for _ in range(limit):
            spans = self._match(_ANYWHERE, form, at, len(form.data))
            if spans is None:
                return
            hit = self._hit(form, spans)
            if hit and accept and not accept(hit):
                hit = None
            if hit:
                yield hit
            at = form.byte(hit.end) if hit else form.byte(form.point(spans[0][0]) + 1)

    def fits_at(self, form: Form, point: int) -> bool:
        """Say whether the expression matches from this code point on."""
        return self._match(_HERE, form, form.byte(point), len(form.data)) is not None

    def fits_before(self, form: Form, point: int) -> bool:
        """Say whether the expression, which ends in `$`, matches just before this code point."""
        end = form.byte(point)
        before = form.data[max(0, end - MAX_BEFORE_BYTES) : end]
        return bool(self._compiled.Match(_ANYWHERE, before, 0, len(before))[0][0] >= 0)

    def _hit(self, form: Form, spans: Spans) -> Hit | None:
        """Return the hit at a match whose word edges hold, with a shorter end where a word goes on behind it."""
        start = form.point(spans[0][0])
        if self.edges[0] and goes_on_before(form.text, start):
            return None
        for _ in range(MAX_ENDS):
            end = form.point(spans[0][1])
            if not (self.edges[1] and goes_on(form.text, end)):
                return Hit(form, spans, start, end)
            shorter = self._match(_HERE, form, spans[0][0], spans[0][1] - 1)
            if shorter is None:
                return None
            spans = shorter
        return None

    def _match(self, anchor: object, form: Form, start: int, end: int) -> Spans | None:
        spans: Spans = self._compiled.Match(anchor, form.data, start, end)
        return spans if spans[0][1] > spans[0][0] else None

    @cached_property
    def _compiled(self) -> re2._re2.RE2:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = MAX_BYTES
        options.longest_match = self.longest
        compiled = re2._re2.RE2(self.whole.encode(), options)  # noqa: SLF001 - idem
        if not compiled.ok():
            raise PatternError(f"{self.source}: {compiled.error()}")
        return compiled


class PatternSet:
    """Many expressions at once: which of them occur at all, word edges aside, in one pass."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns

    def occurring(self, form: Form) -> list[int]:
        """Return the numbers of the expressions that match somewhere, ascending."""
        return sorted(self._compiled.Match(form.data) or ()) if self._patterns else []

    @cached_property
    def _compiled(self) -> re2.Set:
        options = re2.Options()
        options.max_mem = MAX_BYTES
        made = re2.Set.SearchSet(options)
        for pattern in self._patterns:
            made.Add(pattern.whole)
        made.Compile()
        return made


def translate(source: str) -> str:
    r"""Return an expression with a Unicode class for `\w`; refuse word edges, which RE2 knows by ASCII only."""
    made: list[str] = []
    inside = False
    for piece in _PIECE.findall(source):
        if piece in ("\\b", "\\B"):
            raise PatternError(f"{source}: word edges stand beside a cue (b), not in it")
        if piece == "\\w":
            made.append(WORD if inside else f"[{WORD}]")
            continue
        inside = (inside or piece[0] == "[") and piece != "]"
        made.append(piece)
    return "".join(made)


def goes_on_before(text: str, at: int) -> bool:
    """Say whether a word goes on to the left of this place."""
    return at > 0 and is_word(text[at - 1])


def goes_on(text: str, at: int) -> bool:
    """Say whether a word goes on to the right of this place."""
    return at < len(text) and is_word(text[at])


@lru_cache(maxsize=1 << 14)
def is_word(char: str) -> bool:
    """Say whether a sign belongs to a word of a script that puts spaces between words."""
    if char == "_":
        return True
    if unicodedata.category(char)[0] not in "LMN":
        return False
    return not unicodedata.name(char, "").startswith(SPACELESS)
