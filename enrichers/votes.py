"""Votes: which language a stretch of Latin, Cyrillic, Arabic or Devanagari letters is in (door to CLD3 and CLD2)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import gcld3

from posts.post import Record

try:
    import pycld2
except ImportError:  # no wheel for some machines; CLD3 and the small words then decide alone
    pycld2 = None

UND = "und"
OURS = {
    "latin": ("en", "id", "vi", "tl", "sw", "fr", "pt", "hi-Latn", "ur-Latn"),
    "cyrillic": ("ru",),
    "arabic": ("ur",),
    "devanagari": ("hi", "ne"),
}
SAME = {"fil": "tl", "ms": "id", "in": "id", "jw": "id", "jv": "id", "su": "id", "bh": "hi", "mr": "hi"}

CERTAIN = 0.7  # votes below which nobody knows: `und`
WORDS_WEIGHT = 1.5  # the small words against one vote of each model; they alone know romanised Hindi and Urdu
MIN_LETTERS = 4  # of a text that models and small words can judge; WA, ID, HP are no running text
WORDS_FULL = 0.3  # share of small words at which their vote is whole; running text has 0.3 to 0.5
LETTERS_WEIGHT = 2.0  # letters that only one language has say more than both models
LETTERS_FULL = 0.08  # share of them at which their vote is whole
HINT_WEIGHT = 0.5  # what the caller says decides only where the text does not
RELIABLE = 1.0
UNRELIABLE = 0.5
MODEL_LETTERS = 2000  # read by the models; more changed no answer

Votes = defaultdict[str, float]

_WORD = re.compile(r"[^\W\d_]+(?:[\u0900-\u0903\u093a-\u094f\u064b-\u0652'’]+[^\W\d_]*)*")


class LanguageRows(Record, frozen=True, kw_only=True):
    """languages.yaml: small words and letters by which a language is known."""

    version: int
    src: str
    latin: dict[str, str]
    devanagari: dict[str, str]
    arabic: dict[str, str]
    deciding: dict[str, str]
    letters: dict[str, str]


@dataclass(frozen=True)
class LanguageData:
    """The small words and letters, turned so that a word gives its languages."""

    rows: LanguageRows

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """For each script, the languages that each small word speaks for."""
        lists = {"latin": self.rows.latin, "devanagari": self.rows.devanagari, "arabic": self.rows.arabic}
        return {script: _by_word(by_lang) for script, by_lang in lists.items()}

    @cached_property
    def deciding(self) -> Mapping[str, frozenset[str]]:
        """The words that tell two close languages apart."""
        return {lang: frozenset(words.split()) for lang, words in self.rows.deciding.items()}

    @cached_property
    def own_letters(self) -> Mapping[str, str]:
        """The language of each letter that only one uses in its script."""
        return {letter: lang for lang, letters in self.rows.letters.items() for letter in letters}


def _by_word(by_lang: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    langs: dict[str, set[str]] = {}
    for lang, words in by_lang.items():
        for word in words.split():
            langs.setdefault(word, set()).add(lang)
    return {word: frozenset(found) for word, found in langs.items()}


def vote(script: str, text: str, data: LanguageData, hint: str | None) -> tuple[str, float]:
    """Return the language with most votes and their number; `und` where nobody is certain or it is none of ours."""
    votes: Votes = defaultdict(float)
    tokens = [word.lower() for word in _WORD.findall(text)]
    read = " ".join(tokens)[:MODEL_LETTERS]  # the models take letters only: signs and half characters upset CLD2
    if len(read) >= MIN_LETTERS:
        _ask_cld3(read, votes)
        _ask_cld2(read, votes)
        _ask_words(tokens, data.words.get(script, {}), votes)
    _ask_letters(read, data, votes)
    _ask_deciding(tokens, data, votes)
    if hint:
        votes[hint] += HINT_WEIGHT
    if script == "cyrillic":
        votes["ru"] += CERTAIN  # short Russian is often taken for Bulgarian or Serbian
    lang, found = max(votes.items(), key=lambda item: (item[1], item[0]), default=(UND, 0.0))
    if found < CERTAIN or lang not in OURS[script]:
        return UND, found
    return lang, found


def _ask_cld3(text: str, votes: Votes) -> None:
    guess = _cld3().FindLanguage(text)
    if guess.language != UND:
        votes[_named(guess.language)] += guess.probability * (RELIABLE if guess.is_reliable else UNRELIABLE)


def _ask_cld2(text: str, votes: Votes) -> None:
    if pycld2 is None:
        return
    reliable, _, guesses = pycld2.detect(text, bestEffort=True, isPlainText=True)
    for _, lang, percent, _ in guesses:
        if lang != "un":
            votes[_named(lang)] += percent / 100 * (RELIABLE if reliable else UNRELIABLE)


def _named(lang: str) -> str:
    return SAME.get(lang, lang)


def _ask_words(tokens: list[str], by_word: Mapping[str, frozenset[str]], votes: Votes) -> None:
    found = Counter(lang for token in tokens for lang in by_word.get(token, ()))
    for lang, count in found.items():
        votes[lang] += WORDS_WEIGHT * min(1.0, count / len(tokens) / WORDS_FULL)


def _ask_letters(read: str, data: LanguageData, votes: Votes) -> None:
    counts = Counter(read)
    letters = len(read) - counts[" "]
    own: Counter[str] = Counter()
    for letter in counts.keys() & data.own_letters.keys():
        own[data.own_letters[letter]] += counts[letter]
    for lang, count in own.items():
        votes[lang] += LETTERS_WEIGHT * min(1.0, count / letters / LETTERS_FULL)


def _ask_deciding(tokens: list[str], data: LanguageData, votes: Votes) -> None:
    """Give a tie of close languages to the one whose own words occur; they share most of their small words."""
    for lang, words in data.deciding.items():
        if lang in votes:
            votes[lang] += HINT_WEIGHT * min(2, sum(token in words for token in tokens))


@cache
def _cld3() -> gcld3.NNetLanguageIdentifier:
    return gcld3.NNetLanguageIdentifier(0, MODEL_LETTERS)
