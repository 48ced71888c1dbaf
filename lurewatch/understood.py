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

LIKE_DIGITS = str.maketrans("oOlI|SB", "0011158")
TOKEN = re.compile(r"[0-9oOlI|SB]+")
SPREAD = re.compile(r"\+?\d(?:[ .\-()/_·•*]{0,3}\d){6,14}")  # a number with anything between its digits
MOST_LETTERS = 300  # of a question in which numbers are looked for this way; an advert has pay and dates enough


def understood(data: Data, asked: str) -> list[str]:
    """Return every normal form of a contact that a question may mean, the likeliest first."""
    named = [*contacts_named(data, asked), *contacts_named(data, bare(fold(asked)).text), *_spread(asked)]
    return list(dict.fromkeys(contact for contact in named if len(contact.split()) == 1))


def _spread(asked: str) -> Iterator[str]:
    """Yield numbers whose digits stand apart, or are in part letters that look like them."""
    folded = fold(asked[:MOST_LETTERS]).text
    plain = TOKEN.sub(_as_digits, folded)
    for run in SPREAD.findall(plain):
        digits = "".join(sign for sign in run if sign.isdigit())
        yield f"tel:+{digits}" if run.startswith("+") else f"tel:{digits}"


def _as_digits(token: re.Match[str]) -> str:
    """Return a token as a number where at least half of its signs are digits."""
    said = token.group()
    return said.translate(LIKE_DIGITS) if sum(sign.isdigit() for sign in said) * 2 >= len(said) else said
