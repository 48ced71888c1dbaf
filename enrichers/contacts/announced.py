"""Announced: the words of a text that announce a contact, and which of them stands nearest before a place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from enrichers.contacts.words import ContactData, stands_alone, word_key
from enrichers.forms import Form, Look
from enrichers.patterns import Pattern

REACH = 30  # signs between a word and what it announces, on one line
AMBIGUOUS = frozenset({"line", "v", "q"})
MIN_HIDDEN = 4  # letters of an app's name that can be told in disguise
BESIDE = 4  # signs between two words for one number: WhatsApp/phone: +855…
BEHIND = 12  # signs between a number and an app's name in brackets behind it


@dataclass(frozen=True, slots=True)
class Word:
    """A word that announces something, with the app it names."""

    start: int
    end: int
    app: str = ""
    hidden: bool = False


class Announced:
    """The plain form of a text with the words that announce contacts; found once, asked often."""

    def __init__(self, look: Look, data: ContactData) -> None:
        self.form = look.plain
        self.data = data
        self._look = look

    @cached_property
    def apps(self) -> list[Word]:
        """The names of apps."""
        found = []
        for word in _words(self.form, self.data.app_words):
            key = word_key(self.form.text[word.start : word.end])
            if key not in AMBIGUOUS or self._is_meant(word, key):
                found.append(Word(word.start, word.end, self.data.app_of[key]))
        hidden = [word for word in self._hidden_apps() if not any(_overlap(word, other) for other in found)]
        return sorted((*found, *hidden), key=lambda word: word.start)

    def _hidden_apps(self) -> Iterator[Word]:
        """Yield the names of apps that are written in disguise: T3l3gram, t e l e g r a m."""
        bare = self._look.bare
        if bare is self._look.folded:
            return
        for word in _words(bare, self.data.app_words):
            key = word_key(bare.text[word.start : word.end])
            if key not in AMBIGUOUS and len(key) >= MIN_HIDDEN:
                start, end = bare.span(word.start, word.end)
                at = bisect_left(self.form.starts, start)
                yield Word(at, bisect_left(self.form.ends, end, at) + 1, self.data.app_of[key], hidden=True)

    @cached_property
    def elsewhere(self) -> list[Word]:
        """The names of platforms whose handles we cannot name."""
        return _words(self.form, self.data.elsewhere)

    @cached_property
    def phones(self) -> list[Word]:
        """The words before telephone numbers."""
        return _words(self.form, self.data.phone_words)

    @cached_property
    def calls(self) -> list[Word]:
        """Those of them that say how the number is used."""
        text, neutral = self.form.text, self.data.neutral
        return [word for word in self.phones if word_key(text[word.start : word.end]) not in neutral]

    @cached_property
    def others(self) -> list[Word]:
        """The words before numbers that are no telephone numbers."""
        return _words(self.form, self.data.other_numbers)

    def before(self, words: Sequence[Word], at: int) -> Word | None:
        """Return the nearest of these words before a place, on its line and within reach."""
        near = [word for word in words if word.end <= at <= word.end + REACH]
        if not near or "\n" in self.form.text[near[-1].end : at]:
            return None
        return near[-1]

    def app_before(self, at: int) -> Word | None:
        """Return the app that a number before this place belongs to, unless another use of it is named since."""
        app, call = self.before(self.apps, at), self.before(self.calls, at)
        if app is None or (call and call.start > app.end + BESIDE):
            return None
        return None if any(char.isdigit() for char in self.form.text[app.end : at]) else app

    def behind(self, at: int) -> Word | None:
        """Return an app named just behind a number: 0812… (WA)."""
        near = [word for word in self.apps if at <= word.start <= at + BEHIND]
        gap = self.form.text[at : near[0].start] if near else ""
        return near[0] if near and gap.strip(" ") in {"(", "[", "/", "-"} else None

    def _is_meant(self, word: Word, key: str) -> bool:
        """Say whether an everyday word or a letter names an app: LINE: in capitals or with a colon, V: in Chinese."""
        following = self.form.text[word.end : word.end + 2].lstrip()[:1]
        if key == "line":
            return following in {":", "=", "@"} or self.form.text[word.start : word.end] == "LINE"
        return following in {":", "="} and any("\u4e00" <= char <= "\u9fff" for char in self.form.text)


def _overlap(one: Word, other: Word) -> bool:
    return one.start < other.end and other.start < one.end


def _words(form: Form, pattern: Pattern) -> list[Word]:
    return [Word(hit.start, hit.end) for hit in pattern.find(form) if stands_alone(form.text, hit.start, hit.end)]
