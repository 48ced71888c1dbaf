"""Tap: the exact bytes of request and response heads, taken on the HTTP/1.1 connection.

Scrapy re-cases and regroups headers; evidence needs them as they passed (contract.md §5).
"""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress

from crawlers.keys import without_key
from crawlers.network.window import DELAY, LOCKS, HostWindow

TOKEN = b"X-Lurewatch-Tap"  # never leaves this process: the protocol takes it out before the request is written
HEADS = "lurewatch_heads"  # key in Request.meta
MAX_HEAD_BYTES = 256 << 10  # real heads have below 8 KiB; 200,000 headers were sent in a test
END = re.compile(rb"\n\r?\n")  # some servers leave out the carriage returns
INTERIM = re.compile(rb"HTTP/1\.[01] 1")  # 1xx: another head follows


@dataclass(slots=True)
class Heads:
    """What passed before the bodies, and when it was asked for (monotonic seconds)."""

    request: bytes = b""
    response: bytes = b""
    asked: float = 0.0
    is_cut: bool = False
    _buffer: bytearray = field(default_factory=bytearray)

    def received(self, data: bytes) -> None:
        """Take bytes from the server until the head of the final response is whole."""
        if self.response:
            return
        self._buffer += data
        while end := END.search(self._buffer):
            head = bytes(self._buffer[: end.end()])
            if not INTERIM.match(head):
                self.response = head
                return
            del self._buffer[: end.end()]
        if len(self._buffer) > MAX_HEAD_BYTES:
            kept, _, _ = bytes(self._buffer[:MAX_HEAD_BYTES]).rpartition(b"\r\n")
            self.response, self.is_cut = kept + b"\r\n\r\n", True


_open: dict[bytes, Heads] = {}  # the heads of requests under way in this process, by token
_numbers = itertools.count(1)


class TappedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's connection, listening."""

    _heads: Heads | None = None

    def request(self, request: Any) -> Deferred[Any]:
        """Note the request's head and send it."""
        tokens = request.headers.getRawHeaders(TOKEN, [])
        request.headers.removeHeader(TOKEN)
        self._heads = _open.get(tokens[0]) if tokens else None
        if self._heads is not None:
            written = _Written()
            request._writeHeaders(written, None)  # noqa: SLF001 - the only place where Twisted renders the head
            self._heads.request = without_key(b"".join(written.parts))
            self._heads.asked = time.monotonic()
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Listen before the parser does: it may end the response at once."""
        if self._heads is not None:
            self._heads.received(data)
            if self._heads.is_cut:
                cast("Any", self.transport).abortConnection()  # as objects so many headers take 250 MiB
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted is partly untyped


class _Written:
    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writeSequence(self, parts: list[bytes]) -> None:  # noqa: N802 - Twisted's name
        self.parts += parts


class TappedFactory(_LenientHTTP11ClientFactory):
    """Makes connections that listen."""

    def buildProtocol(self, addr: IAddress | None) -> TappedProtocol:  # noqa: N802 - Twisted's name
        """Return a new connection."""
        return TappedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted is partly untyped


class TapDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own HTTP/1.1 handler, with the heads of each exchange in `request.meta`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        folder = Path(crawler.settings.get(LOCKS) or ".")
        self.window = HostWindow(folder, crawler.settings.getfloat("DOWNLOAD_DELAY"))
        self._pool._factory = TappedFactory  # noqa: SLF001 - Scrapy offers no other way to choose the protocol

    async def download_request(self, request: Request) -> Response:
        """Download, leaving what passed in `request.meta["lurewatch_heads"]`."""
        await self.window.turn(urlsplit(request.url).netloc, request.meta.get(DELAY, 0.0))
        token = str(next(_numbers)).encode()
        heads = _open[token] = Heads()
        request.meta[HEADS] = heads
        headers = request.headers.copy()
        headers[TOKEN] = token
        try:
            return await super().download_request(request.replace(headers=headers))
        finally:
            del _open[token]
