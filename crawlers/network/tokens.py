"""Tokens: where an API wants a token for its key (OAuth 2.0, RFC 6749 §4.4), it is asked for once a visit.

Neither key nor token nor the exchange stands in an archive: they are secrets, and hold nothing that anybody published.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawlers.keys import HEADER
from crawlers.network.archiving import KEY, PURPOSE
from crawlers.platforms import TOKENS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

GRANT = b"grant_type=client_credentials"
MAX_TOKEN_CHARS = 4_096


class KeyRefused(IgnoreRequest):
    """The platform gives no token for the key."""


class TokenMiddleware:
    """Exchanges a key of the form ID:SECRET for a token before the first request that needs it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TokenMiddleware:
        """Build the middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Fetch the token, where the key is none itself."""
        spider: Any = self._crawler.spider
        address = TOKENS.get(spider.platform)
        if request.meta.get(PURPOSE) == KEY or address is None or spider.key is None or ":" not in spider.key:
            return
        mirror = f"{spider.base_url}{urlsplit(address).path}" if spider.base_url else address
        spider.key = await self._token(mirror, spider.key)

    async def _token(self, address: str, key: str) -> str:
        engine: Any = self._crawler.engine
        basic = base64.b64encode(key.encode()).decode()
        request = Request(
            address,
            method="POST",
            body=GRANT,
            headers={HEADER: f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"},
            callback=NO_CALLBACK,
            dont_filter=True,
            meta={PURPOSE: KEY, "dont_redirect": True},
        )
        answer: Response = await engine.download_async(request)
        token = token_in(answer.body) if answer.status == 200 else None
        if token is None:
            raise KeyRefused(f"the platform gives no token for the key (the server answered {answer.status})")
        return token


def token_in(body: bytes) -> str | None:
    """Return the token of an answer."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    token = found.get("access_token") if isinstance(found, dict) else None
    if not isinstance(token, str) or not 0 < len(token) <= MAX_TOKEN_CHARS:
        return None
    return token if token.isascii() and token.isprintable() and not set(token) & {" ", ":"} else None
