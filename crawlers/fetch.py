"""Fetching: one request through all of Scrapy, its answer archived; what went wrong as a named failure."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.internet.error import ConnectError, ConnectionClosed

from crawlers.network.archiving import BODY, CAPTURE, LOOKED_FOR, PURPOSE, NotAllowed
from crawlers.network.rendered import BrowserBroken
from crawlers.network.robots import RobotsForbids, RobotsUnknown
from crawlers.network.tokens import KeyRefused
from posts.capture import Capture, Outcome, Purpose

MAX_WAIT_SECONDS = 120  # a Retry-After above this ends the visit; the next one is due anyway
BUSY = frozenset({429, 503})
WALLS = frozenset({401, 403, 407, 429, 451})
# What can go wrong on the way, and what people are told of it; the first that fits counts.
BROKEN: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "it did not answer in time"),
    (DownloadCancelledError, "its answer is larger than we take"),
    (CannotResolveHostError, "its name leads to no address that may be asked"),
    (DownloadConnectionRefusedError, "it refused the connection"),
    (UnsupportedURLSchemeError, "it redirects to something that is no web address"),
    (DownloadFailedError, "the connection broke"),
    (ResponseDataLossError, "the connection broke"),
    (ConnectError, "no connection could be made"),
    (ConnectionClosed, "the connection broke"),
)
EXPECTED: tuple[type[Exception], ...] = (IgnoreRequest, *(kind for kind, _ in BROKEN))
BAD_CERTIFICATE = "certificate verify failed"  # OpenSSL's words


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer of status 200, archived; `body` is as it was sent."""

    capture: Capture
    body: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no page: an outcome and a sentence, and the status where the server gave one."""

    outcome: Outcome
    sentence: str
    status: int | None = None
    wait_seconds: float | None = None  # what a Retry-After asks for


class Fetcher:
    """Asks for the pages and pictures of one visit; `stop` ends all waiting."""

    def __init__(self, crawler: Crawler, stop: asyncio.Event) -> None:
        self._crawler = crawler
        self._stop = stop

    async def fetch(
        self, url: str, purpose: Purpose, max_bytes: int | None = None, looked_for: tuple[str, ...] = ()
    ) -> Fetched | Failure:
        """Return the archived answer, waiting once where the server asks to; never raises for what a server does."""
        limits: dict[str, Any] = {} if max_bytes is None else {"download_maxsize": max_bytes}
        limits |= {LOOKED_FOR: looked_for} if looked_for else {}
        for attempt in (1, 2):
            request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta={PURPOSE: purpose, **limits})
            try:
                response = await self._download(request)
            except EXPECTED as problem:
                return _failure(problem)
            wait = _asked_wait(response) if response.status in BUSY else None
            if attempt == 2 or wait is None or wait > MAX_WAIT_SECONDS or await self._is_stopped_within(wait):
                break
        return _judged(response)

    async def _download(self, request: Request) -> Response:
        engine = self._crawler.engine
        if engine is None:
            raise DownloadFailedError
        return await engine.download_async(request)

    async def _is_stopped_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return False
        return True


def _failure(problem: Exception) -> Failure:
    match problem:
        case NotAllowed():
            return Failure("blocked", str(problem))
        case KeyRefused():
            return Failure("blocked", str(problem))
        case BrowserBroken():
            return Failure("unreachable", str(problem))
        case RobotsForbids():
            return Failure("robots", str(problem))
        case RobotsUnknown():
            return Failure("unreachable", str(problem))
        case IgnoreRequest():
            return Failure("unreachable", "it redirects in a circle")
    sentence = next(words for kind, words in BROKEN if isinstance(problem, kind))
    return Failure("unreachable", "its TLS certificate is not valid" if BAD_CERTIFICATE in str(problem) else sentence)


def _judged(response: Response) -> Fetched | Failure:
    meta: dict[str, Any] = response.request.meta if response.request is not None else {}
    if response.status == 200:
        return Fetched(meta[CAPTURE], meta[BODY])
    outcome: Outcome = "blocked" if response.status in WALLS else "unreachable"
    wait = _asked_wait(response) if response.status in BUSY | WALLS else None
    return Failure(outcome, f"the server answered {response.status}", response.status, wait)


def _asked_wait(response: Response) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110 §10.2.3), None when it asks for nothing."""
    return seconds_asked((response.headers.get(b"Retry-After") or b"").decode("latin-1").strip())


def seconds_asked(text: str) -> float | None:
    """Return the seconds that the words of a Retry-After ask for."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
