"""Task and Told: what `collect` and its child process say to each other, as JSON lines."""

from __future__ import annotations

from datetime import datetime

from crawlers.job import Operator
from posts.capture import Visit
from posts.post import Record


class Task(Record, frozen=True, kw_only=True):
    """The first line: what the parent asks for; as many lines follow as there are jobs, a Job each.

    `now` is the moment at which this process's clock starts.
    """

    home: str
    operator: Operator
    jobs: int
    now: datetime
    delay_seconds: float | None = None
    timeout_seconds: float | None = None


class Told(Record, frozen=True, kw_only=True):
    """One line back to the parent: a visit, or why there is none."""

    visit: Visit | None = None
    saved: tuple[str, ...] = ()  # ids of the posts that a page asked for by its address showed
    screenshot: str | None = None  # sha256 of the picture of that page
    source: str | None = None
    error: str | None = None
    what: str = ""
    do: str = ""
