"""watchlist.toml: the public sources we read, each with its owner, its pace and its note."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.bluesky.jetstream import ACCOUNT, MAX_ACCOUNTS
from crawlers.calendar import problem_in as problem_in_calendar
from crawlers.declared import problem_in
from crawlers.platforms import EXTRAS, PLATFORMS, is_stream
from posts.errors import SettingsError
from posts.post import Record, with_fields
from posts.toml_file import line_of, load_toml

WATCHLIST_FILE = "watchlist.toml"
EVERY = re.compile(r"[1-9][0-9]{0,4}[smhd]")
WHOLE_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]+")  # no user, no escape, no sign that parsers read differently
FEWEST_LETTERS = 2  # of a word that a stream is searched for
MOST_WORDS = 200

HOST_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class Source(Record, frozen=True, kw_only=True):
    """One public channel, page or group on one platform."""

    platform: str
    name: str
    every: str | None = None
    cron: str | None = None
    zone: str | None = None
    silent_after: str | None = None
    pages_per_day: int = 200
    enabled: bool = True
    owner: str | None = None
    note: str | None = None
    base_url: str | None = None
    browser: bool = False
    key_file: str | None = None
    agreement: str | None = None
    media_hosts: tuple[str, ...] = ()
    selectors: dict[str, str] = {}
    words: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The source's name everywhere: platform:name."""
        return f"{self.platform}:{self.name}"

    @property
    def is_loopback(self) -> bool:
        """Say whether the source stands on this machine (practice and tests: no delay, no operator needed)."""
        return self.base_url is not None and _is_loopback(urlsplit(self.base_url).hostname or "")


class Watchlist(Record, frozen=True, kw_only=True):
    """The whole of watchlist.toml."""

    source: tuple[Source, ...] = ()


def load_watchlist(path: Path) -> tuple[Source, ...]:
    """Return the sources of a watchlist; what is unknown, wrong or twice is refused with its line."""
    sources = load_toml(path, Watchlist).source
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    seen: set[str] = set()
    for at, source in enumerate(sources):
        if problem := _problem(source, seen):
            key, what, do = problem
            place, _, name = f".source[{at}].{key}".rpartition(".")
            raise SettingsError(what, do, file=str(path), line=line_of(text, place, name))
        seen.add(source.key.lower())
    return tuple(_with_plain_base(source) for source in sources)


def check_base_url(base_url: str) -> str:
    """Return a base URL that is exactly scheme, host and port; refuse anything more."""
    try:
        parts = urlsplit(base_url)
        plain = f"{parts.scheme}://{parts.netloc}"
        is_plain = bool(parts.hostname) and parts.port != 0 and base_url in {plain, f"{plain}/"}
    except ValueError:
        is_plain = False
    if not is_plain or parts.scheme not in {"http", "https"} or not WHOLE_HOST.fullmatch(parts.netloc):
        raise SettingsError(f"base_url {base_url!r} is not scheme://host:port", 'write it like "http://127.0.0.1:9000"')
    return plain


def _with_plain_base(source: Source) -> Source:
    return with_fields(source, base_url=check_base_url(source.base_url)) if source.base_url is not None else source


def _problem(source: Source, seen: set[str]) -> tuple[str, str, str] | None:
    if source.platform not in PLATFORMS:
        return "platform", f"unknown platform {source.platform!r}", f"use one of: {', '.join(PLATFORMS)}"
    if source.key.lower() in seen:
        return "name", f"{source.key} stands here twice", "keep one of them"
    if source.pages_per_day < 1:
        return "pages_per_day", "pages_per_day must be at least 1", "set enabled = false to switch a source off"
    for key, span in (("every", source.every), ("silent_after", source.silent_after)):
        if span is not None and not EVERY.fullmatch(span):
            return key, f"{key} {span!r} is no span of time", "write a number and s, m, h or d, like 30m"
    if source.base_url is not None:
        try:
            check_base_url(source.base_url)
        except SettingsError as problem:
            return "base_url", problem.what, problem.do
    return _problem_of_calendar(source) or _problem_of_extras(source)


def _problem_of_calendar(source: Source) -> tuple[str, str, str] | None:
    if source.cron is None:
        return ("zone", "zone without cron says nothing", "remove it, or add cron") if source.zone is not None else None
    if source.every is not None:
        return "cron", "every and cron do not go together", "keep one of them"
    return problem_in_calendar(source.cron, source.zone)


def _problem_of_extras(source: Source) -> tuple[str, str, str] | None:
    """Return what is wrong with the keys that only some platforms take: key, what, what to do."""
    given = {
        "key_file": source.key_file,
        "agreement": source.agreement,
        "media_hosts": source.media_hosts,
        "selectors": source.selectors,
        "words": source.words,
        "accounts": source.accounts,
    }
    for key in sorted(name for name, value in given.items() if value):
        is_for_browser = source.browser and key == "media_hosts"  # where the page's scripts and data come from
        if key not in EXTRAS.get(source.platform, frozenset()) and not is_for_browser:
            return key, f"{source.platform} takes no {key}", "remove it"
    if source.agreement is not None and source.key_file is None:
        return "agreement", "an agreement goes with a key", "name its file as key_file, or remove agreement"
    for host in source.media_hosts:
        if not HOST_NAME.fullmatch(host):
            return "media_hosts", f"{host!r} is no host name", 'write it like "files.example.org"'
    if wrong := problem_in(source.platform, source.selectors):
        name, what, do = wrong
        return f"selectors.{name}" if name in source.selectors else "selectors", what, do
    return _problem_of_stream(source)


def _problem_of_stream(source: Source) -> tuple[str, str, str] | None:
    """Return what is wrong with the filter of a stream: without one it would carry everything that anybody writes."""
    given = next((name for name in ("words", "accounts") if getattr(source, name)), None)
    if not is_stream(source.platform, source.name):
        return (given, f"only a stream takes {given}", 'name it "jetstream/…", or remove it') if given else None
    if given is None:
        return "name", "a stream needs words or accounts", 'add words = ["kamboja"] or accounts = ["did:plc:…"]'
    if any(len(word.strip()) < FEWEST_LETTERS for word in source.words) or len(source.words) > MOST_WORDS:
        return "words", "a word of a stream is too short, or there are too many", f"give at most {MOST_WORDS} words"
    if any(not ACCOUNT.fullmatch(one) for one in source.accounts) or len(source.accounts) > MAX_ACCOUNTS:
        return "accounts", "an account of a stream is no DID", 'write it like "did:plc:abcdefghijklmnopqrstuvwx"'
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
