"""Labels: lists of words, each with what it means, found all at once in a form of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from enrichers.forms import Form
from enrichers.patterns import Pattern, goes_on, goes_on_before, is_word


@dataclass(frozen=True, slots=True)
class Labelled:
    """A word in its place in the form, with its label."""

    start: int
    end: int
    word: str
    label: str


class Labels:
    """Words by label; the longest word wins, and a word of a script with spaces must stand by itself."""

    def __init__(self, words: Mapping[str, str], form: Callable[[str], str]) -> None:
        self.label_of = {form(word): label for word, label in words.items()}

    def find(self, form: Form) -> Iterator[Labelled]:
        """Yield the words of a form, in order."""
        for hit in self._pattern.find(form):
            word = hit.group()
            if not (is_word(word[0]) and goes_on_before(form.text, hit.start)) and not (
                is_word(word[-1]) and goes_on(form.text, hit.end)
            ):
                yield Labelled(hit.start, hit.end, word, self.label_of[word])

    @cached_property
    def _pattern(self) -> Pattern:
        return Pattern("|".join(re.escape(word) for word in self.label_of), longest=True)
