"""watchlist.toml: the public sources we read, each with its owner, its pace and its note."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.platforms import PLATFORMS
from posts.errors import SettingsError
from posts.post import Record
from posts.toml_file import line_of, load_toml

WATCHLIST_FILE = "watchlist.toml"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Source(Record, frozen=True, kw_only=True):
    """One public channel, page or group on one platform."""

    platform: str
    name: str
    every: str | None = None
    pages_per_day: int = 200
    enabled: bool = True
    owner: str | None = None
    note: str | None = None
    base_url: str | None = None

    @property
    def key(self) -> str:
        """The source's name everywhere: platform:name."""
        return f"{self.platform}:{self.name}"

    @property
    def is_loopback(self) -> bool:
        """Say whether the source stands on this machine (practice and tests: no delay, no operator needed)."""
        return self.base_url is not None and urlsplit(self.base_url).hostname in LOOPBACK


class Watchlist(Record, frozen=True, kw_only=True):
    """The whole of watchlist.toml."""

    source: tuple[Source, ...] = ()


def load_watchlist(path: Path) -> tuple[Source, ...]:
    """Return the sources of a watchlist; what is unknown, wrong or twice is refused with its line."""
    sources = load_toml(path, Watchlist).source
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for at, source in enumerate(sources):
        problem = _problem(source)
        if problem:
            key, what, do = problem
            raise SettingsError(what, do, file=str(path), line=line_of(text, f".source[{at}]", key))
    for key, times in Counter(source.key for source in sources).items():
        if times > 1:
            raise SettingsError(f"{key} stands {times} times", "keep one of them", file=str(path))
    return sources


def check_base_url(base_url: str) -> str:
    """Return a base URL that is exactly scheme, host and port; refuse anything more."""
    parts = urlsplit(base_url)
    plain = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in {"http", "https"} or not parts.hostname or base_url.rstrip("/") != plain or "@" in plain:
        raise SettingsError(f"base_url {base_url!r} is not scheme://host:port", 'write it like "http://127.0.0.1:9000"')
    return plain


def _problem(source: Source) -> tuple[str, str, str] | None:
    if source.platform not in PLATFORMS:
        return "platform", f"unknown platform {source.platform!r}", f"use one of: {', '.join(PLATFORMS)}"
    if source.pages_per_day < 1:
        return "pages_per_day", "pages_per_day must be at least 1", "set enabled = false to switch a source off"
    if source.base_url is not None:
        try:
            check_base_url(source.base_url)
        except SettingsError as problem:
            return "base_url", problem.what, problem.do
    return None
