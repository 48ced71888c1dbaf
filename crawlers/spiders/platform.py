"""PlatformSpider: visits one source of any platform; the visit says what is asked, Scrapy does the asking."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy

from crawlers.asked import READ_AS, Asked, asked_for
from crawlers.job import Job
from crawlers.keys import key_of
from crawlers.network.addresses import Allowed, allowed
from crawlers.one_page import PageVisit
from crawlers.platforms import PLATFORMS, is_stream
from crawlers.visit import Desk, SourceVisit
from posts.capture import Capture
from posts.errors import StorageError
from posts.warc import Segment

if TYPE_CHECKING:
    from crawlers.stream.visit import StreamVisit


class PlatformSpider(scrapy.Spider):
    """Reads one source from its newest page back."""

    name = "platform"

    def __init__(self, job: Job, desk: Desk, segment: Segment, **rest: Any) -> None:
        super().__init__(**rest)
        self.source_key = job.source.key if job.url is None else None
        self.segment = segment
        asked = asked_for(job.url, job.source.base_url) if job.url is not None else None
        self.declared = job.source.selectors if asked is None else {READ_AS: asked.platform}
        self.allowed = _allowed(job) if asked is None else _allowed_of(asked, job.source.base_url)
        self.captures: list[Capture] = []
        self.requests = 0
        self.key = key_of(job.source) if asked is None else None
        self.agreement = job.source.agreement
        self.notes: dict[str, str] = {}  # kinds of gaps that only the network side sees, with their sentences
        self.platform = job.source.platform
        self.base_url = job.source.base_url
        self.key_host = urlsplit(job.source.base_url or _first_page(job)).netloc
        self.visit: SourceVisit | StreamVisit | PageVisit
        if asked is not None:
            self.visit = PageVisit(asked, desk, self.allowed, self.captures)
        elif is_stream(job.source.platform, job.source.name):
            from crawlers.stream.visit import StreamVisit  # what holds a stream open is loaded for one only

            self.visit = StreamVisit(job, desk, self.allowed, self.captures, segment)
        else:
            self.visit = SourceVisit(job, desk, self.allowed, self.captures)
        self.broken: StorageError | None = None
        self._now = desk.now

    def now(self) -> datetime:
        """Return the time of this process's clock."""
        return self._now()

    def note(self, kind: str, sentence: str) -> None:
        """Keep what the network side has to tell of this visit, each kind once."""
        self.notes.setdefault(kind, sentence)

    async def start(self) -> AsyncIterator[Any]:
        """Make the whole visit; nothing is left to Scrapy's scheduler, so that pages come in order."""
        try:
            await self.visit.run(self.crawler)
        except StorageError as problem:  # told to the parent: Scrapy would only log it
            self.broken = problem
        return
        yield


def _allowed(job: Job) -> Allowed:
    source, platform = job.source, PLATFORMS[job.source.platform]
    first = urlsplit(_first_page(job)).hostname
    own = {first} if first else set()
    return allowed({*platform.HOSTS, *platform.MEDIA_HOSTS, *own, *source.media_hosts}, source.base_url)


def _first_page(job: Job) -> str:
    """Return where a visit begins; nothing for what cannot be a name."""
    platform = PLATFORMS.get(job.source.platform)
    is_name = platform is not None and platform.is_name(job.source.name)
    return platform.start(job.source.name, platform.BASE) if platform is not None and is_name else ""


def _allowed_of(asked: Asked, base_url: str | None) -> Allowed:
    """Return what one page may ask for: its own host, and its platform's where one of ours reads it."""
    platform = PLATFORMS.get(asked.platform)
    own = {(urlsplit(asked.page).hostname or "").removeprefix("www.")}
    return allowed(own | ({*platform.HOSTS, *platform.MEDIA_HOSTS} if platform else set()), base_url)
