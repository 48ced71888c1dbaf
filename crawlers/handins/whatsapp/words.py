"""Words: what WhatsApp itself writes into a chat, in the languages of words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from posts.post import MediaKind

FILE = Path(__file__).with_name("words.toml")
MARKS = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"  # they only set direction
KINDS: Mapping[str, MediaKind] = {
    "media": "other",
    "image": "image",
    "video": "video",
    "audio": "audio",
    "sticker": "sticker",
    "gif": "image",
    "document": "document",
    "contact": "document",
    "once": "other",
}
NAME_LETTERS = 12  # a part of a service line as long as this is no name that a person gives a contact


@dataclass(frozen=True, slots=True)
class Words:
    """All languages together: a chat's language is not known, and no two languages contradict each other."""

    joins: frozenset[str]
    months: Mapping[str, int]
    before_noon: frozenset[str]
    after_noon: frozenset[str]
    omitted: Mapping[str, MediaKind]
    attached: frozenset[str]
    withdrawn: frozenset[str]
    edited: frozenset[str]
    service: tuple[str, ...]

    @property
    def long_service(self) -> tuple[str, ...]:
        """Parts of service lines that are too long to be part of a name."""
        return tuple(part for part in self.service if len(part) >= NAME_LETTERS)


@cache
def words() -> Words:
    """Return the words of words.toml."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    languages = list(data["language"].values())

    def every(key: str) -> Iterator[str]:
        return (plain(phrase) for language in languages for phrase in language.get(key, ()))

    return Words(
        months={
            name.casefold(): number
            for names in data["months"].values()
            for number, alternatives in enumerate(names, 1)
            for name in alternatives.split("|")
        },
        joins=frozenset(clock_word(word) for word in data["clock"]["joins"]),
        before_noon=frozenset(clock_word(word) for word in data["clock"]["before_noon"]),
        after_noon=frozenset(clock_word(word) for word in data["clock"]["after_noon"]),
        omitted={phrase: kind for key, kind in KINDS.items() for phrase in every(key)},
        attached=frozenset(every("attached")),
        withdrawn=frozenset(every("withdrawn")),
        edited=frozenset(every("edited")),
        service=tuple(dict.fromkeys(every("service"))),
    )


def plain(phrase: str) -> str:
    """Return a phrase as phrases are compared: without case, marks, angle brackets and last full stop."""
    bare = " ".join(phrase.strip(MARKS + " \t<>\u00a0\u202f").casefold().replace("’", "'").split())
    return bare.rstrip(".。 ")


def clock_word(word: str) -> str:
    """Return a word of the clock as such words are compared: `a. m.`, `A.M.` and `am` are one."""
    return "".join(char for char in word.casefold() if char not in MARKS and char not in ".·" and not char.isspace())
