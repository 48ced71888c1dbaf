"""Crawled platforms: a saved page read by the parser that reads it when we collect it ourselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawlers.handins.saved.saved import Saved
from crawlers.handins.tables.items import platform_at
from crawlers.handins.taken import taken
from crawlers.json_page import looks_like_json
from crawlers.platforms import PLATFORMS
from posts.capture import Capture
from posts.errors import LurewatchError
from posts.identity import sha256_hex
from posts.post import Post, with_fields

# A parser is asked here about pages that are none of its platform: values of other types than its own pages have.
NOT_ITS_SHAPE = (TypeError, KeyError, AttributeError, IndexError, ValueError)
DATA_ONLY = frozenset({"bluesky", "discourse", "mastodon", "reddit", "vk"})  # they answer with JSON, never with a page
FEED = "feed"
BEGINS_FEED = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)


def crawled_posts(saved: Saved) -> list[Post]:
    """Return the posts of a page of a platform that we collect; none where its parser is not sure of the page."""
    for name in _platforms(saved):
        try:
            page = PLATFORMS[name].read(saved.body, _capture(saved, name))
        except (LurewatchError, *NOT_ITS_SHAPE):
            continue  # the page is of another shape: the next reader, in the end the plain page, takes it
        if page.posts and page.outcome is None:
            return [_taken(post, saved) for post in page.posts]
    return []


def _platforms(saved: Saved) -> Iterator[str]:
    """Yield the platforms whose page it can be: by its host; those that stand on any host; all, where none is known."""
    if platform_at(saved.host) is not None:
        return  # never crawled: it has readers of its own
    is_data = looks_like_json(saved.body)
    for name, platform in PLATFORMS.items():
        if (name in DATA_ONLY and not is_data) or (name == FEED and not BEGINS_FEED.match(saved.body[:4096])):
            continue
        own = platform.HOSTS | ({urlsplit(platform.BASE).hostname or ""} if platform.BASE else set())
        if not saved.host or not own or any(saved.host == one or saved.host.endswith(f".{one}") for one in own):
            yield name


def _capture(saved: Saved, platform: str) -> Capture:
    asked = saved.asked
    return Capture(
        id="",
        run="",
        kind="http",
        purpose="page",
        fetched_at=_written(asked.written) or asked.received_at,
        sha256=sha256_hex(saved.body),
        bytes=len(saved.body),
        source=f"{platform}:import",
        url=saved.url,
        final_url=saved.url,
        status=200,
        headers=(*((name, value) for name, value in saved.headers if name.lower() != "content-encoding"),),
    )


def _written(date: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(date) if date else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None


def _taken(post: Post, saved: Saved) -> Post:
    media = tuple(with_fields(one, capture=None, fetched_at=None) for one in post.media)
    place = f"{saved.place}/{post.url or post.text[:80]}"
    return taken(with_fields(post, media=media), saved.asked.sha256, place)
