"""The wire: what is no host of the source is never connected to, however it is spelled; stop ends the listening."""

from __future__ import annotations

import asyncio
import socket

import pytest

from crawlers.network.addresses import allowed
from crawlers.stream.wire import Wire, WireBroken, _GuardedNames
from tests.crawlers.network.spellings import LOOPBACK
from tests.crawlers.stream.flow import NOW, Flow, event

OURS = allowed({"bsky.network"}, None)


@pytest.mark.parametrize("host", [*LOOPBACK, "bsky.network.evil.example.org", "bsky.network@127.0.0.1"])
@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_no_spelling_of_another_host_is_connected_to(scheme: str, host: str) -> None:
    async def try_it(port: int) -> None:
        async with Wire(f"{scheme}://{host}:{port}/subscribe", OURS, "x", asyncio.Event()):
            raise AssertionError("it was opened")

    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0)
        with pytest.raises(WireBroken):
            asyncio.run(try_it(canary.getsockname()[1]))

        with pytest.raises(BlockingIOError):
            canary.accept()


def test_a_name_that_leads_inside_leads_nowhere() -> None:
    async def look() -> None:
        names = _GuardedNames(OURS)
        try:
            await names.resolve("localhost", 443)
        finally:
            await names.close()

    with pytest.raises(OSError, match="no address that may be asked"):
        asyncio.run(look())


def test_stop_ends_the_listening_at_once() -> None:
    async def listen(flow: Flow) -> list[bytes]:
        stop = asyncio.Event()
        url = f"{flow.base_url}/subscribe".replace("http", "ws", 1)
        heard = []
        async with Wire(url, allowed((), flow.base_url), "x", stop) as wire:
            async for frame in wire.frames(60.0):
                heard.append(frame or b"")
                stop.set()
        return heard

    with Flow(events=[(NOW, event(1, "Kamboja"))], is_silent=True) as flow:
        heard = asyncio.run(asyncio.wait_for(listen(flow), 20))

    assert heard == [event(1, "Kamboja").encode()]


def test_a_frame_that_is_too_large_breaks_the_stream() -> None:
    async def listen(flow: Flow) -> None:
        url = f"{flow.base_url}/subscribe".replace("http", "ws", 1)
        async with Wire(url, allowed((), flow.base_url), "x", asyncio.Event()) as wire:
            async for _ in wire.frames(20.0):
                raise AssertionError("it was taken")

    with (
        Flow(events=[(NOW, event(1, "x" * (2 << 20)))], is_silent=True) as flow,
        pytest.raises(WireBroken, match="ended the stream"),
    ):
        asyncio.run(asyncio.wait_for(listen(flow), 20))
