"""Zones: where the clocks of a file stood, as the receiver says; nobody else can know it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from posts.errors import InputError

OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
EXAMPLES = "write it like Asia/Jakarta or +07:00"


def zone_of(text: str) -> tzinfo:
    """Return the zone of a name (Asia/Jakarta) or an offset (+07:00); raise InputError when it is neither."""
    found = OFFSET.fullmatch(text.strip())
    if found:
        hours, minutes = int(found[2]), int(found[3] or 0)
        if hours > 14 or minutes > 59:
            raise InputError(f"{text} is no offset of any zone", EXAMPLES)
        return timezone((1 if found[1] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
    try:
        return UTC if text.strip().upper() in {"UTC", "GMT", "Z"} else ZoneInfo(text.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise InputError(f"the time zone {text[:60]} is not known", EXAMPLES) from problem


def in_utc(moment: datetime, zone: tzinfo) -> datetime:
    """Return a clock's time in UTC; of the hour that comes twice in autumn, the first."""
    return moment.replace(tzinfo=zone).astimezone(UTC)
