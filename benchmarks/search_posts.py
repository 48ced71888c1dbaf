"""The posts of the search benchmark, the same in every run: Zipf words of six scripts, about 420 letters.

Two of three are reposts of an earlier text with another number.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate

from index.document import Document, PayRange
from posts.identity import named_id

START = datetime(2024, 1, 1, tzinfo=UTC)
LETTERS = {  # language: letters to make words of, whether words are written together, share of the posts
    "id": ("abdegiklmnoprstu", False, 0.3),
    "en": ("abcdefghiklmnoprstuwy", False, 0.2),
    "zh": ("".join(chr(0x4E00 + 7 * at) for at in range(900)), True, 0.15),
    "th": ("กขคงจชดตทนบปพมยรลวสหอาิีุูเแโไ", True, 0.15),
    "km": ("កខគងចជដតទនបពមយរលវសហអាិីុូេែោៅ", True, 0.1),
    "hi": ("कखगचजटडतदनपबमयरलवशसहािीुूेो", False, 0.1),
}
VOCABULARY = 20_000
ZIPF = 1.05
REPOSTED = 0.67
TEMPLATES = 4000  # texts that are reposted


@cache
def words_of(name: str) -> list[str]:
    """Return the words of a language, the commonest first."""
    letters, chance = LETTERS[name][0], random.Random(name)
    longest = 3 if name == "zh" else 9
    return ["".join(chance.choices(letters, k=chance.randint(2, longest))) for _ in range(VOCABULARY)]


WEIGHTS = list(accumulate(1 / (rank + 1) ** ZIPF for rank in range(VOCABULARY)))


def make_text(name: str, chance: random.Random) -> str:
    """Return some sentences of a language."""
    glue = "" if LETTERS[name][1] else " "
    sentences = (chance.choices(words_of(name), cum_weights=WEIGHTS, k=chance.randint(4, 10)) for _ in range(10))
    return ". ".join(glue.join(words) for words in sentences)


def make_posts(count: int) -> Iterator[Document]:
    """Yield the same posts in every run."""
    chance = random.Random(7)
    shares = [row[2] for row in LETTERS.values()]
    kept: list[tuple[str, str]] = []
    for number in range(count):
        if kept and chance.random() < REPOSTED:
            lang, text = chance.choice(kept)
            text = f"{text} {chance.randint(700, 3000)}"
        else:
            lang = chance.choices(list(LETTERS), shares)[0]
            text = make_text(lang, chance)
            kept = [*kept, (lang, text)] if len(kept) < TEMPLATES else kept
        yield make_document(number, lang, text, chance)


def make_document(number: int, lang: str, text: str, chance: random.Random) -> Document:
    """Return the document of one post."""
    seen = START + timedelta(seconds=number * 37)
    low = float(chance.randint(6, 20) * 100)
    return Document(
        id=named_id("p1_", str(number)),
        seq=number + 1,
        rev=1,
        lane="public",
        platform="telegram_web",
        source=f"telegram_web:kanal__{int(chance.paretovariate(0.8)) % 400}",
        via="crawl",
        text=text,
        first_seen_at=seen,
        collected_at=seen,
        posted_at=seen - timedelta(seconds=chance.randint(0, 86_400)),
        langs=(lang,),
        contacts=(f"telegram:kontak__{int(chance.paretovariate(0.6)) % 50_000}",),
        pay=PayRange(low=low, high=low * 1.5) if chance.random() < 0.5 else None,
    )
