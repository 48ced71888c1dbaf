"""Rules of a stream's server: its robots.txt is asked before each opening, as any host's is (RFC 9309)."""

from __future__ import annotations

from scrapy.robotstxt import ProtegoRobotParser

from crawlers.bluesky.jetstream import PATH
from crawlers.fetch import Failure, Fetcher
from crawlers.network.robots import AGENT, BUSY, plain_rules
from posts.capture import Outcome


async def why_not(fetcher: Fetcher, server: str) -> tuple[Outcome, str] | None:
    """Return why the stream may not be opened, None where it may: no rules (any 4xx) allow everything."""
    answer = await fetcher.fetch(f"{server}/robots.txt", "robots")
    if isinstance(answer, Failure):
        is_ruleless = answer.status is not None and 400 <= answer.status < 500 and answer.status != BUSY
        return None if is_ruleless else ("unreachable", f"robots.txt could not be read: {answer.sentence}")
    rules = ProtegoRobotParser(plain_rules(answer.body, answer.capture.headers), None)
    return None if rules.allowed(f"{server}{PATH}", AGENT) else ("robots", "robots.txt forbids the stream")
