"""Dates: which of the three numbers is the day, decided over the whole file; undecidable is refused, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from crawlers.handins.whatsapp.header import NAMED, Header
from posts.errors import InputError

FIRST = date(2009, 1, 1)  # WhatsApp did not exist before
TOLERANCE = timedelta(days=2)  # zones and clocks that are set wrong
BUDDHIST = 543  # Thai phones may count the years from there
BUDDHIST_FROM = 2400
SLIPS = 100  # one line in so many may look like a header and be none
YEAR = timedelta(days=365)
CLEARLY = 10  # an order is out when it goes back in time so many times more often than the other
PLACES = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2), "ydm": (0, 2, 1)}  # where year, month and day stand
CHOICES = ("dmy", "mdy", "ymd")
ASK = "say which it is: --dates dmy (day first) or --dates mdy (month first)"
ASK_YEAR = "say which it is: --dates dmy (day first), --dates mdy (month first) or --dates ymd (year first)"


@dataclass(frozen=True, slots=True)
class Decided:
    """The order of a file's numbers, a sentence that says why, and the date of each header (None: no such day)."""

    order: str
    why: str
    dates: tuple[date | None, ...]


def decide(headers: Sequence[Header], received: date, wish: str | None) -> Decided:
    """Return the dates of a file; raise InputError when its own lines leave the order open and nobody said it."""
    # A chat does not know the future; where it seems to, this computer's clock may be wrong: then that proves nothing.
    for last in (received + TOLERANCE, date.max):
        every = {order: _dates(headers, order, received, last) for order in PLACES}
        for tier in _tiers(headers[0], wish):
            wrong = {order: every[order].count(None) for order in tier}
            best = min(wrong.values())
            if best * SLIPS <= len(headers):
                left = {order: every[order] for order, count in wrong.items() if count == best}
                decided = _among(left, tier, wish)
                if wish is None and _may_begin_with_year(headers[0], decided, every["ymd"]):
                    raise InputError("two digits of a year may stand first or last in these dates", ASK_YEAR)
                return decided
    what = f"no order of day and month gives dates that exist, from {FIRST.year} on"
    raise InputError(what, "look at the lines: is this the export of one chat?")


def _tiers(header: Header, wish: str | None) -> tuple[tuple[str, ...], ...]:
    """Return the orders to try, likeliest first; those of one tier must be told apart by the file itself."""
    if header.sign == NAMED:
        return (("ymd",),)
    year_first, year_last = len(header.numbers[0]) > 2, len(header.numbers[2]) > 2
    if year_first:
        return (("ymd",), ("ydm",)) if wish is None else (({"mdy": "ymd", "dmy": "ydm"}.get(wish, wish),),)
    if wish is not None:
        return ((wish,),)
    if year_last:
        return (("dmy", "mdy"),)
    # Two digits everywhere: dashes and Korean dots also write the year first; other signs hardly ever.
    return (("dmy", "mdy"), ("ymd",)) if header.sign in {"/", "."} else (("dmy", "mdy", "ymd"),)


def _among(left: dict[str, list[date | None]], tier: tuple[str, ...], wish: str | None) -> Decided:
    order = next(iter(left))
    dates = tuple(left[order])
    if wish is not None:
        return Decided(order, "as the option --dates says", dates)
    if len(tier) == 1:
        return Decided(order, "the year stands first", dates)
    if len(left) == 1:
        return Decided(order, "in another order some dates cannot be", dates)
    if all(other == left[order] for other in left.values()):
        return Decided(order, "day and month are the same number in every line", dates)
    return _by_sequence(left)


def _may_begin_with_year(header: Header, decided: Decided, year_first: list[date | None]) -> bool:
    """Say whether dates of two digits each look as if they began with the year: a chat of years, written in days."""
    if decided.order == "ymd" or any(len(number) > 2 for number in header.numbers):
        return False
    if None in year_first:
        return False
    return _span(decided.dates) > YEAR and _span(year_first) * CLEARLY < _span(decided.dates)


def _span(dates: Sequence[date | None]) -> timedelta:
    known = [day for day in dates if day is not None]
    return max(known) - min(known)


def _dates(headers: Sequence[Header], order: str, received: date, last: date) -> list[date | None]:
    """Return the dates of all headers; those of one day are one object, as a chat has many messages a day."""
    known = {header.numbers: header for header in headers}
    found = {numbers: _date(header, order, received, last) for numbers, header in known.items()}
    return [found[header.numbers] for header in headers]


def _date(header: Header, order: str, received: date, last: date) -> date | None:
    """Return the date of a header read in one order, None where there is no such day or it cannot be one of a chat."""
    year, month, day = (int(header.numbers[at]) for at in PLACES[order])
    try:
        found = date(_full(year, header.numbers[PLACES[order][0]], received), month, day)
    except ValueError:
        return None
    return found if FIRST <= found <= last else None


def _full(year: int, written: str, received: date) -> int:
    if len(written) > 2:
        return year - BUDDHIST if year > BUDDHIST_FROM else year
    full = 2000 + year
    return full if full <= received.year + 1 else 2500 + year - BUDDHIST


def _by_sequence(every: dict[str, list[date | None]]) -> Decided:
    """Decide by the order of the messages: a chat is exported as it was written, so that dates never go far back."""
    steps = {order: _steps_back(dates) for order, dates in every.items()}
    order = min(steps, key=lambda one: steps[one])
    if all(count > CLEARLY * steps[order] for other, count in steps.items() if other != order):
        return Decided(order, "in the other order the messages would jump back in time", tuple(every[order]))
    raise InputError("the order of day and month is open: every date fits both", ASK_YEAR if len(every) > 2 else ASK)


def _steps_back(dates: Sequence[date | None]) -> int:
    known = [day for day in dates if day is not None]
    return sum(after < before - timedelta(days=1) for before, after in pairwise(known))
