"""The pages that say how to watch a source: every platform has one, and their examples are watchlists that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawlers.platforms import NEEDS_KEY, PLATFORMS
from crawlers.watchlist import Source, load_watchlist
from tests.conftest import ROOT

HOWTO = ROOT / "docs/howto"
PAGES = sorted(HOWTO.glob("source-*.md"))
EXAMPLE = re.compile(r"```toml\n(.*?)```", re.DOTALL)


def examples(page: Path, folder: Path) -> list[Source]:
    """Return the sources of a page's examples, read as a watchlist is."""
    found: list[Source] = []
    for text in EXAMPLE.findall(page.read_text(encoding="utf-8")):
        watchlist = folder / "watchlist.toml"
        watchlist.write_text(text, encoding="utf-8")
        found += load_watchlist(watchlist)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_are_watchlists_that_work(page: Path, tmp_path: Path) -> None:
    found = examples(page, tmp_path)

    assert found
    assert [one.key for one in found if not PLATFORMS[one.platform].is_name(one.name)] == []
    assert [one.key for one in found if one.platform in NEEDS_KEY and one.key_file is None] == []


def test_every_platform_has_a_page_and_stands_in_the_overview(tmp_path: Path) -> None:
    shown = {one.platform for page in PAGES for one in examples(page, tmp_path)}
    overview = (HOWTO / "sources.md").read_text(encoding="utf-8")

    assert shown == set(PLATFORMS)
    assert [name for name in PLATFORMS if f"| `{name}` |" not in overview] == []
    assert [page.name for page in PAGES if page.name not in overview] == []
