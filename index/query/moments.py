"""Dates and times that people type, as the whole period they mean in the home zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from index.query.extent import Extent

DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?P<second>:\d\d)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)
RELATIVE = re.compile(r"now(?:(?P<count>[+-]\d{1,6})(?P<unit>[mhdw]))?", re.ASCII)
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
MOMENT_WORDS = {"": "on ", ">": "after ", ">=": "on or after ", "<": "before ", "<=": "on or before "}


def moment(text: str, zone: tzinfo, now: datetime | None = None) -> Extent | None:
    """Return the year, month, day, minute or second that was typed, or null when it is none of them.

    Days are those of the home zone, whose name is echoed; a time with its own zone keeps it. `now`, `now-7d`,
    `now-12h` and so on are seconds counted from `now`.
    """
    if now is not None and (found := RELATIVE.fullmatch(text.lower())):
        return _counted_back(text, found, now.astimezone(zone))
    try:
        span = _time(text, zone) or _date(text, zone)
        if span is None:
            return None
        start, stop = (int(edge.timestamp()) for edge in span)
    except (ValueError, OverflowError):
        return None
    return Extent(f"{text} ({span[0].tzinfo})", start, stop - 1, start - 1, stop, MOMENT_WORDS)


def _counted_back(text: str, found: re.Match[str], now: datetime) -> Extent | None:
    try:
        at = now + timedelta(**{UNITS[found["unit"]]: int(found["count"])}) if found["unit"] else now
    except OverflowError:
        return None
    second = int(at.timestamp())
    said = f"{text} ({at:%Y-%m-%d %H:%M} {at.tzinfo})"
    return Extent(said, second, second, second - 1, second + 1, MOMENT_WORDS)


def _time(text: str, zone: tzinfo) -> tuple[datetime, datetime] | None:
    match = TIME.fullmatch(text)
    if match is None:
        return None
    start = datetime.fromisoformat(text.upper())
    start = start if start.tzinfo else start.replace(tzinfo=zone)
    return start, start + (timedelta(seconds=1) if match["second"] else timedelta(minutes=1))


def _date(text: str, zone: tzinfo) -> tuple[datetime, datetime] | None:
    match = DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    start = datetime(year or 0, month or 1, day or 1, tzinfo=zone)
    if day:
        return start, start + timedelta(days=1)
    if month:
        return start, start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start, start.replace(year=start.year + 1)
