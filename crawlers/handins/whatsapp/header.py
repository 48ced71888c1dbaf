"""Header: the date, the time and the rest of a line that begins a message; nothing is decided here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from crawlers.handins.whatsapp.words import MARKS, clock_word, words

M = f"[{MARKS}]*"
SP = "[ \u00a0\u202f\u2009\u3000]"
NUMBERS = (
    rf"(?P<a>\d{{1,4}}){M}(?:(?P<sign>{SP}?[./-]{SP}?)|年{SP}?|년{SP}?){M}(?P<b>\d{{1,2}}){M}"
    rf"(?:(?P=sign)|月{SP}?|월{SP}?){M}(?P<c>\d{{1,4}})(?:\.|日|일)?(?:{SP}(?P<era>BE|CE|AD|พ\.ศ\.|ค\.ศ\.))?"
)
CLOCK = rf"(?P<hour>\d{{1,2}})(?:[:.]|{SP}?h{SP}?)(?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}}))?"
WORD = r"[^\d\[\]:,،\n-]{1,24}?"  # of the clock: before or after noon, or a word like "at"
AFTER = rf"(?:{SP}?(?P<after>{WORD}))?"
COMMA = rf"{M}[,،]?{M}{SP}*"
END = rf"{M}(?(open)\]{SP}?|(?P<dash>{SP}[-–]{SP}|:{SP}))(?P<rest>.*)"  # a colon: iOS before 2018, with seconds
DATE_FIRST = re.compile(
    rf"{M}(?P<open>\[)?{M}(?P<raw>{NUMBERS}{COMMA}(?:(?P<before>{WORD}){SP}*)?{M}{CLOCK}{AFTER}){END}", re.DOTALL
)
TIME_FIRST = re.compile(rf"{M}(?P<open>\[)?{M}(?P<raw>{CLOCK}{AFTER}{COMMA}(?P<before>){NUMBERS}){END}", re.DOTALL)
NAMED = "named"  # sign of a date that names its month: its order is certain
AS_NUMBERS = "2024-01-15"  # how long a date is that was written with the name of its month
# Most lines that begin no message are told apart by this alone: a digit, or one not far behind the name of a month.
BEGINS = re.compile(rf"{M}\[?{M}(?:\d|[^\W\d_][^\d\n]{{1,20}}\d{{1,2}},?{SP}\d{{4}})")


@dataclass(frozen=True, slots=True)
class Header:
    """One line that may begin a message: three numbers of its date as written, its clock, its raw words, the rest.

    `half` is am, pm, unknown (a word of the clock that we do not know) or nothing (24 hours). Two headers of one
    file have the same `shape`.
    """

    numbers: tuple[str, str, str]
    sign: str
    hour: int
    minute: int
    second: int | None
    half: str | None
    raw: str
    rest: str
    shape: tuple[object, ...]


def header_of(line: str) -> Header | None:
    """Return the header of a line, None when it begins no message."""
    if BEGINS.match(line) is None:
        return None
    line, written = _numbered(line)
    found = DATE_FIRST.match(line) or TIME_FIRST.match(line)
    if found is None or int(found["hour"]) > 23 or int(found["minute"]) > 59 or int(found["second"] or 0) > 59:
        return None
    is_old = (found["dash"] or "").startswith(":")
    if is_old and found["second"] is None:
        return None
    numbers = (found["a"], found["b"], found["c"])
    said = [meaning for one in (found["before"], found["after"]) if (meaning := _meaning(one)) is not None]
    half = said[0] if said else None
    return Header(
        numbers=numbers,
        sign=NAMED if written else found["sign"] or "年",
        hour=int(found["hour"]),
        minute=int(found["minute"]),
        second=int(found["second"]) if found["second"] else None,
        half=half,
        raw=(written + found["raw"][len(AS_NUMBERS) :] if written else found["raw"]).strip(MARKS),
        rest=found["rest"],
        shape=(
            found["open"],
            is_old,
            found["sign"],
            found.re is DATE_FIRST,
            found["second"] is None,
            half if half == "unknown" else half is None,
            *(len(number) > 2 for number in numbers),
        ),
    )


def _numbered(line: str) -> tuple[str, str]:
    """Return a line whose date names its month with the date in numbers, year first; and the date as it was written."""
    found = _named_month().match(line)
    if found is None or not 1 <= int(found["d1"] or found["d2"]) <= 31:
        return line, ""
    month = words().months[(found["m1"] or found["m2"]).casefold()]
    date = f"{int(found['year']):04}-{month:02}-{int(found['d1'] or found['d2']):02}"
    return found["open"] + date + line[found.end() :], found["date"]


@cache
def _named_month() -> re.Pattern[str]:
    """Return the form of a date with a name for its month: 15 Jan 2024, Jan 15, 2024."""
    names = "|".join(re.escape(name) for name in sorted(words().months, key=len, reverse=True))
    day_first = rf"(?P<d1>\d{{1,2}})\.?{SP}(?:de{SP})?(?P<m1>{names})\.?,?{SP}(?:de{SP})?"
    month_first = rf"(?P<m2>{names})\.?{SP}(?P<d2>\d{{1,2}}),?{SP}"
    form = rf"(?P<open>{M}\[?{M})(?P<date>(?:{day_first}|{month_first})(?P<year>\d{{4}}))(?!\d)"
    return re.compile(form, re.IGNORECASE)


def _meaning(found: str | None) -> str | None:
    """Return am, pm or nothing for a word of the clock; one that we do not know is `unknown`, never ignored."""
    word = clock_word(found or "")
    if not any(char.isalnum() for char in word) or word in words().joins:
        return None
    if word in words().before_noon:
        return "am"
    return "pm" if word in words().after_noon else "unknown"
