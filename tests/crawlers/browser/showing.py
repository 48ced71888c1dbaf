"""What tests of browser pages share: a visit to a loopback site whose pages need a browser, or the reason to skip."""

from __future__ import annotations

from typing import Any

import pytest

from crawlers.browser.program import trouble
from crawlers.job import Job
from crawlers.watchlist import Source
from tests.crawlers.loopback import Site, history

WRONG = trouble()
needs_browser = pytest.mark.skipif(WRONG is not None, reason="; ".join(WRONG or ()))


def browser_job(site: Site, name: str, **fields: Any) -> Job:
    """Return a job on a source whose pages need a browser."""
    of_source = {key: fields.pop(key) for key in ("pages_per_day",) if key in fields}
    source = Source(platform="telegram_web", name=name, base_url=site.base_url, browser=True, **of_source)
    return Job(source=source, **fields)


def scripted(name: str, messages: str) -> str:
    """Return a page of a channel that shows its messages only where scripts run."""
    whole = history(name, "<!--here-->")
    script = f"<script>document.querySelector('section').innerHTML = {messages!r}</script>"
    return whole.replace("</body>", f"{script}</body>")
