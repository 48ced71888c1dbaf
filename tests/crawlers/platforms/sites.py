"""Sites: loopback routes that page as the platforms do, and one crawl over many of their sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.job import Job
from crawlers.watchlist import Source
from posts.capture import Gap, Visit
from posts.home import Home
from posts.post import Post
from tests.crawlers.crawling import Crawl, crawl
from tests.crawlers.loopback import Route, answer
from tests.crawlers.platforms.cases import Case

FIRST = 1_758_099_487_250  # milliseconds of the first status of Mastodon's main case
STATUS: dict[str, Any] = json.loads(Case("mastodon", "tag_timeline").body)[0]


@dataclass
class Crawls:
    """Sources to visit in one crawl, by a word each, and what came of them."""

    routes: dict[str, Route] = field(default_factory=dict)
    jobs: dict[str, Callable[[str], Job]] = field(default_factory=dict)
    done: Crawl | None = None

    def add(self, word: str, platform: str, name: str, routes: Mapping[str, Route], **known: Any) -> None:
        """Add a source with the routes of its site; `known` are fields of Job and, for a few, of Source."""
        of_source = {key: known.pop(key) for key in ("key_file", "selectors", "pages_per_day") if key in known}
        self.routes |= routes
        self.jobs[word] = lambda base: Job(
            source=Source(platform=platform, name=name, base_url=base, **of_source), **known
        )

    def run(self, home: Home, base_url: str) -> None:
        """Visit them all, one after the other."""
        self.done = crawl(home, [make(base_url) for make in self.jobs.values()])

    def visit(self, word: str) -> Visit:
        """Return the visit to a source."""
        if self.done is None:
            raise ValueError(word)
        return self.done.result.visits[list(self.jobs).index(word)]

    def posts(self, word: str) -> list[Post]:
        """Return the posts that came of a visit, the last state of each, in the order in which they came."""
        found = [post for posts in (self.done.posts if self.done else {}).values() for post in posts]
        return list({post.id: post for post in found if post.source == self.visit(word).source}.values())

    def gaps(self, word: str) -> list[Gap]:
        """Return the gaps that a visit noted."""
        found = [gap for gaps in (self.done.gaps if self.done else {}).values() for gap in gaps]
        return [gap for gap in found if gap.source == self.visit(word).source]


def asked(target: str, name: str) -> str | None:
    """Return one value of an address's query."""
    return parse_qs(urlsplit(target).query).get(name, [None])[0]


def as_json(value: Any) -> bytes:
    """Return an answer of JSON."""
    return answer(json.dumps(value), content_type="application/json")


def timeline(numbers: range, page_size: int = 3) -> Callable[[str], bytes]:
    """Return the route of a timeline whose n-th status was posted n milliseconds after FIRST."""

    def say(target: str) -> bytes:
        top = int(asked(target, "max_id") or 1 << 62)
        shown = [number for number in reversed(numbers) if (FIRST + number) << 16 < top][:page_size]
        return as_json([_status(number) for number in shown])

    return say


def _status(number: int) -> dict[str, Any]:
    own = str((FIRST + number) << 16)
    uri = f"https://fedi.example.org/users/loker__contoh/statuses/{own}"
    at = f"2025-09-17T08:58:07.{250 + number:03d}Z"
    return STATUS | {"id": own, "uri": uri, "url": uri, "created_at": at, "content": f"<p>Lowongan {number}</p>"}


def feed_of(*numbers: int, older: str = "") -> bytes:
    """Return a feed of numbered items, perhaps with the address of an older page."""
    items = "".join(
        f"<item><guid>https://loker.example.org/?p={number}</guid><title>Lowongan {number}</title>"
        f"<pubDate>Mon, 05 Jan 2026 10:{number:02d}:00 +0000</pubDate></item>"
        for number in numbers
    )
    link = f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="{older}"/>' if older else ""
    return answer(f'<rss version="2.0"><channel><title>x</title>{link}{items}</channel></rss>')
