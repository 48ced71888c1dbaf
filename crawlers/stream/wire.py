"""The wire: one connection to a stream, by the same rules of addresses as everything else (the only door to aiohttp).

aiohttp is what Scrapy itself brings. Each connection, of a redirect too, is checked where it is made: its address must
be one that the source may ask, and its name must not lead to a private network.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from crawlers.network.addresses import Allowed, is_public
from posts.identity import sha256_hex

OPEN_SECONDS = 20  # as long as a page may take
PING_SECONDS = 20.0  # a connection that does not answer a ping is dead, however quiet its stream may be
MAX_FRAME_BYTES = 1 << 20  # the server is asked for events of a quarter of that; one post has below 20 KiB
ENDING_SECONDS = 2.0
SCHEMES = {"https": "wss", "http": "ws"}


class WireBroken(Exception):
    """The stream could not be opened, or broke; its sentence is for people."""

    def __init__(self, sentence: str, status: int | None = None, retry_after: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Opened:
    """What is known of an open connection: where it leads, and what the server said when it was opened."""

    url: str
    headers: tuple[tuple[str, str], ...]
    address: str | None
    certificate: str | None


class Wire:
    """One connection, open while it is used as a context; `stop` closes it from outside."""

    def __init__(self, url: str, allowed: Allowed, agent: str, stop: asyncio.Event) -> None:
        self._url = url
        self._allowed = allowed
        self._agent = agent
        self._stop = stop
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse[Any] | None = None
        self._closer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Wire:
        """Open the connection; raises WireBroken where it cannot be."""
        self._session = aiohttp.ClientSession(
            connector=_Gate(self._allowed), cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": self._agent}
        )
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                self._socket = await self._session.ws_connect(
                    self._url,
                    heartbeat=PING_SECONDS,
                    max_msg_size=MAX_FRAME_BYTES,
                    decode_text=False,
                    timeout=aiohttp.ClientWSTimeout(ws_close=ENDING_SECONDS),
                )
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as problem:
            await self._session.close()
            raise _why_shut(problem) from problem
        self._closer = asyncio.create_task(self._close_when_stopped(self._socket))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Close it."""
        if self._closer is not None:
            self._closer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._closer
        if self._socket is not None:
            await self._socket.close()
        if self._session is not None:
            await self._session.close()

    @property
    def opened(self) -> Opened:
        """What is known of the connection."""
        socket_, response = self._open(), self._open()._response  # noqa: SLF001 - aiohttp shows the answer's head nowhere else
        peer = socket_.get_extra_info("peername")
        secure = socket_.get_extra_info("ssl_object")
        shown = secure.getpeercert(binary_form=True) if secure is not None else None
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers)
        return Opened(self._url, headers, str(peer[0]) if peer else None, sha256_hex(shown) if shown else None)

    async def frames(self, quiet_seconds: float) -> AsyncIterator[bytes | None]:
        """Yield frames as they come, None for each `quiet_seconds` without any, until `stop`; WireBroken at a break."""
        socket_ = self._open()
        while not self._stop.is_set():
            try:
                message = await socket_.receive(timeout=quiet_seconds)
            except TimeoutError:
                yield None
                continue
            if message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
                yield bytes(message.data)
            elif not self._stop.is_set():
                raise WireBroken(f"the server ended the stream ({_code(socket_)})")

    def _open(self) -> aiohttp.ClientWebSocketResponse[Any]:
        if self._socket is None:
            raise WireBroken("the stream is not open")
        return self._socket

    async def _close_when_stopped(self, opened: aiohttp.ClientWebSocketResponse[Any]) -> None:
        await self._stop.wait()
        await opened.close()


class _Gate(aiohttp.TCPConnector):
    """Makes connections to what may be asked, and to nothing else."""

    def __init__(self, allowed: Allowed) -> None:
        super().__init__(resolver=_GuardedNames(allowed), limit=1, force_close=False, use_dns_cache=False)
        self._allowed = allowed

    async def connect(self, req: Any, *rest: Any, **more: Any) -> Any:
        url = str(req.url)
        for web, stream in SCHEMES.items():
            url = url.replace(f"{stream}://", f"{web}://", 1) if url.startswith(f"{stream}://") else url
        if not self._allowed.takes(url):
            raise aiohttp.ClientConnectionError("not a host of this source")
        return await super().connect(req, *rest, **more)


class _GuardedNames(AbstractResolver):
    """Looks names up; one that leads to an address which is not public leads nowhere."""

    def __init__(self, allowed: Allowed) -> None:
        self._trusted = allowed.base_url is not None  # a base_url names its host exactly, so that it may be private
        self._plain = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._plain.resolve(host, port, family)
        if not self._trusted and not all(is_public(one["host"]) for one in found):
            raise OSError("its name leads to no address that may be asked")
        return found

    async def close(self) -> None:
        await self._plain.close()


def _why_shut(problem: Exception) -> WireBroken:
    if isinstance(problem, aiohttp.WSServerHandshakeError):
        asked = problem.headers.get("Retry-After", "") if problem.headers is not None else ""
        return WireBroken(f"the server answered {problem.status}", problem.status, asked.strip())
    if isinstance(problem, TimeoutError):
        return WireBroken("it did not answer in time")
    if isinstance(problem, aiohttp.ClientConnectorCertificateError):
        return WireBroken("its TLS certificate is not valid")
    if isinstance(problem, aiohttp.ClientConnectorDNSError):
        return WireBroken("its name leads to no address that may be asked")
    if "not a host" in str(problem):
        return WireBroken("it redirects to a host that is not the platform's")
    return WireBroken("no connection could be made")


def _code(opened: aiohttp.ClientWebSocketResponse[Any]) -> str:
    return f"code {opened.close_code}" if opened.close_code is not None else "without a code"
