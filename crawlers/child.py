"""The child process of `collect`: runs Scrapy over some jobs, one after the other (a reactor cannot restart).

Task and jobs come as JSON lines on stdin; visits and failures go as JSON lines to stdout. It ends with its parent.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawlers import settings as own_settings
from crawlers.job import Job
from crawlers.keys import key_of
from crawlers.network.resolver import BASE_HOSTS
from crawlers.network.window import LOCKS
from crawlers.one_page import PageVisit
from crawlers.platforms import PLATFORMS
from crawlers.reading import PageReader
from crawlers.room import has_room
from crawlers.spent import file_name
from crawlers.spiders.platform import PlatformSpider
from crawlers.task import Task, Told
from crawlers.visit import Desk
from posts import jsonl
from posts.errors import LurewatchError, SourceError, StorageError
from posts.files import locked
from posts.home import Home
from posts.identity import run_id, sha256_hex
from posts.inbox import Inbox
from posts.warc import Segment


def main() -> None:
    """Run one task."""
    task = jsonl.load(sys.stdin.buffer.readline(), Task)
    jobs = [jsonl.load(sys.stdin.buffer.readline(), Job) for _ in range(task.jobs)]
    threading.Thread(target=_end_with_parent, daemon=True).start()
    home = Home(Path(task.home))
    now = _clock(task.now)
    run = run_id(now(), os.urandom(3))
    inbox = Inbox(home.inbox, run)
    try:
        segment = Segment(home.archive, run, now())
    except StorageError as problem:
        for job in jobs:
            _tell(_refusal(job, problem))
        return
    with PageReader() as reader:
        desk = Desk(
            run,
            inbox,
            home.media,
            home.locks,
            reader,
            now,
            asyncio.Event(),
            _base,
            _settings_sha256(task),
            lambda: has_room(home.path),
        )
        try:
            _Crawl(task, home, desk, segment).run(jobs)
        finally:
            segment.close()


class _Crawl:
    """All jobs of one process, in one reactor."""

    def __init__(self, task: Task, home: Home, desk: Desk, segment: Segment) -> None:
        self._task = task
        self._home = home
        self._desk = desk
        self._segment = segment

    def run(self, jobs: list[Job]) -> None:
        """Run the jobs, telling of each as it ends."""
        process = AsyncCrawlerProcess(_scrapy_settings(self._task, jobs))
        from twisted.internet import reactor  # only now: the line above has installed the one that Scrapy needs

        async def work() -> None:
            for sign in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(sign, self._desk.stop.set)
            try:
                for job in jobs:
                    _tell(await self._told(process, job))
            finally:
                cast("Any", reactor).stop()

        started: list[asyncio.Task[None]] = []
        cast("Any", reactor).callWhenRunning(lambda: started.append(asyncio.ensure_future(work())))
        process.start(stop_after_crawl=False, install_signal_handlers=False)
        started[0].result()

    async def _told(self, process: AsyncCrawlerProcess, job: Job) -> Told:
        """Run one job while no other process visits its source; what goes wrong with it is told, not raised."""
        if self._desk.stop.is_set():
            return _refusal(job, SourceError("stopped before its turn", "run collect again"))
        try:
            with locked(self._home.locks / f"source-{file_name(job.source.key)}", 0, f"collecting {job.source.key}"):
                return await self._visited(process, job)
        except LurewatchError as problem:
            return _refusal(job, problem)

    async def _visited(self, process: AsyncCrawlerProcess, job: Job) -> Told:
        key_of(job.source)  # refused here: Scrapy would only log it
        crawler = process.create_crawler(PlatformSpider)
        if job.source.is_loopback and self._task.delay_seconds is None:
            crawler.settings.set("DOWNLOAD_DELAY", 0, priority="cmdline")
        with _browser_of(job, crawler):
            await process.crawl(crawler, job=job, desk=self._desk, segment=self._segment)
        spider = crawler.spider
        if not isinstance(spider, PlatformSpider):
            raise SourceError("the spider did not start", "see the error above")
        if spider.broken is not None:
            raise spider.broken
        for kind, sentence in spider.notes.items():
            spider.visit.slips.gap(kind, sentence)
        visit = spider.visit.end(spider.requests)
        if isinstance(spider.visit, PageVisit):
            return Told(visit=visit, saved=spider.visit.saved, screenshot=spider.visit.screenshot)
        return Told(visit=visit)


@contextmanager
def _browser_of(job: Job, crawler: Crawler) -> Iterator[None]:
    """Give the visit a browser where its source needs one; whatever happens, no process of it is left behind."""
    if not job.source.browser:
        yield
        return
    from crawlers.browser.handler import browser_settings

    launched = browser_settings(crawler, urlsplit(_base(job)).scheme or "https")
    try:
        yield
    finally:
        launched.close()


def _refusal(job: Job, problem: LurewatchError) -> Told:
    return Told(source=job.source.key, error=type(problem).__name__, what=problem.what, do=problem.do)


def _tell(told: Told) -> None:
    sys.stdout.buffer.write(jsonl.line(told) + b"\n")
    sys.stdout.buffer.flush()


def _clock(start: datetime) -> Callable[[], datetime]:
    ahead: timedelta = start - datetime.now(UTC)
    return lambda: datetime.now(UTC) + ahead


def _scrapy_settings(task: Task, jobs: list[Job]) -> Settings:
    settings = Settings()  # never from a scrapy.cfg: the current folder may be anybody's
    settings.setmodule(own_settings, priority="project")
    hosts = [urlsplit(job.source.base_url).hostname for job in jobs if job.source.base_url]
    settings.set("USER_AGENT", task.operator.user_agent, priority="cmdline")
    settings.set(BASE_HOSTS, hosts, priority="cmdline")
    settings.set(LOCKS, str(Home(Path(task.home)).locks), priority="cmdline")
    if task.delay_seconds is not None:
        settings.set("DOWNLOAD_DELAY", task.delay_seconds, priority="cmdline")
    if task.timeout_seconds is not None:
        settings.set("DOWNLOAD_TIMEOUT", task.timeout_seconds, priority="cmdline")
    return settings


def _settings_sha256(task: Task) -> str:
    names = {name: repr(getattr(own_settings, name)) for name in dir(own_settings) if name.isupper()}
    return sha256_hex(jsonl.canonical({"settings": names, "user_agent": task.operator.user_agent}))


def _base(job: Job) -> str:
    if job.source.base_url is not None or job.source.platform not in PLATFORMS:
        return job.source.base_url or "https://"  # one page by its address
    return PLATFORMS[job.source.platform].BASE


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):  # not the buffered reader: its lock would outlive this thread at exit
        pass
    os._exit(1)  # the parent is gone: what is archived is durable, the rest is asked again


if __name__ == "__main__":
    main()
