"""Understood: which contacts a question may mean, also where digits and letters were disguised to get past filters.

A question is short and asked once, so more may be tried than in reading posts: a reading that nobody offers finds
nothing and does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrichers import Data
from lurewatch.naming import contacts_named
from posts.text import bare, fold

# How people break links and addresses so that nobody clicks them, and what was there.
HARMLESS = (
    (re.compile(r"\bhxxp", re.IGNORECASE), "http"),
    (re.compile(r" ?[\[({] ?(?:\.|dot) ?[\])}] ?", re.IGNORECASE), "."),
    (re.compile(r" ?[\[({] ?(?:@|at) ?[\])}] ?", re.IGNORECASE), "@"),
    (re.compile(r"\[(/|://|:)\]"), r"\1"),
)
LIKE_DIGITS = str.maketrans("oli|sb", "011158")
TOKEN = re.compile(r"(?<!\w)[oli|sb]*\d[\doli|sb]*(?!\w)")
SPREAD = re.compile(r"\+?\d(?:[ .\-()/_·•*]{0,3}\d){6,14}")  # a number with anything between its digits
MOST_LETTERS = 300  # of a question in which numbers are looked for this way; an advert has pay and dates enough


def understood(data: Data, asked: str) -> list[str]:
    """Return every normal form of a contact that a question may mean, the likeliest first."""
    forms = dict.fromkeys((asked, _armed(asked), bare(fold(asked)).text))
    named = [*(contact for form in forms for contact in contacts_named(data, form)), *_spread(asked)]
    return list(dict.fromkeys(contact for contact in named if len(contact.split()) == 1))


def _armed(asked: str) -> str:
    """Return a text whose links were made harmless to click as they were before."""
    for pattern, plain in HARMLESS:
        asked = pattern.sub(plain, asked)
    return asked


def _spread(asked: str) -> Iterator[str]:
    """Yield numbers whose digits stand apart, or are in part letters that look like them."""
    folded = fold(asked[:MOST_LETTERS]).text
    plain = TOKEN.sub(lambda token: token.group().translate(LIKE_DIGITS), folded)
    for run in SPREAD.findall(plain):
        digits = "".join(sign for sign in run if sign.isdigit())
        yield f"tel:+{digits}" if run.startswith("+") else f"tel:{digits}"
