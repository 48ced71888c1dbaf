"""Masking: a protected post as it may be shown: without names of people, their numbers, addresses and papers.

What a recruiter uses (a contact that is quoted) stays: it is what helps to find others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from enrichers.contacts.words import any_of
from enrichers.patterns import is_word
from posts.post import Record
from posts.reading import Contact, Reading

MASK = "▇▇▇"  # of one length, so that it does not tell how long the name is
MAX_NAME_WORDS = 3
SPACELESS_NAME = 12  # signs that a name has at most in a script without spaces

# A name in a script with capitals; in one without, the next two words; in one without spaces, what follows to the gap.
_CAPITALISED = (
    rf"[A-ZÀ-ÞĀ-ŽƠƯẠ-Ỹ\u0410-\u042f][^\W\d_]+(?:[ '’-][A-ZÀ-ÞĀ-ŽƠƯẠ-Ỹ\u0410-\u042f][^\W\d_]+){{0,{MAX_NAME_WORDS}}}"
)
_UNCASED = r"[\u0600-\u0dff\u1200-\u139f]+(?: [\u0600-\u0dff\u1200-\u139f]+)?"
_SPACELESS = rf"[\u0e00-\u109f\u1780-\u17ff\u3400-\u9fff]{{2,{SPACELESS_NAME}}}"
_PAIR = re.compile(_CAPITALISED.replace("{0,", "{1,"))  # two or more of them are a name, a place or a firm
_BETWEEN = r"[ :：,\-]{0,2}(?:po |kong |na si |si |ni |là |นาย)?"
_PAPERS = re.compile(r"(?<![\w@/])(?:[A-Z]{1,2}[ -]?\d{6,9}|\d[\d .\-]{5,18}\d)(?!\w)")


class MaskingRows(Record, frozen=True, kw_only=True):
    """masking.yaml."""

    version: int
    src: str
    naming: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class MaskingData:
    """The words behind which a name stands."""

    rows: MaskingRows

    @cached_property
    def named(self) -> re.Pattern[str]:
        """A word that announces a name, and the name; read on posts of bounded length only."""
        words = [word for words in self.rows.naming.values() for word in words]
        spaced = any_of(word for word in words if is_word(word[0]))
        joined = any_of(word for word in words if not is_word(word[0]))
        named = rf"(?:(?<![^\W_])(?i:{spaced})|{joined})"
        return re.compile(rf"{named}{_BETWEEN}({_CAPITALISED}|{_UNCASED}|{_SPACELESS})")


def masked(text: str, reading: Reading, data: MaskingData) -> str:
    """Return a text with people's names, own contacts and papers masked; as it is where nobody needs protection."""
    if not reading.protected:
        return text
    kept = [(contact.start, contact.end) for contact in reading.contacts if contact.role == "quoted"]
    kept += [(place.start, place.end) for place in reading.places]
    spans = [span for span in _spans(text, reading.contacts, data) if not _touches(span, kept)]
    shown, at = [], 0
    for start, end in _joined(spans):
        shown += [text[at:start], MASK]
        at = end
    return "".join([*shown, text[at:]])


def _spans(text: str, contacts: Iterable[Contact], data: MaskingData) -> Iterator[tuple[int, int]]:
    yield from ((contact.start, contact.end) for contact in contacts if contact.role != "quoted")
    yield from (found.span(1) for found in data.named.finditer(text))
    yield from (found.span() for found in (*_PAIR.finditer(text), *_PAPERS.finditer(text)))


def _touches(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that overlap as one."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(made[-1][1], end)
        else:
            made.append((start, end))
    return made
