"""Spelling: letters that people write one for the other, made one, so that a word is found however it was spelled.

Only for the bare words of search: the exact words stay as they were written and come first. After Lucene's
normalizers for Arabic, Persian, Hindi and Bengali, and the homophone letters of Amharic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from posts.text import Folded


def _rows() -> Iterator[tuple[int, int]]:
    """Yield each row of seven Ethiopic letters whose sound another row has today, and that row."""
    for row, other in ((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0), (0x1340, 0x1338)):
        yield from ((row + at, other + at) for at in range(7))


ETHIOPIC = dict(_rows()) | {0x1203: 0x1200, 0x1213: 0x1200, 0x1283: 0x1200, 0x12A3: 0x12A0, 0x12D3: 0x12A0}
LETTERS = ETHIOPIC | str.maketrans(
    "أإآٱئؤةہھۃۂۓ" + "ёँীূीू",  # Arabic and Urdu; Russian; nasal sign and long vowels of Bengali and Devanagari
    "اااایوههههه" + "ےеंিুिु",
)
MARKS = "\u064b-\u0652\u0670\u0640" + "\u093c\u09bc\u0a3c\u0abc\u0b3c"  # Arabic vowels and stretching, Indic dots
VARIANT = re.compile(
    rf"[{MARKS}]"
    "|œ|æ"
    "|ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[क-भ])|म्(?=[प-भ])"  # a nasal before its row: a dot is as usual
    "|[\u0e48-\u0e4b]\u0e4d|[\u0ec8-\u0ecb]\u0ecd"  # Thai and Lao: tone and ring are typed in either order
    r"|(?<=\d)[.,](?=\d{3}(?!\d))"  # 1,200 and 1.200 are 1200
)
WRITTEN_OUT = {"œ": "oe", "æ": "ae"}
NASALS = "ङञणनम"
DOT = "ं"
RINGS = "\u0e4d\u0ecd"


def one_spelling(form: Folded) -> Folded:
    """Return a form with one letter for those that are mixed up; its map still points to the original."""
    text = form.text.translate(LETTERS)
    if VARIANT.search(text) is None:
        return Folded(text, form.starts, form.ends)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for found in VARIANT.finditer(text):
        plain = _plain(found.group())
        first, last = found.span()
        pieces += (text[at:first], plain)
        starts += [*form.starts[at:first], *[form.starts[first]] * len(plain)]
        ends += [*form.ends[at:first], *[form.ends[last - 1]] * len(plain)]
        at = last
    rest = slice(at, len(text))
    return Folded("".join([*pieces, text[rest]]), (*starts, *form.starts[rest]), (*ends, *form.ends[rest]))


def _plain(variant: str) -> str:
    if variant[0] in NASALS:
        return DOT
    if variant[-1] in RINGS:
        return variant[::-1]
    return WRITTEN_OUT.get(variant, "")
