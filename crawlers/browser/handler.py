"""The download handler of sources with `browser = true`: pages by Chromium, everything else as for other sources.

It stands behind the same middlewares, so that robots.txt, pace, caps, retries and the archive are the same for both.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error
from playwright.async_api import TimeoutError as TooSlow
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawlers.browser.fonts import missing
from crawlers.browser.look import HEIGHT, MAX_BYTES, WIDTH, Look, shut
from crawlers.browser.program import SWITCHES, Launcher, launcher
from crawlers.browser.proxy import EgressProxy
from crawlers.browser.usage import LOOK_SECONDS, MOST_BYTES, TIRED_BYTES, held_by
from crawlers.fetch import EXPECTED
from crawlers.network.archiving import PURPOSE
from crawlers.network.rendered import RENDERED, BrowserBroken
from crawlers.network.tap import TapDownloadHandler
from crawlers.network.window import DELAY

LAUNCHER = "LUREWATCH_BROWSER_LAUNCHER"  # setting: how the browser of this visit is started
PAGE_SECONDS = 45  # of one page with everything on it (settings sheet)
ENDING_SECONDS = 10  # an idle browser ends in half a second
PAGES_OF_ONE_BROWSER = 100  # browsers grow (scrapy-playwright #126, #240)
TOO_LARGE = f"the page takes more than {MOST_BYTES >> 20:,} MiB of memory in the browser"
NOT_STARTED = "BrowserType.launch"  # the call that Playwright names
EMPTY_ANSWER = "ERR_HTTP_RESPONSE_CODE_FAILURE"  # Chromium's word for a 4xx or 5xx without a body
FORBIDDEN_PARTS = "forbidden_parts"  # kind of the gap that says so
SPARED = frozenset({"media", "texttrack", "websocket", "eventsource", "ping"})  # nothing of these is kept


def browser_settings(crawler: Crawler, scheme: str) -> Launcher:
    """Turn the settings of one visit to those of a browser and return how it is started.

    The handler serves one scheme: two would be two handlers, and two browsers.
    """
    made = launcher()
    own = "crawlers.browser.handler.BrowserDownloadHandler"
    values: dict[str, Any] = {
        "DOWNLOAD_HANDLERS": {**crawler.settings.getdict("DOWNLOAD_HANDLERS"), scheme: own},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": str(made.script),
            "chromium_sandbox": True,
            "args": list(SWITCHES),
        },
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": crawler.settings.getfloat("DOWNLOAD_TIMEOUT") * 1000,
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,  # as the browser sends them
        "RETRY_TIMES": 1,  # a page that hangs takes PAGE_SECONDS each time
        LAUNCHER: made,
    }
    for name, value in values.items():
        crawler.settings.set(name, value, priority="cmdline")
    return made


def is_spared(request: Any) -> bool:
    """Say whether a request of a page is not worth its bytes; the proxy, not this, keeps it in."""
    return request.resource_type in SPARED


class BrowserDownloadHandler:
    """Renders what is asked for as a page; robots.txt and pictures are fetched without a browser."""

    lazy = False  # scrapy-playwright starts its driver when the engine starts

    def __init__(self, crawler: Crawler) -> None:
        self._crawler: Any = crawler
        self._launcher: Launcher = crawler.settings.get(LAUNCHER)
        self._plain = TapDownloadHandler(crawler)
        self._browser = ScrapyPlaywrightDownloadHandler(crawler)
        self._browser.abort_request = self._is_kept_out
        self._proxy: EgressProxy | None = None
        self._pages = 0
        self._one_page = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BrowserDownloadHandler:
        """Build the handler."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """Download one request; whatever a page does, it ends."""
        if request.meta.get(PURPOSE, "page") != "page":
            return await self._plain.download_request(request)
        async with self._one_page:
            proxy = await self._ready()
            proxy.turn_page()
            await self._plain.window.turn(urlsplit(request.url).netloc, request.meta.get(DELAY, 0.0))
            try:
                return await self._bounded(request, proxy)
            except TooSlow as problem:
                raise DownloadTimeoutError from problem
            except Error as problem:
                if NOT_STARTED in problem.message:
                    raise BrowserBroken("the browser of this machine does not start: see lurewatch doctor") from problem
                if EMPTY_ANSWER in problem.message:  # the browser shows nothing of it; the plain answer says why
                    return await self._plain.download_request(request)
                raise DownloadFailedError(problem.message) from problem
            except RuntimeError as problem:  # scrapy-playwright's, of a download
                raise DownloadFailedError(str(problem)) from problem

    async def _bounded(self, request: Request, proxy: EgressProxy) -> Response:
        """Render one page within its time and its memory; beyond them the browser is ended."""
        rendering = asyncio.create_task(self._rendered(request, proxy))
        watching = asyncio.create_task(self._watched())
        try:
            done, _ = await asyncio.wait(
                {rendering, watching}, timeout=PAGE_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            if rendering in done and watching not in done:
                return rendering.result()
        finally:
            for task in (rendering, watching):
                task.cancel()
            await asyncio.gather(rendering, watching, return_exceptions=True)
        await self._end_browser()
        if watching in done:
            raise BrowserBroken(TOO_LARGE)
        raise DownloadTimeoutError

    async def _watched(self) -> None:
        """End a browser whose page takes more memory than one may; this ends only when it has done so."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            pid = self._launcher.pid
            if pid is not None and await asyncio.to_thread(held_by, pid) > MOST_BYTES:
                self._launcher.kill()
                return

    async def _rendered(self, request: Request, proxy: EgressProxy) -> Response:
        """Return the page as a response whose body is its DOM; the rest stands in `request.meta`."""
        look = Look()
        context = {
            "accept_downloads": False,
            "locale": "en",
            "permissions": [],
            "service_workers": "block",
            "user_agent": self._crawler.settings.get("USER_AGENT"),
            "viewport": {"width": WIDTH, "height": HEIGHT},
        }
        request.meta["playwright"] = True
        request.meta["playwright_context_kwargs"] = context
        request.meta["playwright_page_event_handlers"] = {"response": look.heard, "popup": shut}
        request.meta["playwright_page_init_callback"] = look.prepare
        request.meta["playwright_page_methods"] = [PageMethod(look.take)]
        response: Response = await self._browser.download_request(request)
        if len(look.dom) > MAX_BYTES:
            raise DownloadCancelledError
        request.meta[RENDERED] = look.rendered(self._software(), proxy.addresses)
        return response.replace(body=look.dom)

    async def _is_kept_out(self, request: Any) -> bool:
        """Say whether a page may not load one of its parts: nothing of it is kept, or robots.txt forbids it.

        What is no host of the source goes on to the proxy, which refuses and counts it.
        """
        if is_spared(request):
            return True
        spider, rules = self._crawler.spider, self._crawler.lurewatch_rules
        if request.is_navigation_request() or not spider.allowed.takes(request.url):
            return False
        try:
            is_allowed = await rules.allow(request.url)
        except EXPECTED:  # its robots.txt could not be asked for
            is_allowed = False
        if not is_allowed:
            spider.note(FORBIDDEN_PARTS, "robots.txt keeps the browser from parts of a page")
        return not is_allowed

    def _software(self) -> str:
        lacking = missing()
        fonts = "fonts unknown" if lacking is None else f"no fonts for {', '.join(lacking)}" if lacking else "all fonts"
        return f"chromium {self._browser.browser.version}; {fonts}"

    async def _ready(self) -> EgressProxy:
        """Return the proxy, started before the browser that must use it."""
        if self._proxy is None:
            self._proxy = EgressProxy(self._crawler.spider.allowed)
            await self._proxy.start()
            way = {"server": f"http://127.0.0.1:{self._proxy.port}", "bypass": "<-loopback>"}
            self._browser.config.launch_options["proxy"] = way
        pid = self._launcher.pid
        is_tired = pid is not None and await asyncio.to_thread(held_by, pid) > TIRED_BYTES
        if self._pages >= PAGES_OF_ONE_BROWSER or is_tired:
            await self._end_browser()
        self._pages += 1
        return self._proxy

    async def _end_browser(self) -> None:
        """End a browser that hangs or has grown; scrapy-playwright starts another for the next page."""
        self._pages = 0
        browser = getattr(self._browser, "browser", None)
        gone = asyncio.Event()
        if browser is not None and browser.is_connected():
            browser.once("disconnected", lambda _: gone.set())
            self._launcher.kill()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(gone.wait(), ENDING_SECONDS)

    async def close(self) -> None:
        """End the browser, its driver and the proxy."""
        await self._plain.close()
        with contextlib.suppress(TimeoutError, Error):
            await asyncio.wait_for(self._browser.close(), ENDING_SECONDS)
        self._launcher.close()
        if self._proxy is not None:
            await self._proxy.close()
