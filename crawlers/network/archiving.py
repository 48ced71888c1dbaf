"""Archiving: a downloader middleware that makes every response a durable capture before anybody reads it.

It also keeps the gate: what a source may not be asked is never requested, redirects included.
"""

from __future__ import annotations

import platform
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawlers.keys import HEADER
from crawlers.network.addresses import Allowed
from crawlers.network.rendered import RENDERED, Rendered
from crawlers.network.tap import HEADS, Heads
from posts.capture import Capture
from posts.identity import sha256_hex
from posts.post import with_fields
from posts.warc import DOM_TYPE, Exchange, Segment

CAPTURE = "lurewatch_capture"  # keys in Request.meta and Response.meta
BODY = "lurewatch_body"
PURPOSE = "lurewatch_purpose"  # what a request is for; redirects inherit it
LOOKED_FOR = "lurewatch_looked_for"  # posts that a request looks for
KEY = "key"  # the purpose of a request whose answer is a secret: it is never archived
SOFTWARE = f"lurewatch 0.1.0; scrapy {scrapy.__version__}; python {platform.python_version()}"


class NotAllowed(IgnoreRequest):
    """An address lies outside the platform's own hosts."""


class Archivist(Protocol):
    """What the middleware needs of a spider."""

    source_key: str | None
    declared: dict[str, str]
    segment: Segment
    allowed: Allowed
    now: Any
    captures: list[Capture]
    requests: int
    key: str | None
    key_host: str


class ArchiveMiddleware:
    """Stands nearest to the downloader: sees the bytes as they were sent."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchiveMiddleware:
        """Build the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse what may not be asked; count what is."""
        spider: Archivist = self._crawler.spider
        if not spider.allowed.takes(request.url):
            raise NotAllowed(f"{request.url[:200]} is not a host of this source's platform")
        spider.requests += 1
        if (
            spider.key is not None
            and request.meta.get(PURPOSE) not in {KEY, "robots"}
            and urlsplit(request.url).netloc == spider.key_host
        ):
            request.headers[HEADER] = f"Bearer {spider.key}"

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive the exchange and hand the capture on."""
        if request.meta.get(PURPOSE) == KEY:
            return response
        spider: Archivist = self._crawler.spider
        heads: Heads = request.meta.get(HEADS) or Heads()
        capture = _capture(request, response, heads, spider.source_key, spider.now())
        if capture.purpose == "page":
            capture = with_fields(capture, declared=spider.declared)
        rendered: Rendered | None = request.meta.get(RENDERED)
        if rendered is not None:
            archived = _archived_page(spider.segment, capture, rendered)
        else:
            exchange = Exchange(heads.request, request.body, heads.response, response.body)
            archived = spider.segment.add_http(capture, exchange)
        spider.captures.append(archived)
        request.meta[CAPTURE] = archived
        request.meta[BODY] = response.body
        return _without_broken_redirect(request, response)


def _archived_page(segment: Segment, capture: Capture, rendered: Rendered) -> Capture:
    """Archive a page as the browser saw it: its DOM is the body that is read, in UTF-8 whatever the server sent."""
    pairs = _pairs(rendered.answer.response_head)
    headers = (*(pair for pair in pairs if pair[0].lower() != "content-type"), ("Content-Type", DOM_TYPE))
    capture = with_fields(
        capture,
        kind="rendered",
        headers=headers,
        server_date=_server_date(headers),
        address=rendered.address,
        certificate=rendered.certificate,
        software=f"{SOFTWARE}; {rendered.software}",
        partial=not rendered.is_whole,
        screenshot=sha256_hex(rendered.screenshot),
    )
    return segment.add_rendered(capture, rendered.answer, rendered.dom, rendered.screenshot)


def _without_broken_redirect(request: Request, response: Response) -> Response:
    """Take out a Location that is no address: Scrapy would raise on it instead of giving us the answer."""
    try:
        urlsplit(urljoin(request.url, (response.headers.get(b"Location") or b"").decode("latin-1")))
    except ValueError:
        headers = response.headers.copy()
        del headers[b"Location"]
        return response.replace(headers=headers)
    return response


def _capture(request: Request, response: Response, heads: Heads, source: str | None, now: datetime) -> Capture:
    hops = tuple(request.meta.get("redirect_urls", ()))
    headers = tuple(_pairs(heads.response))
    return Capture(
        id="",
        run="",
        kind="http",
        purpose=request.meta.get(PURPOSE, "page"),
        fetched_at=now,
        asked_at=now - timedelta(seconds=time.monotonic() - heads.asked) if heads.asked else None,
        sha256=sha256_hex(response.body),
        bytes=len(response.body),
        source=source,
        url=hops[0] if hops else request.url,
        final_url=response.url,
        redirects=hops,
        status=response.status,
        headers=headers,
        server_date=_server_date(headers),
        address=str(response.ip_address) if response.ip_address else None,
        certificate=_certificate(response.certificate),
        software=SOFTWARE,
        looked_for=request.meta.get(LOOKED_FOR, ()),
        partial=heads.is_cut or bool({"partial", "dataloss"} & set(response.flags)),
    )


def _pairs(head: bytes) -> list[tuple[str, str]]:
    lines = head.decode("latin-1").split("\n")[1:]
    return [(name, value.strip()) for name, colon, value in (line.partition(":") for line in lines) if colon]


def _server_date(headers: tuple[tuple[str, str], ...]) -> datetime | None:
    for name, value in headers:
        if name.lower() == "date":
            try:
                at = parsedate_to_datetime(value)
            except (ValueError, TypeError, OverflowError):
                return None
            return at.astimezone(UTC) if at.tzinfo else None
    return None


def _certificate(certificate: Any) -> str | None:
    return sha256_hex(certificate.dump()) if certificate is not None else None
