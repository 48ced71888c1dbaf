"""Schedule: when a source is visited next, and the ticker that looks (the only door to APScheduler).

APScheduler ticks and does nothing else: what is due is computed anew at each tick from what was visited, so that a
stop of three days is followed by one visit a source, not by those that were missed (reliability.md D8).
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from crawlers.calendar import next_after
from crawlers.watchlist import Source

DEFAULT_EVERY = timedelta(hours=1)  # a busy channel fills a page of 20 posts in an hour or two
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
MAX_BACKOFF = timedelta(days=1)  # a source that fails is still looked at daily: it may come back
MAX_CALENDAR_JITTER = timedelta(minutes=10)  # whoever writes a time of day means about that time
JITTER = 0.1  # of the interval: sources with the same interval must not all be asked at the same moment


def interval(source: Source) -> timedelta:
    """Return how long a source rests between two visits."""
    return span_of(source.every) if source.every is not None else DEFAULT_EVERY


def span_of(text: str) -> timedelta:
    """Return a span of time as the watchlist writes it: a number and s, m, h or d."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


def next_visit(source: Source, last: datetime | None, failures: int) -> datetime:
    """Return when a source is due: an interval after the last visit, twice as long after each failure, plus jitter.

    With `cron` it is the first time of the calendar after that. A source that was never visited is due at once; of the
    times that passed while nobody watched, one is made up for. The jitter is a share of the interval that source and
    last visit decide, so that it is the same whenever it is asked for.
    """
    if last is None:
        return datetime.min.replace(tzinfo=UTC)
    rest = rest_after(source, last)
    longer = max(rest, min(rest * 2 ** min(failures, 16), MAX_BACKOFF)) if failures else rest
    share = _share(source.key, last)
    if source.cron is None:
        return last + longer * (1 + JITTER * share)
    calm = last if not failures else last + longer - rest  # of a calendar that is due each minute, too
    return next_after(source.cron, source.zone, calm) + min(rest * JITTER, MAX_CALENDAR_JITTER) * share


def rest_after(source: Source, last: datetime) -> timedelta:
    """Return how long a source rests after a visit: its interval, or the span between two times of its calendar."""
    if source.cron is None:
        return interval(source)
    due = next_after(source.cron, source.zone, last)
    return next_after(source.cron, source.zone, due) - due


def _share(key: str, last: datetime) -> float:
    digest = hashlib.sha256(f"{key} {last.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def tick_until(stop: threading.Event, act: Callable[[], None], every: timedelta) -> None:
    """Call `act` at once and then regularly until `stop` is set; an error of `act` ends the ticking and is raised."""
    problems: list[BaseException] = []

    def failed(event: JobExecutionEvent) -> None:
        problems.append(event.exception)
        stop.set()  # a ticker that fails in silence watches nothing

    logging.getLogger("apscheduler").addHandler(logging.NullHandler())  # what it would log is raised below
    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(1)}, timezone=UTC)
    scheduler.add_listener(failed, EVENT_JOB_ERROR)
    trigger = IntervalTrigger(seconds=every.total_seconds(), timezone=UTC)
    now = datetime.now(UTC)
    scheduler.add_job(act, trigger, next_run_time=now, coalesce=True, max_instances=1, misfire_grace_time=None)
    scheduler.start()
    try:
        while not stop.wait(every.total_seconds()):
            scheduler.wakeup()  # a clock that was set back would let it sleep on
    finally:
        scheduler.shutdown(wait=True)
    if problems:
        raise problems[0]
