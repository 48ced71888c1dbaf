"""Times in the ledger: UTC, one width, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """Return a time as the ledger keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """Return the time that the ledger kept."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
