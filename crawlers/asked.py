"""Asked: what the address of one public post means: which platform reads it, on which page, under which number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from crawlers.platforms import PLATFORMS, bluesky, telegram_web
from posts.errors import InputError

PLAIN = "web"  # the platform of a page that no platform of ours reads
READ_AS = "platform"  # key of what a capture declares: who reads a page that was asked for by its address
MAX_URL_CHARS = 2_000
BLUESKY_POST = re.compile(r"/profile/([A-Za-z0-9.:-]{3,253})/post/([a-z0-9]{1,20})/?")
TELEGRAM_POST = re.compile(r"/(?:s/)?([A-Za-z0-9_]{4,32})(?:/([0-9]{1,18}))?/?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One public address: the page to ask for, and the native id of the post, where the address names one."""

    platform: str
    page: str
    native_id: str | None = None


def asked_for(url: str, base_url: str | None = None) -> Asked:
    """Return what an address asks for, at a mirror or test server where one is given; refuse what is no web address."""
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        is_usual = parts.port in {None, 80, 443}
    except ValueError:
        is_plain = is_usual = False
    if not is_plain or not is_usual or len(url) > MAX_URL_CHARS or any(char <= " " for char in url):
        raise InputError(f"{url[:200]!r} is no public web address", 'write it like "https://t.me/some__channel/12"')
    platform = platform_at(url)
    reads = PAGES.get(platform, _as_it_is)
    return reads(platform, url, base_url or f"https://{parts.hostname}")


def platform_at(url: str | None) -> str:
    """Return the platform whose own host an address names, else `web`."""
    host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    return next((name for name, platform in PLATFORMS.items() if _is_below(host, platform.HOSTS)), PLAIN)


def _is_below(host: str, owned: frozenset[str]) -> bool:
    return any(host == own or host.endswith(f".{own}") for own in owned)


def _telegram(platform: str, url: str, base: str) -> Asked:
    found = TELEGRAM_POST.fullmatch(urlsplit(url).path)
    if found is None:
        return _as_it_is(PLAIN, url, base)
    name, number = found[1].lower(), found[2]
    if number is None:
        return Asked(platform, telegram_web.start(name, base))
    return Asked(platform, telegram_web.older(name, base, int(number) + 1), f"{name}/{int(number)}")


def _bluesky(platform: str, url: str, base: str) -> Asked:
    found = BLUESKY_POST.fullmatch(urlsplit(url).path)
    if found is None:
        return _as_it_is(PLAIN, url, base)
    root = bluesky.BASE if urlsplit(base).hostname in bluesky.HOSTS else base
    return Asked(platform, f"{root}{bluesky.THREAD}?uri={quote(f'at://{found[1]}/{bluesky.POST}/{found[2]}')}&depth=0")


def _as_it_is(platform: str, url: str, base: str) -> Asked:
    parts = urlsplit(url)
    return Asked(platform, f"{base}{parts.path or '/'}{'?' + parts.query if parts.query else ''}")


# Platforms on which the address of a post is not the page that we can read it from.
PAGES: Mapping[str, Callable[[str, str, str], Asked]] = {"telegram_web": _telegram, "bluesky": _bluesky}
