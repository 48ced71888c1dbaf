"""Calendar: visits at times of day, as cron writes them, in the zone of whoever wrote them (a door to APScheduler).

APScheduler reckons with zones and summer time. It counts days of the week from Monday, cron from Sunday, and joins days
of month and week with `and`, where cron means `or`: the first is translated here, the second refused.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger

FIELDS = 5
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
HOW = 'write minute, hour, day, month, weekday, like "15 6,18 * * *" or "0 7 * * mon-fri"'


def problem_in(cron: str, zone: str | None) -> tuple[str, str, str] | None:
    """Return what is wrong with a cron line or its zone: the key, what, and what to do."""
    try:
        ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "zone", f"unknown time zone {zone!r}", 'use a name such as "Asia/Jakarta"'
    try:
        is_ever_due = _trigger(cron, zone or "UTC").get_next_fire_time(None, datetime(2026, 1, 1, tzinfo=UTC))
    except ValueError:
        return "cron", f"cron {cron!r} is no calendar line", HOW
    return None if is_ever_due else ("cron", f"cron {cron!r} names a day that never comes", HOW)


def next_after(cron: str, zone: str | None, moment: datetime) -> datetime:
    """Return the first time of a cron line after a moment, in UTC."""
    found = _trigger(cron, zone or "UTC").get_next_fire_time(None, moment + timedelta(microseconds=1))
    return found.astimezone(UTC) if found is not None else datetime.max.replace(tzinfo=UTC)


@lru_cache(maxsize=1024)
def _trigger(cron: str, zone: str) -> CronTrigger:
    fields = cron.split()
    if len(fields) != FIELDS:
        raise ValueError("five fields")
    minute, hour, day, month, weekday = fields
    if day != "*" and weekday != "*":
        raise ValueError("a day of the month and one of the week")
    week = ",".join(sorted({name for part in weekday.lower().split(",") for name in _days(part)}))
    return CronTrigger(
        minute=minute, hour=hour, day=day, month=month.lower(), day_of_week=week, timezone=ZoneInfo(zone)
    )


def _days(part: str) -> list[str]:
    """Return the days of one part of a weekday field: `*`, `*/2`, `1`, `mon`, `1-5`, `fri-mon`."""
    span, _, step = part.partition("/")
    if span == "*":
        first, last = 0, len(DAYS) - 1
    else:
        start, dash, end = span.partition("-")
        first = _day(start)
        last = _day(end) if dash else first
    if last < first:
        last += len(DAYS)
    return [DAYS[number % len(DAYS)] for number in range(first, last + 1, int(step or 1))]


def _day(word: str) -> int:
    """Return a day's number, Sunday 0; cron writes Sunday as 7 too."""
    number = DAYS.index(word) if word in DAYS else int(word)
    if not 0 <= number <= len(DAYS):
        raise ValueError("no day of the week")
    return number
