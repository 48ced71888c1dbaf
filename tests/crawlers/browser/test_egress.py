"""The browser gets out to its source's own host and nowhere else, whatever a page tries."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from crawlers.browser.program import launcher
from posts.home import Home
from tests.conftest import ROOT
from tests.crawlers.browser.showing import browser_job, needs_browser
from tests.crawlers.crawling import Crawl, crawl
from tests.crawlers.loopback import Site, answer

PAGES = ROOT / "tests" / "pages" / "browser"
NAME = "jalan__keluar"


@dataclass
class Udp:
    """Hears whatever is sent to a port without a connection: WebRTC, QUIC."""

    heard: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                data = self._socket.recv(2048)
            except OSError:
                return
            if not data:
                return
            self.heard.append(data)

    def close(self) -> None:
        """Hear no more."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self._socket.close()


@dataclass(frozen=True)
class Tried:
    """One visit to the page that tries every way out."""

    crawl: Crawl
    own: Site
    forbidden: Site
    udp: Udp
    asked: tuple[str, ...]  # of the forbidden host, by that visit
    heard: tuple[bytes, ...]


def said(path: Path, forbidden: Site, udp: Udp) -> str:
    return path.read_text(encoding="utf-8").replace("FORBIDDEN", forbidden.base_url).replace("STUN", str(udp.port))


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    home = Home(tmp_path_factory.mktemp("egress") / "home")
    home.make()
    udp = Udp()
    with Site() as own, Site() as forbidden:
        own.routes[f"/s/{NAME}"] = answer(said(PAGES / "egress.html", forbidden, udp), content_type="text/html")
        own.routes["/worker.js"] = answer(said(PAGES / "worker.js", forbidden, udp), content_type="text/javascript")
        own.routes["/goes-away"] = answer(status=302, location=f"{forbidden.base_url}/redirected.png")
        own.routes["/allowed"] = answer("this way is open", content_type="text/plain")
        done = crawl(home, [browser_job(own, NAME)])
        yield Tried(done, own, forbidden, udp, tuple(forbidden.asked), tuple(udp.heard))
    udp.close()


@needs_browser
@pytest.mark.browser
def test_no_way_out_but_the_own_host_is_open(tried: Tried) -> None:
    assert tried.asked == ()
    assert tried.heard == ()


@needs_browser
@pytest.mark.browser
def test_the_page_did_try_and_its_own_host_was_reached(tried: Tried) -> None:
    paths = set(tried.own.asked)
    (page,) = tried.crawl.pages(NAME)
    shown = tried.crawl.body(page).decode()

    assert {f"/s/{NAME}", "/allowed", "/goes-away", "/worker.js"} <= paths
    assert '<p id="came">this way is open</p>' in shown
    assert page.screenshot


@needs_browser
@pytest.mark.browser
def test_without_proxy_and_switches_the_same_page_gets_out_in_more_than_seventeen_ways(tried: Tried) -> None:
    """A canary that is never heard proves nothing unless it can be heard."""
    asyncio.run(unguarded(f"{tried.own.base_url}/s/{NAME}", lambda: len(set(tried.forbidden.asked)) > 17))

    ways = set(tried.forbidden.asked)
    assert len(ways) > 17
    assert tried.udp.heard


async def unguarded(url: str, is_enough: Callable[[], bool]) -> None:
    start = launcher()
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=str(start.script), chromium_sandbox=True)
            page = await browser.new_page()
            await page.goto(url)
            for _ in range(100):
                if is_enough():
                    break
                await page.wait_for_timeout(100)
            await browser.close()
    finally:
        start.close()
