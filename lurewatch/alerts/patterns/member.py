"""Member: one counted post of a cluster, as patterns look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Member:
    """An alertable public post; `at` is posted_at, else first_seen_at; `is_new` by the rule's own record."""

    post: str
    source: str
    at: datetime
    is_new: bool
