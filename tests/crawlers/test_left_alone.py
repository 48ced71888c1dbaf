"""A server that asks to be left alone is: in this visit, and in the next ones until the time is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from crawlers.visit import LONGEST_WAIT
from posts.home import Home
from tests.conftest import START
from tests.crawlers.crawling import Crawl, crawl, job
from tests.crawlers.loopback import Site, answer, channel

HOURS = timedelta(hours=2)
# name: status, Retry-After, and for how long the next visits ask for nothing
ASKED: dict[str, tuple[int, str, timedelta | None]] = {
    "too__many": (429, "7200", HOURS),
    "too__busy": (503, "7200", HOURS),
    "for__bidden": (403, "7200", HOURS),
    "for__years": (429, "999999999", LONGEST_WAIT),
    "no__number": (429, "soon", None),
    "is__gone": (404, "7200", None),
}
EARLY, LATE = "datang__dini", "datang__lagi"


@dataclass(frozen=True)
class Done:
    """One crawl over all of them."""

    crawl: Crawl
    site: Site


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    home = Home(tmp_path_factory.mktemp("alone") / "home")
    home.make()
    with Site() as site:
        site.routes |= {f"/s/{name}": answer(status=how[0], retry_after=how[1]) for name, how in ASKED.items()}
        site.routes |= {f"/s/{name}": channel(name, range(1, 4)) for name in (EARLY, LATE)}
        early = job(site, EARLY, not_before=START + HOURS)
        late = job(site, LATE, not_before=START - timedelta(seconds=1))
        yield Done(crawl(home, [*(job(site, name) for name in ASKED), early, late]), site)


@pytest.mark.parametrize("name", ASKED)
def test_the_visit_says_until_when(done: Done, name: str) -> None:
    wait, told = ASKED[name][2], done.crawl.visit(name).not_before

    assert done.site.count(f"/s/{name}") == 1
    if wait is None:
        assert told is None
    else:
        assert told is not None
        assert abs(told - START - wait) < timedelta(minutes=1)


def test_until_then_nothing_is_asked(done: Done) -> None:
    visit = done.crawl.visit(EARLY)

    assert done.site.count(f"/s/{EARLY}") == 0
    assert (visit.outcome, visit.page_requests) == ("blocked", 0)
    assert visit.detail == "the server asked us to wait until 2026-01-05 05:00Z"
    assert visit.not_before == START + HOURS


def test_afterwards_it_is(done: Done) -> None:
    assert done.crawl.visit(LATE).outcome == "posts"
    assert done.site.count(f"/s/{LATE}") == 1
