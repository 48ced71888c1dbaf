"""Rendered: what a browser saw of one page, as the archive takes it."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.exceptions import IgnoreRequest

from posts.warc import Exchange

RENDERED = "lurewatch_rendered"  # key in Request.meta and Response.meta


class BrowserBroken(IgnoreRequest):
    """The browser could not be started, or a page would have filled the machine with it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as it stood in the browser, and the answer that it came from.

    The heads are written down from what the browser says of them: it does not show the bytes of an exchange. `software`
    names browser and fonts, `is_whole` says whether the screenshot shows all of the page.
    """

    dom: bytes
    screenshot: bytes
    answer: Exchange
    address: str | None
    certificate: str | None
    software: str
    is_whole: bool
