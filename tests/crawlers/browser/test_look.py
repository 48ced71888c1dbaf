"""What is taken of a page: the certificate that the browser was shown, a picture of limited height."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright

from crawlers.browser.look import MOST_PIXELS_HIGH, WIDTH, Look
from crawlers.browser.program import launcher
from tests.crawlers.browser.showing import needs_browser
from tests.crawlers.certified import hash_of, self_signed, served_with
from tests.crawlers.loopback import Site, answer

pytestmark = [needs_browser, pytest.mark.browser]


async def looked_at(url: str, **options: Any) -> Look:
    """Show one page and take it."""
    start, look = launcher(), Look()
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=str(start.script), chromium_sandbox=True)
            page = await (await browser.new_context(**options)).new_page()
            await look.prepare(page)
            page.on("response", look.heard)
            await page.goto(url)
            await look.take(page)
            await browser.close()
    finally:
        start.close()
    return look


def test_the_certificate_that_the_browser_was_shown_is_named(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    with served_with(certificate, Site({"/": answer("<p>Lowongan", content_type="text/html")})) as site:
        look = asyncio.run(looked_at(f"https://localhost:{site.port}/", ignore_https_errors=True))

    assert look.certificate == hash_of(certificate)
    assert look.document == b"<p>Lowongan"
    assert look.is_whole


def test_a_page_that_is_too_high_is_cut_in_the_picture_and_says_so() -> None:
    high = f"<body style='margin:0'><div style='height:{MOST_PIXELS_HIGH + 500}px'>Lowongan</div>"
    with Site({"/": answer(high, content_type="text/html")}) as site:
        look = asyncio.run(looked_at(f"{site.base_url}/", viewport={"width": WIDTH, "height": 800}))

    width, height = (int.from_bytes(look.screenshot[at : at + 4], "big") for at in (16, 20))  # of a PNG's IHDR
    assert (width, height, look.is_whole) == (WIDTH, MOST_PIXELS_HIGH, False)
    assert look.certificate is None
