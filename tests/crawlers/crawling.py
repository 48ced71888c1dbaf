"""One crawl over loopback sites, and what it left behind: visits, inbox lines, captures, media."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from crawlers.collect import Collected, Pace, collect
from crawlers.job import Job, Operator
from crawlers.watchlist import Source
from posts import inbox
from posts.capture import Capture, Gap, Visit
from posts.home import Home
from posts.post import Post
from posts.warc import body_of
from tests.conftest import START
from tests.crawlers.loopback import Site

NOBODY = Operator()
USUAL = Pace()


def job(site: Site | str, name: str, **fields: Any) -> Job:
    """Return a job on a loopback site; fields of Source and of Job."""
    base = site if isinstance(site, str) else site.base_url
    of_source = {key: fields.pop(key) for key in ("pages_per_day",) if key in fields}
    return Job(source=Source(platform="telegram_web", name=name, base_url=base, **of_source), **fields)


@dataclass
class Crawl:
    """What a crawl left, by the name of each source."""

    home: Home
    result: Collected
    posts: dict[str, list[Post]] = field(default_factory=dict)
    captures: dict[str, list[Capture]] = field(default_factory=dict)
    gaps: dict[str, list[Gap]] = field(default_factory=dict)
    files: list[list[inbox.Line]] = field(default_factory=list)

    def visit(self, name: str) -> Visit:
        """Return the visit to a source."""
        (found,) = [visit for visit in self.result.visits if visit.source == f"telegram_web:{name}"]
        return found

    def ids(self, name: str) -> list[int]:
        """Return the numbers of the posts that came in, sorted, each once."""
        return sorted({int((post.native_id or "").rpartition("/")[2]) for post in self.posts.get(name, [])})

    def pages(self, name: str) -> list[Capture]:
        """Return the captures of a source's pages."""
        return [capture for capture in self.captures.get(name, []) if capture.purpose == "page"]

    def body(self, capture: Capture) -> bytes:
        """Return the archived body."""
        return body_of(self.home.archive, capture)


def name_of(source: str | None) -> str:
    return (source or "").partition(":")[2]


def left_in(home: Home) -> list[list[inbox.Line]]:
    """Return the lines of each inbox file in order."""
    return [[inbox.parse(raw, path, number) for number, raw in inbox.read(path)] for path in inbox.waiting(home.inbox)]


def crawl(home: Home, jobs: Iterable[Job], *, operator: Operator = NOBODY, pace: Pace = USUAL) -> Crawl:
    """Collect and return everything that it left."""
    done = Crawl(home, collect(list(jobs), home, operator, now=START, pace=pace))
    for lines in left_in(home):
        done.files.append(lines)
        for line in lines:
            if isinstance(line, inbox.PostLine):
                done.posts.setdefault(name_of(line.post.source), []).append(line.post)
            elif isinstance(line, inbox.CaptureLine):
                done.captures.setdefault(name_of(line.capture.source), []).append(line.capture)
            elif isinstance(line, inbox.GapLine):
                done.gaps.setdefault(name_of(line.gap.source), []).append(line.gap)
    return done
