"""Robots: robots.txt as RFC 9309 has it; Scrapy's own middleware takes an error page for rules that allow all."""

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
from posts.errors import WorkerError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

AGENT = "Lurewatch"  # the product token that a site's rules may name
MAX_RULES_BYTES = 512_000  # RFC 9309 §2.5 asks to read at least 500 KiB; more is not read
BUSY = 429  # Too Many Requests is no answer about rules: taken like a server error


class RobotsForbids(IgnoreRequest):
    """robots.txt does not want us to ask for this page."""


class RobotsUnknown(IgnoreRequest):
    """robots.txt could not be read, so nothing may be asked (RFC 9309 §2.3.1.4)."""


class RobotsMiddleware:
    """Asks for robots.txt before anything else of a host, once a visit."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, ProtegoRobotParser | RobotsUnknown] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Build the middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Refuse what the rules of its host forbid."""
        spider: Any = self._crawler.spider
        parts = urlsplit(request.url)
        is_agreed = getattr(spider, "key", None) is not None and parts.netloc == spider.key_host
        if request.meta.get(PURPOSE) in {"robots", KEY} or is_agreed:  # an API with a key has terms of its own
            return
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._rules:
            self._rules[place] = await self._asked(f"{place}/robots.txt")
        rules = self._rules[place]
        if isinstance(rules, RobotsUnknown):
            raise rules
        if not rules.allowed(request.url, AGENT):
            raise RobotsForbids("robots.txt forbids this page")

    async def _asked(self, url: str) -> ProtegoRobotParser | RobotsUnknown:
        engine: Any = self._crawler.engine
        request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta={PURPOSE: "robots"})
        answer: Response = await engine.download_async(request)
        if answer.status >= 500 or answer.status == BUSY:
            return RobotsUnknown(f"robots.txt could not be read: the server answered {answer.status}")
        return ProtegoRobotParser(rules_in(answer), self._crawler.spider)


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
