"""Moments in tables: seconds, milliseconds, ISO 8601, mail and the ways of some tools; a zone is stated or said."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from crawlers.handins.zones import in_utc
from crawlers.moments import FIRST, LAST, Moment, counted, written
from posts.post import Precision

SECONDS_END = 10**11  # as seconds that is the year 5138; as milliseconds 1973, when no platform was there
MILLISECONDS_END = 10**14
NUMBER = re.compile(r"\d{9,16}(?:\.\d{1,9})?")
CLOCK = re.compile(
    r"(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?)?(?: ([A-Za-z]{1,5}))?"
)
WEEKDAY_FIRST = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d?) (\d\d):(\d\d):(\d\d) ([+-]\d{4}) (\d{4})")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Names that mean one offset only in the tools that write them (CrowdTangle: those of the United States).
ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}


def moment_of(raw: str, zone: tzinfo | None, *, is_stated: bool) -> Moment:
    """Return when something was posted; `zone` is that of a clock without one, `is_stated` whether the tool says it."""
    text = raw.strip()
    if NUMBER.fullmatch(text):
        return counted(_seconds(float(text)), raw)
    if (found := WEEKDAY_FIRST.fullmatch(text)) and found[1] in MONTHS:
        month, day, clock, offset, year = found[1], found[2], f"{found[3]}:{found[4]}:{found[5]}", found[6], found[7]
        iso = f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}T{clock}{offset[:3]}:{offset[3:]}"
        return _with_words(written(iso), raw)
    if found := CLOCK.fullmatch(text):
        return _clock(found, raw, zone, is_stated=is_stated)
    moment = written(raw)
    return moment if moment.zone == "stated" else Moment(raw=raw)


def _seconds(number: float) -> float:
    if number >= MILLISECONDS_END:
        return number / 1_000_000
    return number / 1000 if number >= SECONDS_END else number


def _with_words(moment: Moment, raw: str) -> Moment:
    return Moment(at=moment.at, raw=raw, zone=moment.zone, precision=moment.precision)


def _clock(found: re.Match[str], raw: str, zone: tzinfo | None, *, is_stated: bool) -> Moment:
    name = (found[7] or "").upper()
    if name and name not in ZONES:
        return Moment(raw=raw)
    stated = timezone(timedelta(hours=ZONES[name])) if name else None
    try:
        numbers = [int(one or 0) for one in found.groups()[:6]]
        clock = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - its zone is the next line's matter
        used = stated or zone
        at = in_utc(clock, used) if used is not None else None
    except (ValueError, OverflowError):
        return Moment(raw=raw)
    precision: Precision = "second" if found[6] else "minute" if found[4] else "day"
    if at is None or not FIRST <= at.astimezone(UTC) <= LAST:
        return Moment(raw=raw, precision=precision)
    return Moment(at=at, raw=raw, zone="stated" if stated or is_stated else "assumed", precision=precision)
