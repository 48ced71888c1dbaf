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
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawlers.network.archiving import BODY, CAPTURE, PURPOSE, NotAllowed
from posts.capture import Capture, Outcome, Purpose

MAX_WAIT_SECONDS = 120  # a Retry-After above this ends the visit; the next one is due anyway
BUSY = frozenset({429, 503})
WALLS = frozenset({401, 403, 407, 429, 451})
BROKEN = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer of status 200, archived; `body` is as it was sent."""

    capture: Capture
    body: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no page: an outcome and a sentence."""

    outcome: Outcome
    sentence: str


async def fetch(crawler: Crawler, url: str, purpose: Purpose, meta: dict[str, Any] | None = None) -> Fetched | Failure:
    """Return the archived answer, waiting once where the server asks to; never raises for what a server does."""
    for attempt in (1, 2):
        request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta={PURPOSE: purpose, **(meta or {})})
        try:
            response = await _download(crawler, request)
        except NotAllowed as problem:
            return Failure("blocked", str(problem))
        except IgnoreRequest:
            return Failure("robots", "robots.txt forbids this page")
        except BROKEN as problem:
            return Failure("unreachable", _sentence(problem))
        wait = _asked_wait(response)
        if attempt == 2 or response.status not in BUSY or wait is None or wait > MAX_WAIT_SECONDS:
            break
        await asyncio.sleep(wait)
    return _judged(response)


async def _download(crawler: Crawler, request: Request) -> Response:
    engine = crawler.engine
    if engine is None:
        raise DownloadFailedError
    return await engine.download_async(request)


def _judged(response: Response) -> Fetched | Failure:
    meta = response.request.meta if response.request is not None else {}
    if response.status == 200:
        return Fetched(meta[CAPTURE], meta[BODY])
    outcome: Outcome = "blocked" if response.status in WALLS else "unreachable"
    return Failure(outcome, f"the server answered {response.status}")


def _asked_wait(response: Response) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110 §10.2.3), None when it asks for nothing."""
    text = (response.headers.get(b"Retry-After") or b"").decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _sentence(problem: Exception) -> str:
    words = " ".join(str(problem).split())[:200]
    return f"{type(problem).__name__.removesuffix('Error')}: {words}" if words else type(problem).__name__
