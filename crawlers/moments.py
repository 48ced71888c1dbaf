"""Moments: times as pages state them, in UTC beside their own words; what states no zone is marked as assumed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from posts.errors import PageChanged
from posts.post import Precision, Record, Zone

# The first and last second that a year of four digits has in every zone: what lies outside is no time of a post.
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?:Z|[+-]\d{2}:?\d{2})?")
MAX_CHARS = 80
MAX_RAW_CHARS = 200  # words that are no time are kept for people to read, not a page of them


class Moment(Record, frozen=True, kw_only=True):
    """When something was posted: the time in UTC, the page's own words, whether it states a zone, how exact it is."""

    at: datetime | None = None
    raw: str | None = None
    zone: Zone = "none"
    precision: Precision = "unknown"

    def fields(self) -> dict[str, object]:
        """Return the fields of a Post."""
        return {
            "posted_at": self.at,
            "posted_raw": self.raw,
            "posted_zone": self.zone,
            "posted_precision": self.precision,
        }


def written(raw: str | None) -> Moment:
    """Return a time written by ISO 8601 or as mail writes it (RFC 5322); other words are kept as they are."""
    text = (raw or "").strip()
    if not text:
        return Moment()
    at = (_iso(text) or _mail(text)) if len(text) <= MAX_CHARS else None
    if at is None:
        return Moment(raw=(raw or "")[:MAX_RAW_CHARS])
    zone: Zone = "assumed" if at.tzinfo is None else "stated"
    return _bounded(at if at.tzinfo else at.replace(tzinfo=UTC), raw, zone, _precision(text))


def counted(seconds: float | None, raw: object = None) -> Moment:
    """Return a time counted in seconds since 1970 (UTC by definition)."""
    said = None if raw is None else str(raw)[:MAX_RAW_CHARS]
    if seconds is None or not FIRST.timestamp() <= seconds <= LAST.timestamp():
        return Moment(raw=said)
    return _bounded(datetime.fromtimestamp(seconds, UTC), said or str(seconds), "stated", "second")


def sure(moment: Moment) -> Moment:
    """Return a moment that must be a time; refuse words that are none, because a platform writes them one way only."""
    if moment.at is None:
        raise PageChanged("the time is written in a way that we do not know")
    return moment


def milliseconds(at: datetime | None) -> int | None:
    """Return a time as milliseconds since 1970: where a post stands among those of its source."""
    return None if at is None else int(at.timestamp() * 1000)


def microseconds(at: datetime) -> int:
    """Return a time as microseconds since 1970: the cursor of a stream."""
    return (at - FIRST) // timedelta(microseconds=1)


def _bounded(at: datetime, raw: str | None, zone: Zone, precision: Precision) -> Moment:
    try:
        utc = at.astimezone(UTC)
    except (OverflowError, ValueError):
        return Moment(raw=raw)
    if not FIRST <= utc <= LAST:
        return Moment(raw=raw)
    return Moment(at=utc, raw=raw, zone=zone, precision=precision)


def _precision(text: str) -> Precision:
    if DATE.fullmatch(text):
        return "day"
    return "minute" if MINUTE.fullmatch(text) else "second"


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    """Read what mail and RSS write; `-0000` says that the zone is unknown, and is taken for UTC (RFC 5322 3.3)."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
