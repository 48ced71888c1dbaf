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

from crawlers.watchlist import Source

DEFAULT_EVERY = timedelta(hours=1)  # a busy channel fills a page of 20 posts in an hour or two
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
MAX_BACKOFF = timedelta(days=1)  # a source that fails is still looked at daily: it may come back
JITTER = 0.1  # of the interval: sources with the same interval must not all be asked at the same moment


def interval(source: Source) -> timedelta:
    """Return how long a source rests between two visits."""
    if source.every is None:
        return DEFAULT_EVERY
    return timedelta(**{UNITS[source.every[-1]]: int(source.every[:-1])})


def next_visit(source: Source, last: datetime | None, failures: int) -> datetime:
    """Return when a source is due: an interval after the last visit, twice as long after each failure, plus jitter.

    A source that was never visited is due at once. The jitter is a share of the interval that source and last visit
    decide, so that it is the same whenever it is asked for.
    """
    if last is None:
        return datetime.min.replace(tzinfo=UTC)
    rest = interval(source)
    if failures:
        rest = max(rest, min(rest * 2 ** min(failures, 16), MAX_BACKOFF))
    return last + rest * (1 + JITTER * _share(source.key, last))


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
