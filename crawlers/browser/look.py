"""Looking: what is taken of a page when it stands: the DOM, a full-page screenshot, the answer, the certificate."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession, Error, Page, Response
from playwright.async_api import TimeoutError as TooSlow

from crawlers.network.rendered import Rendered
from posts.identity import sha256_hex
from posts.warc import Exchange

QUIET_SECONDS = 8.0  # wait so long for a page's own requests to end; live pages never end them
MOST_PIXELS_HIGH = 16_384  # of a screenshot; twenty posts of a channel are 12,000 high
MAX_BYTES = 8 << 20  # of the answer and of the DOM; as for pages without a browser
# The browser has unpacked the body and put it together: the archive keeps it so, and these would say otherwise.
FRAMING = frozenset({"content-encoding", "content-length", "transfer-encoding"})
WIDTH, HEIGHT = 1280, 1600


@dataclass
class Look:
    """What one page showed; filled in as it happens (without slots: Playwright marks whose methods it calls)."""

    dom: bytes = b""
    screenshot: bytes = b""
    document: bytes = b""
    is_whole: bool = True
    asked: str = ""
    answered: str = ""
    certificate: str | None = None
    main: Response | None = None
    session: CDPSession | None = None

    async def prepare(self, page: Page, _: object = None) -> None:
        """Ask to be told of the network before the page is: later, the certificate is gone."""
        self.session = await page.context.new_cdp_session(page)
        await self.session.send("Network.enable")

    def heard(self, response: Response) -> None:
        """Keep the newest answer that is a page of its own: the one that stands at the end."""
        with contextlib.suppress(Error):
            if response.request.is_navigation_request() and response.frame.parent_frame is None:
                self.main = response

    async def take(self, page: Page) -> None:
        """Take everything, once the page stands or `QUIET_SECONDS` are over."""
        with contextlib.suppress(TooSlow):
            await page.wait_for_load_state("networkidle", timeout=QUIET_SECONDS * 1000)
        self.dom = (await page.content()).encode("utf-8", "replace")
        height = int(await page.evaluate("document.documentElement.scrollHeight"))
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": max(1, min(height, MOST_PIXELS_HIGH))}
        self.screenshot = await page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]  # a plain dict serves
        self.is_whole = height <= MOST_PIXELS_HIGH
        if self.main is not None:
            await self._take_answer(self.main)
        if page.url.startswith("https:") and self.session is not None:
            self.certificate = await _certificate(self.session, page.url)

    async def _take_answer(self, answer: Response) -> None:
        asked, said = await answer.request.headers_array(), await answer.headers_array()
        self.asked = _head(f"{answer.request.method} {answer.url} HTTP/1.1", asked)
        self.answered = _head(f"HTTP/1.1 {answer.status} {answer.status_text}", said)
        with contextlib.suppress(Error):  # the browser keeps no body of some redirects and error pages
            self.document = (await answer.body())[:MAX_BYTES]

    def rendered(self, software: str, addresses: Mapping[str, str]) -> Rendered:
        """Return what was taken, for the archive; `addresses` are where the proxy reached each host."""
        host = urlsplit(self.main.url).hostname if self.main is not None else None
        heads = (self.asked.encode("utf-8"), self.answered.encode("utf-8"))
        answer = Exchange(heads[0], b"", heads[1], self.document)
        return Rendered(
            self.dom, self.screenshot, answer, addresses.get(host or ""), self.certificate, software, self.is_whole
        )


def _head(first: str, headers: Sequence[Any]) -> str:
    kept = [one for one in headers if one["name"].lower() not in FRAMING and not one["name"].startswith(":")]
    lines = [f"{one['name']}: {' '.join(one['value'].split())}" for one in kept]
    return "".join(f"{line}\r\n" for line in [first, *lines, ""])


async def _certificate(session: CDPSession, url: str) -> str | None:
    """Return the hash of the server's certificate, as the browser was shown it."""
    try:
        found = await session.send("Network.getCertificate", {"origin": url})
    except Error:
        return None
    chain = found.get("tableNames") or []
    return sha256_hex(base64.b64decode(chain[0])) if chain else None


async def shut(opened: Page) -> None:
    """Close a window that a page opened by itself."""
    with contextlib.suppress(Error, asyncio.CancelledError):
        await opened.close()
