"""How many posts a second each platform's parser reads, and what a crawl of 2,000 pages costs in time and memory.

Run: python -m benchmarks.parsers [--seconds 1] [--rounds 5] [--recordings FOLDER] [--pages 2000] [--paced 30]
Parsers read fictional pages of tests/pages in turns, in this process: a page's posts are its own. `worker` reads the
same page in the killable process, as every crawl does. The crawl is of one Telegram channel on loopback, 20 posts a
page, archived and put into the inbox as always: first as fast as loopback permits (no delay), then with the delay of
the settings. Memory is what the collecting process and its worker hold.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crawlers.collect import Pace, collect
from crawlers.job import Job, Operator
from crawlers.page import Page
from crawlers.platforms import PLATFORMS, telegram_web
from crawlers.reading import PageReader
from crawlers.settings import DOWNLOAD_DELAY
from crawlers.watchlist import Source
from posts.capture import Capture
from posts.home import Home
from posts.post import with_fields
from tests.crawlers.loopback import Site, channel
from tests.crawlers.platforms.cases import Case
from tests.crawlers.platforms.expected import PAGE_CAPTURE, page_of

# A page of each platform with the most posts, or of the commonest kind.
CASES = {
    "feed": "rss",
    "mastodon": "tag_timeline",
    "bluesky": "author_feed",
    "reddit": "subreddit_new",
    "vk": "wall",
    "discourse": "newest_posts",
    "jobpage": "json_ld",
    "jobstreet": "search",
    "cambodia_jobs": "bongthom_job",
    "board": "tieba_list",
}
PER_PAGE = 20
SAMPLE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Sample:
    """One page to read."""

    name: str
    capture: Capture
    body: bytes
    read: Callable[[bytes, Capture], Page]


@dataclass(frozen=True, slots=True)
class Crawled:
    """What one crawl cost."""

    pages: int
    posts: int
    seconds: float
    requests: int
    megabytes: tuple[float, ...]  # one sample after another

    def held(self, begin: float, end: float) -> float:
        """Return the median memory of a part of the crawl, 0 to 1."""
        count = len(self.megabytes)
        return statistics.median(self.megabytes[int(count * begin) : max(int(count * end), int(count * begin) + 1)])


def samples(recordings: Path | None) -> Iterator[Sample]:
    """Yield the fictional pages, and recordings where a folder of them is given."""
    yield Sample("telegram_web", PAGE_CAPTURE, page_of("history_2021"), telegram_web.read)
    for name, case in CASES.items():
        found = Case(name, case)
        yield Sample(name, found.capture, found.body, PLATFORMS[name].read)
    for path in sorted(recordings.glob("*/*")) if recordings else ():
        reader = PLATFORMS.get({"feeds_rss": "feed", "youtube": "feed"}.get(path.parent.name, path.parent.name))
        if reader is not None and path.is_file():
            capture = with_fields(PAGE_CAPTURE, url="https://a.example.org/x", final_url=None, source=None)
            yield Sample(f"{path.parent.name}/{path.name}", capture, path.read_bytes(), reader.read)


def rate(sample: Sample, seconds: float) -> tuple[float, float, int]:
    """Return pages and posts a second of one parser, and the posts of the page."""
    count, posts, began = 0, 0, time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        posts = len(sample.read(sample.body, sample.capture).posts)
        count += 1
    pages = count / (now - began)
    return pages, pages * posts, posts


def worker_rate(sample: Sample, seconds: float) -> float:
    """Return pages a second through the killable process."""
    with PageReader() as reader:
        reader.read(sample.capture, sample.body)
        count, began = 0, time.perf_counter()
        while (now := time.perf_counter()) - began < seconds:
            reader.read(sample.capture, sample.body)
            count += 1
    return count / (now - began)


def crawl(pages: int, delay_seconds: float) -> Crawled:
    """Crawl a channel of so many pages, watching the memory of the processes that do it."""
    with tempfile.TemporaryDirectory() as name, Site({}) as site:
        home = Home(Path(name) / "home")
        home.make()
        site.routes["/s/loker__uji"] = channel(
            "loker__uji", range(1, pages * PER_PAGE + 1), "Lowongan nomor {}: 1.200 USD"
        )
        source = Source(platform="telegram_web", name="loker__uji", base_url=site.base_url, pages_per_day=pages + 10)
        held: list[float] = []
        is_over = threading.Event()
        watcher = threading.Thread(target=lambda: watch(held, is_over))
        watcher.start()
        began = time.perf_counter()
        done = collect([Job(source=source)], home, Operator(), pace=Pace(delay_seconds=delay_seconds))
        seconds = time.perf_counter() - began
        is_over.set()
        watcher.join()
    (visit,) = done.visits
    return Crawled(visit.page_requests, visit.posts, seconds, visit.requests, tuple(held))


def watch(held: list[float], is_over: threading.Event) -> None:
    """Add up what all processes below this one hold, again and again."""
    while not is_over.wait(SAMPLE_SECONDS):
        if total := sum(map(resident, below(os.getpid()))):
            held.append(total)


def below(parent: int) -> Iterator[int]:
    """Yield the processes below one, also those further down."""
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    for child in listed.read_text(encoding="ascii").split() if listed.exists() else ():
        yield int(child)
        yield from below(int(child))


def resident(process: int) -> float:
    """Return the megabytes that a process holds; nothing once it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def measure_parsers(given: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Measure all parsers in turns and print them."""
    found = list(samples(given.recordings))
    rounds = [{one.name: rate(one, given.seconds) for one in found} for _ in range(given.rounds)]
    print(f"{'page':44}{'KB':>8}{'posts':>7}{'pages/s':>10}{'posts/s':>10}{'worker pages/s':>16}")
    table = {}
    for one in found:
        pages, posts = (statistics.median(row[one.name][at] for row in rounds) for at in (0, 1))
        through = worker_rate(one, given.seconds) if "/" not in one.name else float("nan")
        size, held = len(one.body) / 1024, rounds[0][one.name][2]
        table[one.name] = {
            "kb": size,
            "posts": held,
            "pages_a_second": pages,
            "posts_a_second": posts,
            "worker": through,
        }
        print(f"{one.name:44}{size:8.1f}{held:7}{pages:10,.0f}{posts:10,.0f}{through:16,.0f}")
    return table


def measure_crawl(name: str, pages: int, delay_seconds: float) -> dict[str, float]:
    """Measure one crawl and print it."""
    done = crawl(pages, delay_seconds)
    early, late, most = done.held(0.1, 0.2), done.held(0.9, 1.0), max(done.megabytes, default=0.0)
    speed = f"{done.pages / done.seconds:.1f} pages/s, {done.posts / done.seconds:.0f} posts/s"
    memory = f"{early:.0f} MB early, {late:.0f} MB late, {most:.0f} MB at most"
    print(f"{name}: {done.pages} pages, {done.posts} posts in {done.seconds:.1f} s: {speed}; memory {memory}")
    row = {"pages": done.pages, "posts": done.posts, "seconds": done.seconds, "requests": done.requests}
    return row | {"early_mb": early, "late_mb": late, "most_mb": most}


def main() -> None:
    """Measure parsers and crawls."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--recordings", type=Path)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--paced", type=int, default=30, help="pages to crawl with the delay of the settings")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    tables: dict[str, object] = {"machine": machine, "parsers": measure_parsers(given)}
    if given.pages:
        tables["crawl"] = measure_crawl("as fast as loopback permits", given.pages, 0.0)
    if given.paced:
        tables["paced"] = measure_crawl(f"{DOWNLOAD_DELAY:g} s between requests", given.paced, DOWNLOAD_DELAY)
    if given.json:
        given.json.write_text(json.dumps(tables, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
