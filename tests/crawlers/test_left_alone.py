"""A server that asks to be left alone is: in this visit, and in the next ones until the time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crawlers.visit import LONGEST_WAIT
from posts.home import Home
from tests.conftest import START
from tests.crawlers.crawling import crawl, job
from tests.crawlers.loopback import Site, answer, channel

NAME = "nanti__lagi"


@pytest.mark.parametrize(
    ("status", "retry_after", "wait"),
    [
        (429, "7200", timedelta(hours=2)),
        (503, "7200", timedelta(hours=2)),
        (403, "7200", timedelta(hours=2)),
        (429, "999999999", LONGEST_WAIT),
        (429, "soon", None),
        (404, "7200", None),
    ],
)
def test_the_visit_says_until_when(home: Home, status: int, retry_after: str, wait: timedelta | None) -> None:
    with Site({f"/s/{NAME}": answer(status=status, retry_after=retry_after)}) as site:
        visit = crawl(home, [job(site, NAME)]).visit(NAME)

    assert site.count(f"/s/{NAME}") == 1
    if wait is None:
        assert visit.not_before is None
    else:
        assert visit.not_before is not None
        assert abs(visit.not_before - START - wait) < timedelta(minutes=1)


def test_until_then_nothing_is_asked_and_afterwards_it_is(home: Home) -> None:
    with Site({f"/s/{NAME}": channel(NAME, range(1, 4))}) as site:
        early = crawl(home, [job(site, NAME, not_before=START + timedelta(hours=2))]).result.visits[-1]
        asked = list(site.asked)
        late = crawl(home, [job(site, NAME, not_before=START - timedelta(seconds=1))]).result.visits[-1]

    assert (early.outcome, early.page_requests, asked) == ("blocked", 0, [])
    assert early.detail == "the server asked us to wait until 2026-01-05 05:00Z"
    assert early.not_before == START + timedelta(hours=2)
    assert late.outcome == "posts"
