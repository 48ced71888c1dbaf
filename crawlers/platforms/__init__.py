"""Platforms: one file each, pure and free of Scrapy. To add one: a file here, a line in PLATFORMS, pages in tests.

A platform says which names it takes (`is_name`), where to start and to go on (`start`, `older`), which hosts are its
own (`HOSTS` for pages, `MEDIA_HOSTS` for pictures; the host where a source starts always is) and what a page holds:
`read(body, capture) -> Page`. Spider, worker and re-reading from the archive call the same `read`. `older` is None
where a platform can only be paged from its newest page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, cast

from crawlers.page import Page
from crawlers.platforms import (
    bluesky,
    board,
    cambodia_jobs,
    discourse,
    feed,
    jobpage,
    jobstreet,
    mastodon,
    reddit,
    telegram_web,
    vk,
)
from posts.capture import Capture


class Platform(Protocol):
    """What a platform file offers."""

    HOSTS: frozenset[str]
    MEDIA_HOSTS: tuple[str, ...]
    BASE: str
    is_name: Callable[[str], bool]
    start: Callable[[str, str], str]
    older: Callable[[str, str, int], str | None]
    read: Callable[[bytes, Capture], Page]


# What a source of a platform may declare beside the keys that all sources have.
EXTRAS: Mapping[str, frozenset[str]] = {
    "feed": frozenset({"media_hosts"}),
    "mastodon": frozenset({"agreement", "key_file", "media_hosts"}),
    "reddit": frozenset({"agreement", "key_file"}),
    "vk": frozenset({"agreement", "key_file"}),
    "discourse": frozenset({"media_hosts"}),
    "jobpage": frozenset({"media_hosts", "selectors"}),
    "cambodia_jobs": frozenset({"media_hosts"}),
    "board": frozenset({"media_hosts", "selectors"}),
    "bluesky": frozenset({"words", "accounts"}),
}
# Official APIs that answer nobody without a key: such a source without its key_file says so and is not visited.
NEEDS_KEY: frozenset[str] = frozenset({"reddit", "vk"})
# Where a platform gives a token for a key of the form ID:SECRET.
TOKENS: Mapping[str, str] = {"reddit": reddit.EXCHANGE}

PLATFORMS: Mapping[str, Platform] = {
    "telegram_web": cast("Platform", telegram_web),
    "feed": cast("Platform", feed),
    "mastodon": cast("Platform", mastodon),
    "bluesky": cast("Platform", bluesky),
    "reddit": cast("Platform", reddit),
    "vk": cast("Platform", vk),
    "discourse": cast("Platform", discourse),
    "jobpage": cast("Platform", jobpage),
    "jobstreet": cast("Platform", jobstreet),
    "cambodia_jobs": cast("Platform", cambodia_jobs),
    "board": cast("Platform", board),
}


def is_stream(platform: str, name: str) -> bool:
    """Say whether a source is no list of pages but a stream, which is read as it flows."""
    return platform == "bluesky" and bluesky.STREAM.fullmatch(name) is not None
