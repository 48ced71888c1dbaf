"""Words: the words of contacts.yaml, ready to be looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from enrichers.patterns import Pattern, is_word
from posts.post import Record
from posts.text import clean


class ContactRows(Record, frozen=True, kw_only=True):
    """contacts.yaml."""

    version: int
    src: str
    apps: dict[str, tuple[str, ...]]
    elsewhere: tuple[str, ...]
    phone_words: tuple[str, ...]
    neutral_words: tuple[str, ...]
    number_of_something: tuple[str, ...]
    no_name: tuple[str, ...]
    tlds: tuple[str, ...]
    shorteners: tuple[str, ...]
    free_mail: tuple[str, ...]
    regions: dict[str, tuple[str, ...]]
    everywhere: tuple[str, ...]
    recruiter_words: tuple[str, ...]
    own_words: tuple[str, ...]
    digit_words: dict[str, tuple[str, ...]]
    home_of: dict[str, str]


@dataclass(frozen=True)
class ContactData:
    """The words and lists by which contacts are read."""

    rows: ContactRows

    @cached_property
    def app_of(self) -> dict[str, str]:
        """The app that each word names, by the word in lower case."""
        return {word_key(word): app for app, words in self.rows.apps.items() for word in words}

    @cached_property
    def app_words(self) -> Pattern:
        """Any word that names an app."""
        return Pattern(f"(?i){any_of(word for words in self.rows.apps.values() for word in words)}", longest=True)

    @cached_property
    def elsewhere(self) -> Pattern:
        """Any word that names an app whose handles we cannot name."""
        return Pattern(f"(?i){any_of(self.rows.elsewhere)}", longest=True)

    @cached_property
    def phone_words(self) -> Pattern:
        """Any word that announces a telephone number."""
        return Pattern(f"(?i){any_of(self.rows.phone_words)}", longest=True)

    @cached_property
    def neutral(self) -> frozenset[str]:
        """The words before a number that do not say how it is used."""
        return frozenset(word_key(word) for word in self.rows.neutral_words)

    @cached_property
    def other_numbers(self) -> Pattern:
        """Any word that announces a number which is no telephone number."""
        return Pattern(f"(?i){any_of(self.rows.number_of_something)}", longest=True)

    @cached_property
    def bare_hosts(self) -> Pattern:
        """A host that ends like one, with or without a path, no scheme before it."""
        return Pattern(
            rf"(?i)(?:[a-z0-9-]{{1,63}}\.){{1,4}}{any_of(self.rows.tlds)}(?::\d{{2,5}})?(?:/[!#-&(-;=?-~]{{0,900}})?",
            edges=(True, False),
            longest=True,
        )

    @cached_property
    def digit_of(self) -> dict[str, str]:
        """The digit that each word for one stands for."""
        return {
            word_key(form): str(digit)
            for words in self.rows.digit_words.values()
            for digit, word in enumerate(words)
            for form in word.split("/")
        }

    @cached_property
    def spelled_digit(self) -> re.Pattern[str]:
        """One digit, in a word or as a sign; for texts whose length is known to be short."""
        return re.compile("|".join(sorted(map(re.escape, self.digit_of), key=len, reverse=True)) + r"|\d")

    @cached_property
    def spelled_numbers(self) -> Pattern:
        """Eight to fifteen digits in a row, each a word or a sign, with little between them."""
        digit = f"(?:{'|'.join(sorted(map(re.escape, self.digit_of), key=len, reverse=True))}|[0-9])"
        return Pattern(rf"(?i){digit}(?:[ .,/–-]{{0,3}}{digit}){{7,14}}", edges=(True, True))

    @cached_property
    def no_name(self) -> frozenset[str]:
        """The words that stand behind an app's name and are no handle."""
        return frozenset(self.rows.no_name)

    @cached_property
    def shorteners(self) -> frozenset[str]:
        """The hosts that only pass on to another address."""
        return frozenset(self.rows.shorteners)

    @cached_property
    def free_mail(self) -> frozenset[str]:
        """The hosts where anybody can have a mail box."""
        return frozenset(self.rows.free_mail)


def any_of(words: Iterable[str]) -> str:
    """Return an expression for any of these words, spaces in them being optional or more than one."""
    escaped = (re.escape(clean(word)).replace(r"\ ", " ?") for word in words)
    return f"(?:{'|'.join(sorted(escaped, key=len, reverse=True))})"


def stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether no letter goes on at either side of a word; digits behind it may, and scripts without spaces join."""
    if start and is_word(text[start]) and is_word(text[start - 1]):
        return False
    return not (is_word(text[end - 1]) and end < len(text) and is_word(text[end]) and not text[end].isdigit())


def word_key(word: str) -> str:
    """Return a word as `app_of` knows it."""
    return clean(word).lower().replace(" ", "")
