"""The proxy lets through what the source's own hosts are asked for, and says no to everything else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from crawlers.browser import proxy as proxy_file
from crawlers.browser.proxy import EgressProxy
from crawlers.network.addresses import Allowed, allowed
from tests.crawlers.loopback import Site, answer

PUBLIC = allowed({"t.me", "cdn.example.org"}, None)


async def said(proxy: EgressProxy, request: bytes) -> bytes:
    """Send bytes to the proxy and return all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(request)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(-1), 10)
    finally:
        writer.close()


def through(own: Allowed, act: Callable[[EgressProxy], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        proxy = EgressProxy(own)
        await proxy.start()
        try:
            return await act(proxy)
        finally:
            await proxy.close()

    return asyncio.run(run())


def asking(own: Allowed, request: bytes) -> tuple[bytes, list[str]]:
    async def act(proxy: EgressProxy) -> tuple[bytes, list[str]]:
        return await said(proxy, request), list(proxy.refused)

    found: tuple[bytes, list[str]] = through(own, act)
    return found


@pytest.mark.parametrize(
    "request_line",
    [
        b"CONNECT evil.example.org:443 HTTP/1.1",
        b"CONNECT t.me.evil.example.org:443 HTTP/1.1",
        b"CONNECT t.me:80 HTTP/1.1",
        b"CONNECT t.me:22 HTTP/1.1",
        b"CONNECT user@t.me:443 HTTP/1.1",
        b"CONNECT 127.0.0.1:443 HTTP/1.1",
        b"CONNECT [::1]:443 HTTP/1.1",
        b"CONNECT 2130706433:443 HTTP/1.1",
        b"CONNECT 169.254.169.254:443 HTTP/1.1",
        b"GET http://t.me/s/x HTTP/1.1",
        b"GET http://127.0.0.1:9000/ HTTP/1.1",
        b"GET file:///etc/passwd HTTP/1.1",
        b"GET /s/x HTTP/1.1",
        b"GET http://[ HTTP/1.1",
        b"nonsense",
    ],
)
def test_what_is_not_the_sources_own_is_refused(request_line: bytes) -> None:
    answered, refused = asking(PUBLIC, request_line + b"\r\nHost: x\r\n\r\n")

    assert answered.startswith(b"HTTP/1.1 403 ")
    assert len(refused) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "64:ff9b::7f00:1", "fd00::1"])
def test_an_own_host_that_leads_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Also where only one of several answers is private: the next look-up could choose that one."""

    async def look_up(*_: Any, **__: Any) -> list[tuple[Any, ...]]:
        return [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", (address, 443))]

    async def act(proxy: EgressProxy) -> tuple[bytes, list[str]]:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
        request = b"CONNECT t.me:443 HTTP/1.1\r\n\r\n"
        reader, writer = await asyncio.open_connection(sock=await connected(proxy.port))
        writer.write(request)
        answered = await reader.read(-1)
        writer.close()
        return answered, list(proxy.refused)

    answered, refused = through(PUBLIC, act)

    assert answered.startswith(b"HTTP/1.1 403 ")
    assert refused == ["t.me: not on the public internet"]


async def connected(port: int) -> Any:
    made = socket.socket()
    made.setblocking(False)
    await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", port))
    return made


def test_a_mirror_is_asked_by_its_own_path_and_each_connection_carries_one_request() -> None:
    with Site({"/s/any__one": answer("hello", connection="close", keep_alive="timeout=5")}) as site:
        head = f"GET {site.base_url}/s/any__one?before=3 HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\n\r\n"

        answered, refused = asking(allowed((), site.base_url), head.encode())

    assert site.asked == ["/s/any__one?before=3"]
    assert b"Proxy-Connection" not in site.heads[0]
    assert b"Connection: close" in site.heads[0]
    assert b"Connection: close" in answered
    assert b"Keep-Alive" not in answered
    assert answered.endswith(b"hello")
    assert refused == []


def test_a_mirror_that_is_down_is_no_crash() -> None:
    with Site() as site:
        base = site.base_url

    answered, _ = asking(allowed((), base), f"GET {base}/ HTTP/1.1\r\n\r\n".encode())

    assert answered.startswith(b"HTTP/1.1 502 ")


def test_a_page_that_fetches_without_end_is_cut_and_the_next_one_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy_file, "MAX_PAGE_BYTES", 200_000)
    with Site({"/much": answer(b"x" * 150_000, connection="close")}) as site:
        request = f"GET {site.base_url}/much HTTP/1.1\r\n\r\n".encode()

        async def act(proxy: EgressProxy) -> list[int]:
            first, second, third = [len(await said(proxy, request)) for _ in range(3)]
            proxy.turn_page()
            return [first, second, third, len(await said(proxy, request))]

        first, second, third, after = through(allowed((), site.base_url), act)

    assert first > 150_000 > second >= third
    assert after == first


def test_a_head_without_end_and_a_silent_browser_hold_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy_file, "HEAD_SECONDS", 0.1)

    endless, _ = asking(PUBLIC, b"GET http://t.me/ HTTP/1.1\r\n" + b"x: y\r\n" * 20_000)
    silent, refused = asking(PUBLIC, b"")

    assert (endless, silent) == (b"", b"")
    assert refused == ["broken connection"]
