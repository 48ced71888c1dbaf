"""The day's pages of a source are counted once for all processes, also those that were killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.spent import Spent, file_name
from posts.home import Home
from tests.crawlers.crawling import crawl, job
from tests.crawlers.loopback import Site, channel

DAY = "2026-01-05"


def test_pages_add_up_over_processes_and_begin_anew_each_day(tmp_path: Path) -> None:
    path = tmp_path / "spent"
    first = Spent(path, DAY, 0)
    first.add()
    first.add()

    assert Spent(path, DAY, 0).pages == 2
    assert Spent(path, DAY, 7).pages == 7  # the ledger knows of more
    assert Spent(path, "2026-01-06", 0).pages == 0


@pytest.mark.parametrize("written", ["", "rubbish", DAY, f"{DAY} many", "\xff\xff"])
def test_a_file_that_was_torn_counts_for_nothing(tmp_path: Path, written: str) -> None:
    path = tmp_path / "spent"
    path.write_text(written, encoding="latin-1")

    assert Spent(path, DAY, 3).pages == 3


def test_without_a_day_nothing_is_written(tmp_path: Path) -> None:
    spent = Spent(tmp_path / "spent", None, 1)
    spent.add()

    assert spent.pages == 2
    assert not (tmp_path / "spent").exists()


def test_two_runs_without_an_ingest_between_them_share_one_cap(home: Home) -> None:
    with Site({"/s/batas__harian": channel("batas__harian", range(1, 200))}) as site:
        jobs = [job(site, "batas__harian", pages_per_day=5, day=DAY)]
        first = crawl(home, jobs).result.visits[-1]
        second = crawl(home, jobs).result.visits[-1]

    assert (first.page_requests, first.outcome) == (5, "posts")
    assert (second.page_requests, second.outcome) == (0, "budget")
    assert site.count("/s/batas__harian") == 5


def test_a_key_is_a_file_name() -> None:
    assert file_name("feed:https://example.org/a b") == "feed-https---example-org-a-b"
