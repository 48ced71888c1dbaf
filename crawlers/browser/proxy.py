"""Egress: the only way out of the browser, a proxy on loopback that refuses whatever is not the source's own.

Blocking inside the page is no barrier: with every request of a page aborted, popups, workers, sockets and favicons
still reached a forbidden host (measured, reliability 2.1). Names are resolved here, once, and the checked address is
the one that is connected to, so that a name cannot change where it leads in between.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawlers.network.addresses import Allowed, is_public

MAX_HEAD_BYTES = 64 << 10  # real heads have below 8 KiB
MAX_PAGE_BYTES = 64 << 20  # all that one page may fetch; a heavy page of a job portal has 6 MiB
HEAD_SECONDS = 10
CONNECT_SECONDS = 10
CONNECTION_SECONDS = 60  # longer than the browser's whole deadline for a page
MOST_CONNECTIONS = 64  # a browser opens at most 32 to a proxy; a page may not open thousands
PIECE = 64 << 10
DENIED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
UNREACHED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
# Headers between a browser and its proxy; each connection carries one request, so that none can turn to another host.
HOP_HEADERS = (b"connection:", b"proxy-", b"keep-alive:", b"upgrade:")


class Denied(Exception):
    """A request that may not leave; its word is counted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a request wants to go, and what is sent on; nothing for a tunnel."""

    url: str
    host: str
    port: int
    head: bytes


class EgressProxy:
    """Listens on loopback while used as a context; `refused` counts what was turned away, by host and reason."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        own = urlsplit(allowed.base_url).hostname if allowed.base_url else None
        self._trusted = own  # a base_url names its host exactly, so that it may be private
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._bytes = 0
        self.refused: Counter[str] = Counter()
        self.addresses: dict[str, str] = {}  # which address each host was reached at

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else 0

    def turn_page(self) -> None:
        """Begin the budget of another page."""
        self._bytes = 0

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._taken, "127.0.0.1", 0, limit=MAX_HEAD_BYTES)

    async def close(self) -> None:
        """End every connection and listen no more."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._tasks) >= MOST_CONNECTIONS:
            self.refused["too many connections"] += 1
            writer.close()
            return
        self._tasks.add(task)
        try:
            await asyncio.wait_for(self._served(reader, writer), CONNECTION_SECONDS)
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            self.refused["broken connection"] += 1
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
        try:
            wanted = self._checked(_wanted(head))
            address = await self._resolved(wanted)
        except Denied as problem:
            self.refused[str(problem)] += 1
            writer.write(DENIED)
            await writer.drain()
            return
        try:
            connecting = asyncio.open_connection(address, wanted.port)
            far_reader, far_writer = await asyncio.wait_for(connecting, CONNECT_SECONDS)
        except (OSError, TimeoutError):
            writer.write(UNREACHED)
            await writer.drain()
            return
        self.addresses[wanted.host] = address
        try:
            if wanted.head:
                far_writer.write(wanted.head)
                writer.write(_closing(await far_reader.readuntil(b"\r\n\r\n")))
            else:
                writer.write(ESTABLISHED)
            await self._joined((reader, far_writer), (far_reader, writer))
        finally:
            far_writer.close()

    def _checked(self, wanted: Wanted) -> Wanted:
        if not self._allowed.takes(wanted.url):
            raise Denied(f"{wanted.host}: not a host of this source")
        if self._bytes >= MAX_PAGE_BYTES:
            raise Denied(f"{wanted.host}: the page has fetched too much")
        return wanted

    async def _resolved(self, wanted: Wanted) -> str:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(wanted.host, wanted.port, type=1)
        except (OSError, UnicodeError) as problem:
            raise Denied(f"{wanted.host}: leads to no address") from problem
        addresses = [str(one[4][0]) for one in found]
        if wanted.host != self._trusted and not all(map(is_public, addresses)):
            raise Denied(f"{wanted.host}: not on the public internet")
        return addresses[0]

    async def _joined(self, *ways: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        """Pass bytes both ways until the far side or the browser ends."""
        passing = [asyncio.create_task(self._passed(reader, writer)) for reader, writer in ways]
        try:
            await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in passing:
                one.cancel()
            await asyncio.gather(*passing, return_exceptions=True)

    async def _passed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(PIECE):
            self._bytes += len(piece)
            if self._bytes > MAX_PAGE_BYTES:
                return
            writer.write(piece)
            await writer.drain()


def _wanted(head: bytes) -> Wanted:
    """Return where a request head wants to go, by the same rules of addresses as everything else."""
    line, _, rest = head.partition(b"\r\n")
    parts = line.decode("latin-1").split(" ")
    if len(parts) != 3:
        raise Denied("no request")
    method, target, version = parts
    url = f"https://{target}/" if method == "CONNECT" else target
    try:
        place = urlsplit(url)
        port = place.port or (443 if place.scheme == "https" else 80)
    except ValueError as problem:
        raise Denied("no address") from problem
    if method == "CONNECT":
        return Wanted(url, place.hostname or "", port, b"")
    origin = f"{method} {place.path or '/'}{'?' + place.query if place.query else ''} {version}".encode("latin-1")
    return Wanted(url, place.hostname or "", port, _closing(origin + b"\r\n" + rest))


def _closing(head: bytes) -> bytes:
    """Return a head that says that its connection ends after it."""
    first, *rest = head.split(b"\r\n")
    kept = [one for one in rest if one and not one.lower().startswith(HOP_HEADERS)]
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])
