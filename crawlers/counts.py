"""Counts as pages show them: 1.48M, 2.5K, 1 474 933."""

from __future__ import annotations

from decimal import Decimal

from posts.post import Count

STEPS = {"K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
MAX_DIGITS = 15  # more is no count of anything, and no integer of a database


def count(raw: str) -> Count | None:
    """Return an abbreviated count as a number beside its own words; None when it is no number."""
    text = "".join(raw.split()).replace(",", "")
    step = STEPS.get(text[-1:].upper(), 1)
    digits = text[:-1] if step > 1 else text
    plain = digits.replace(".", "", 1)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= MAX_DIGITS):
        return None
    return Count(value=int(Decimal(digits) * step), raw=raw.strip())
