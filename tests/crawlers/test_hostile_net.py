"""Hostile servers: each ends within its budget of time, bytes, headers, pages and redirects; others are unaffected."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.crawlers.hostile import ROUTES, HostileSite, Pieces, away
from tests.crawlers.loopback import Site, answer, channel

MAX_MIB = 200  # of any process, the killable worker included
TIMEOUT_SECONDS = 1.5
PAGES = 25
SECRET = "nothing public"
COLLECTING = """
import json, resource, sys
from pathlib import Path
from crawlers.collect import Pace, collect
from crawlers.job import Job, Operator
from crawlers.watchlist import Source
from posts.home import Home
places, home = json.loads(sys.argv[2]), Home(Path(sys.argv[1]))
home.make()
often = {"platform": "telegram_web", "pages_per_day": %d}
jobs = [Job(source=Source(name=name, base_url=base, **often)) for name, base in places]
done = collect(jobs, home, Operator(), pace=Pace(timeout_seconds=%f))
rows = [[one.source.partition(":")[2], one.outcome, one.detail, one.requests, one.posts] for one in done.visits]
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"rows": rows, "refused": [str(one) for one in done.refused], "kib": used}))
"""
# Where a public server may try to send us: inwards, elsewhere, or out of the web.
INWARDS = (
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://[::1]:{port}/",
    "http://0:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://\u2460\u2461\u2466.0.0.1:{port}/",
    "http://127\u30020\u30020\u30021:{port}/",
    "http://127.0.0.1:{port}\\@t.me/",
    "http://t.me@127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "data:text/html,hello",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
)


@dataclass(frozen=True)
class Done:
    """What the crawl of all hostile sources left."""

    said: dict[str, Any]
    site: HostileSite
    inner: Site
    seconds: float

    def row(self, name: str) -> tuple[str, str, int, int]:
        """Return outcome, detail, requests and posts of a source."""
        (found,) = [row for row in self.said["rows"] if row[0] == name]
        return found[1], found[2] or "", found[3], found[4]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    home = tmp_path_factory.mktemp("hostile") / "home"
    with Site() as inner, Site({"/s/good__one": channel("good__one", range(1, 60))}) as good:
        inner.routes["/"] = answer(SECRET)
        inward = {f"inward__{number:02}": _inward(place, inner) for number, place in enumerate(INWARDS)}
        with HostileSite(ROUTES | inward) as site:
            places = [(name, site.base_url) for name in (*ROUTES, *inward)]
            middle = len(places) // 2
            places = [*places[:middle], ("good__one", good.base_url), *places[middle:]]
            began = time.monotonic()
            said = _collected(home, places)
            yield Done(said, site, inner, time.monotonic() - began)


def _inward(place: str, inner: Site) -> Any:
    location = place.format(port=inner.port).encode().decode("latin-1")

    def say(target: str) -> Pieces:
        return away(location)(target)

    return say


def _collected(home: Path, places: list[tuple[str, str]]) -> dict[str, Any]:
    code = COLLECTING % (PAGES, TIMEOUT_SECONDS)
    command = [sys.executable, "-c", code, str(home), json.dumps(places)]
    found: dict[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    return found


def test_a_good_source_between_them_is_read_whole(done: Done) -> None:
    outcome, _, _, posts = done.row("good__one")

    assert (outcome, posts) == ("posts", 59)
    assert done.said["refused"] == []


@pytest.mark.parametrize("name", [name for name in ROUTES if name not in {"trap__pages", "maze__pages"}])
def test_what_is_no_page_is_never_an_empty_success(done: Done, name: str) -> None:
    outcome, detail, _, posts = done.row(name)

    assert outcome in {"unreachable", "page_changed", "blocked"}
    assert detail
    assert posts == 0


def test_all_of_it_stays_within_the_memory_that_a_small_machine_has(done: Done) -> None:
    assert done.said["kib"] / 1024 < MAX_MIB


def test_each_ends_by_its_own_deadline(done: Done) -> None:
    """A request has TIMEOUT_SECONDS and is tried three times; a page that is read has five seconds."""
    slow = 3 * TIMEOUT_SECONDS * sum(name.startswith(("drip", "endless", "many", "long")) for name in ROUTES)

    assert done.seconds < slow + 60


def test_a_trap_with_ever_new_posts_ends_with_the_days_pages(done: Done) -> None:
    assert done.site.count("trap__pages") == PAGES
    assert done.row("trap__pages")[0] == "posts"


def test_a_maze_without_new_posts_ends_at_once(done: Done) -> None:
    assert done.site.count("maze__pages") == 2
    assert done.row("maze__pages")[0] == "posts"


def test_redirects_end_after_five(done: Done) -> None:
    assert done.site.count("chain__away") <= 6


@pytest.mark.parametrize("number", range(len(INWARDS)), ids=INWARDS)
def test_no_redirect_leads_inwards_or_out_of_the_web(done: Done, number: int) -> None:
    outcome, detail, _, _ = done.row(f"inward__{number:02}")

    assert outcome in {"blocked", "unreachable"}
    assert detail
    assert done.inner.asked == []
