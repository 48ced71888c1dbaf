"""Spelled: telephone numbers in words, digit by digit, as in nol delapan satu, 一三八, zero eight one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrichers.contacts.announced import Announced
from enrichers.contacts.found import Asked, Found
from enrichers.contacts.numbering import read_number
from enrichers.contacts.numbers import BY_APP
from enrichers.contacts.words import word_key
from enrichers.patterns import Hit

CONFIDENCE = 0.7  # of the number's own: words can be misheard
MIN_DIGITS, MAX_DIGITS = 8, 15
MIN_WORDS = 4  # of the digits; fewer words between digits are no disguise
_PLUS = re.compile(r"\b(?:plus|tambah|cộng|плюс|mais|บวก)\s*$|\+\s*$", re.IGNORECASE)


def find_spelled(words: Announced, asked: Asked) -> Iterator[Found]:
    """Yield the numbers that are written in words."""
    for hit in words.data.spelled_numbers.find(words.form):
        found = _number(words, hit, asked)
        if found:
            yield found


def _number(words: Announced, hit: Hit, asked: Asked) -> Found | None:
    written = hit.group().rstrip(" .,-–/")
    said = words.data.spelled_digit.findall(written.lower())
    digits = "".join(words.data.digit_of.get(word_key(word), word) for word in said)
    in_words = sum(not word.isdigit() for word in said)
    if not MIN_DIGITS <= len(digits) <= MAX_DIGITS or in_words < MIN_WORDS:
        return None
    plus = _PLUS.search(words.form.text[max(0, hit.start - 8) : hit.start])
    number = read_number(("+" if plus else "") + digits, words.data, asked)
    app = words.app_before(hit.start)
    start, end = words.form.span(hit.start, hit.start + len(written))
    return Found(
        BY_APP.get(app.app, "phone") if app else "phone",
        number.value,
        start,
        end,
        number.confidence * CONFIDENCE,
        number.valid,
        number.candidates,
        True,
    )
