"""Robots: robots.txt as RFC 9309 has it; Scrapy's own middleware takes an error page for rules that allow all.

Its Crawl-delay is no part of the RFC and is kept all the same: whoever writes one asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from crawlers.decode import decoded
from crawlers.network.archiving import BODY, CAPTURE, KEY, PURPOSE
from crawlers.network.window import DELAY
from posts.errors import WorkerError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

AGENT = "Lurewatch"  # the product token that a site's rules may name
MAX_RULES_BYTES = 512_000  # RFC 9309 §2.5 asks to read at least 500 KiB; more is not read
BUSY = 429  # Too Many Requests is no answer about rules: taken like a server error
LONGEST_DELAY = 60.0  # seconds; with more, a visit of twelve minutes would read less than a dozen pages
LONG_DELAY = "crawl_delay"  # kind of the gap that says that more is asked for


class RobotsForbids(IgnoreRequest):
    """robots.txt does not want us to ask for this page."""


class RobotsUnknown(IgnoreRequest):
    """robots.txt could not be read, so nothing may be asked (RFC 9309 §2.3.1.4)."""


class Rules:
    """The robots.txt of each host of one visit, asked for before anything else of it, once."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._known: dict[str, ProtegoRobotParser | RobotsUnknown] = {}

    async def of(self, url: str) -> ProtegoRobotParser | RobotsUnknown:
        """Return the rules for an address's host, or why there are none."""
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._known:
            self._known[place] = await self._asked(f"{place}/robots.txt")
            delay = self.delay(url)
            if delay > LONGEST_DELAY:
                sentence = f"robots.txt asks for {delay:.0f} seconds between two requests; we wait {LONGEST_DELAY:.0f}"
                self._crawler.spider.note(LONG_DELAY, sentence)  # type: ignore[union-attr]  # only our spider runs here
        return self._known[place]

    async def allow(self, url: str) -> bool:
        """Say whether an address may be asked for."""
        rules = await self.of(url)
        return not isinstance(rules, RobotsUnknown) and rules.allowed(url, AGENT)

    def delay(self, url: str) -> float:
        """Return the seconds that a host asks for between two requests; what is no time of ours asks for none."""
        parts = urlsplit(url)
        rules = self._known.get(f"{parts.scheme}://{parts.netloc}")
        seconds = rules.crawl_delay(AGENT) if isinstance(rules, ProtegoRobotParser) else None
        return seconds if seconds is not None and seconds > 0 else 0.0

    async def _asked(self, url: str) -> ProtegoRobotParser | RobotsUnknown:
        engine: Any = self._crawler.engine
        request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta={PURPOSE: "robots"})
        answer: Response = await engine.download_async(request)
        if answer.status >= 500 or answer.status == BUSY:
            return RobotsUnknown(f"robots.txt could not be read: the server answered {answer.status}")
        return ProtegoRobotParser(rules_in(answer), self._crawler.spider)


class RobotsMiddleware:
    """Keeps to the rules of each host."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.rules = Rules(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Build the middleware."""
        made = cls(crawler)
        crawler.lurewatch_rules = made.rules  # type: ignore[attr-defined]  # the browser's handler keeps to them too
        return made

    async def process_request(self, request: Request) -> None:
        """Refuse what the rules of its host forbid."""
        if request.meta.get(PURPOSE) in {"robots", KEY} or self._is_agreed(request.url):
            return
        rules = await self.rules.of(request.url)
        if isinstance(rules, RobotsUnknown):
            raise rules
        if not rules.allowed(request.url, AGENT):
            raise RobotsForbids("robots.txt forbids this page")
        request.meta[DELAY] = min(self.rules.delay(request.url), LONGEST_DELAY)

    def _is_agreed(self, url: str) -> bool:
        """Say whether the watchlist names the terms by which an interface may be asked with our own key."""
        spider: Any = self._crawler.spider
        return bool(spider.agreement) and spider.key is not None and urlsplit(url).netloc == spider.key_host


def rules_in(answer: Response) -> bytes:
    """Return the rules of an answer; where there are none (RFC 9309 §2.3.1.3: any 4xx), everything is allowed."""
    meta = answer.request.meta if answer.request is not None else {}
    if answer.status != 200 or CAPTURE not in meta:
        return b""
    return plain_rules(meta[BODY], meta[CAPTURE].headers)


def plain_rules(body: bytes, headers: Sequence[tuple[str, str]]) -> bytes:
    """Return the rules of a robots.txt as it was sent; what cannot be unpacked has none."""
    try:
        return decoded(body, headers).data[:MAX_RULES_BYTES]
    except WorkerError:
        return b""
