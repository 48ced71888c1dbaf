"""A fake Jetstream on loopback: it keeps events, replays them from a cursor, breaks off, falls silent."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import web

from crawlers.moments import microseconds
from tests.conftest import START

NOW = microseconds(START)
SECOND = 1_000_000
ALICE = "did:plc:" + "a" * 24
EACH_SECONDS = 1.0  # between events of now: one is nearly always enough
BOB = "did:plc:" + "b" * 24


def event(number: int, text: str, *, did: str = ALICE, at: int = NOW, operation: str = "create", **more: Any) -> str:
    """Return an event of a post, as version 1 of the wire writes it."""
    record = {"$type": "app.bsky.feed.post", "createdAt": "2026-01-05T03:00:00.000Z", "langs": ["id"], "text": text}
    commit: dict[str, Any] = {
        "rev": f"3rev{number:09d}",
        "operation": operation,
        "collection": "app.bsky.feed.post",
        "rkey": f"3post{number:08d}",
    }
    if operation != "delete":
        commit |= {"record": record | more, "cid": f"bafy{number}"}
    return json.dumps({"did": did, "time_us": at, "kind": "commit", "commit": commit})


def account(at: int = NOW, did: str = BOB) -> str:
    """Return an event of an account: servers send those whatever collection was asked for."""
    said = {"active": True, "did": did, "seq": 1, "time": "2026-01-05T03:00:00Z"}
    return json.dumps({"did": did, "time_us": at, "kind": "account", "account": said})


@dataclass
class Flow:
    """Serves `events` from a cursor on, then what `after` sends; `asked` are the queries, `heads` the first headers."""

    events: list[tuple[int, str]] = field(default_factory=list)
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    robots: tuple[int, str] = (404, "")
    answers: dict[str, Any] = field(default_factory=dict)
    break_after: list[int] = field(default_factory=list)  # events after which each connection, in order, is cut
    status: list[int] = field(default_factory=list)  # what each connection, in order, is answered instead
    headers: dict[str, str] = field(default_factory=dict)  # of such an answer
    is_silent: bool = False  # else each connection goes on with events of now

    def add(self, *frames: str) -> None:
        """Keep events for replay; each has its moment inside."""
        self.events += [(json.loads(one)["time_us"], one) for one in frames]

    def now(self) -> int:
        """Return this moment on the clock of the scene."""
        return NOW + int((time.monotonic() - self._began) * SECOND)

    @property
    def base_url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._port}"

    async def _subscribe(self, request: web.Request) -> web.StreamResponse:
        self.asked.append({name: request.query.getall(name) for name in request.query})
        self.agents.append(request.headers.get("User-Agent", ""))
        if self.status and (status := self.status.pop(0)) != 101:
            return web.Response(status=status, headers=self.headers)
        opened = web.WebSocketResponse()
        await opened.prepare(request)
        since = int(request.query.get("cursor", 0))
        most = self.break_after.pop(0) if self.break_after else None
        dids = set(request.query.getall("wantedDids", []))
        for number, (at, frame) in enumerate(self.events):
            if number == most:
                transport = request.transport
                if transport is not None:
                    transport.abort()
                return opened
            if at >= since and (not dids or json.loads(frame)["did"] in dids):
                await opened.send_str(frame)
        with contextlib.suppress(ConnectionResetError):
            while not self.is_silent and not dids and not opened.closed:
                await opened.send_str(account(self.now()))
                with contextlib.suppress(TimeoutError):
                    await opened.receive(EACH_SECONDS)
        if not opened.closed:
            await opened.receive()  # and stay silent
        return opened

    async def _say_rules(self, _: web.Request) -> web.Response:
        return web.Response(status=self.robots[0], text=self.robots[1])

    async def _say(self, request: web.Request) -> web.Response:
        self.asked.append({"path": [request.path], **{name: request.query.getall(name) for name in request.query}})
        return web.json_response(self.answers.get(request.path, {}))

    def __enter__(self) -> Flow:
        self._began = time.monotonic()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._port = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    async def _start(self) -> int:
        app = web.Application()
        app.router.add_get("/subscribe", self._subscribe)
        app.router.add_get("/robots.txt", self._say_rules)
        app.router.add_get("/xrpc/{name}", self._say)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        place = web.TCPSite(self._runner, "127.0.0.1", 0)
        await place.start()
        server: Any = place._server
        return int(server.sockets[0].getsockname()[1])

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
