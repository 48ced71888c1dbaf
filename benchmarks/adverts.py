"""Adverts: made-up recruitment texts and the edits that reposts show, seeded; no text of anybody."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

VOCABULARY = 8_000
ZIPF = 0.8  # flatter than real words, so that chance meets no more often than in real adverts (3 to 7 candidates)
SYLLABLES = [first + second for first in "bdgjkmnprst" for second in ("a", "e", "i", "o", "u", "an", "ing")]
LOOK_ALIKE = str.maketrans("aeopcx", "аеорсх")
WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in "abcdefghijklmnopqrstuvwxyz"}
ZERO_WIDTH = "\u200b"
SIGNS = "🔥💰📍✅✈🏠"

Sentences = list[str]
Edit = Callable[["Maker", Sentences], Sentences]


@dataclass
class Maker:
    """Makes sentences and edits them; the same seed makes the same."""

    chance: random.Random

    def __post_init__(self) -> None:
        words = random.Random(11)
        self.words = ["".join(words.choices(SYLLABLES, k=words.randint(2, 4))) for _ in range(VOCABULARY)]
        self.weights = list(accumulate(1 / (rank + 1) ** ZIPF for rank in range(VOCABULARY)))

    def sentence(self) -> str:
        """Return a sentence of 6 to 16 words."""
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=self.chance.randint(6, 16)))

    def word(self) -> str:
        """Return a word."""
        return self.chance.choices(self.words, cum_weights=self.weights)[0]

    def advert(self) -> Sentences:
        """Return an advert of 5 to 14 sentences, about 650 letters."""
        return [self.sentence() for _ in range(self.chance.randint(5, 14))]

    def text(self, sentences: Sentences) -> str:
        """Return a post: the sentences between a line of pay and one of contact, both different each time."""
        pay, contact = self.chance.randint(6, 30) * 100, self.chance.randint(1, 9999)
        return "\n".join([f"${pay}-{pay + 500}", *sentences, f"Hub @kontak__{contact}"])

    def edited(self, sentences: Sentences, edits: Sequence[str]) -> Sentences:
        """Return the sentences after some edits by name."""
        for name in edits:
            sentences = EDITS[name](self, list(sentences))
        return sentences


def _words_changed(share: float) -> Edit:
    def edit(maker: Maker, sentences: Sentences) -> Sentences:
        return [
            " ".join(maker.word() if maker.chance.random() < share else word for word in sentence.split())
            for sentence in sentences
        ]

    return edit


def _dropped(share: float) -> Edit:
    def edit(maker: Maker, sentences: Sentences) -> Sentences:
        count = max(1, round(len(sentences) * (1 - share)))
        kept = sorted(maker.chance.sample(range(len(sentences)), count))
        return [sentences[place] for place in kept]

    return edit


def _added(share: float) -> Edit:
    def edit(maker: Maker, sentences: Sentences) -> Sentences:
        for _ in range(max(1, round(len(sentences) * share))):
            sentences.insert(maker.chance.randint(0, len(sentences)), maker.sentence())
        return sentences

    return edit


def _reordered(maker: Maker, sentences: Sentences) -> Sentences:
    return maker.chance.sample(sentences, len(sentences))


def _cut(maker: Maker, sentences: Sentences) -> Sentences:
    return sentences[: max(1, round(len(sentences) * maker.chance.uniform(0.4, 0.7)))]


def _misspelt(maker: Maker, sentences: Sentences) -> Sentences:
    share = maker.chance.choice([0.02, 0.05])
    return ["".join(sign * 2 if maker.chance.random() < share else sign for sign in one) for one in sentences]


def _decorated(maker: Maker, sentences: Sentences) -> Sentences:
    return [f"{maker.chance.choice(SIGNS)} {sentence} {maker.chance.choice(SIGNS)}" for sentence in sentences]


EDITS: dict[str, Edit] = {
    "nothing": lambda _, sentences: sentences,
    "10 % of words": _words_changed(0.10),
    "25 % of words": _words_changed(0.25),
    "10 % dropped": _dropped(0.1),
    "30 % dropped": _dropped(0.3),
    "half dropped": _dropped(0.5),
    "30 % added": _added(0.3),
    "half added": _added(0.5),
    "as much added": _added(1.0),
    "reordered": _reordered,
    "cut off": _cut,
    "misspelt": _misspelt,
    "emoji": _decorated,
    "capitals": lambda _, sentences: [sentence.upper() for sentence in sentences],
    "look-alike letters": lambda _, sentences: [sentence.translate(LOOK_ALIKE) for sentence in sentences],
    "full-width letters": lambda _, sentences: [sentence.translate(WIDE) for sentence in sentences],
    "zero-width signs": lambda _, sentences: [ZERO_WIDTH.join(sentence) for sentence in sentences],
}
