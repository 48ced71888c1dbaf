"""Discovery: accounts that watched channels forward from, link to or mention, for people to decide about.

Nothing is added to a watchlist by itself, and nothing is requested: it is a list with reasons. An account that is
named here is no suspect: most are contacts, news, or bystanders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from index.ledger.known import Known
from posts.post import Record

How = Literal["forwarded", "linked", "mentioned"]
HOWS: tuple[How, ...] = ("forwarded", "linked", "mentioned")
LINK = re.compile(r"https?://(?:www\.)?(?:t|telegram)\.me/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})(?:[/?#]|$)")
NO_ACCOUNTS = {"joinchat", "share", "addstickers", "proxy", "socks", "addtheme", "setlanguage", "iv", "login"}


class Discovered(Record, frozen=True, kw_only=True):
    """An account that is not watched, how often each reason was seen, in how many sources, since when."""

    name: str
    forwarded: int
    linked: int
    mentioned: int
    sources: int
    first_at: datetime
    last_at: datetime
    example: str


@dataclass(slots=True)
class _Sightings:
    counts: dict[How, int] = field(default_factory=lambda: dict.fromkeys(HOWS, 0))
    sources: set[str] = field(default_factory=set)
    times: list[datetime] = field(default_factory=list)
    example: str = ""


def discovered(posts: Iterable[Known], watched: Iterable[str]) -> list[Discovered]:
    """Return the accounts that posts name and nobody watches, those in most sources and forwards first."""
    names = {name.lower() for name in watched}
    found: dict[str, _Sightings] = {}
    for known in posts:
        for name, how in _named(known):
            if name not in names and name not in NO_ACCOUNTS:
                one = found.setdefault(name, _Sightings(example=known.post.id))
                one.counts[how] += 1
                one.sources.add(known.post.source)
                one.times.append(known.post.posted_at or known.first_seen_at)
    rows = [_row(name, one) for name, one in found.items()]
    return sorted(rows, key=lambda row: (-row.sources, -row.forwarded, -row.linked, -row.mentioned, row.name))


def _named(known: Known) -> Iterator[tuple[str, How]]:
    """Yield each account that one post names once, by the strongest reason."""
    post = known.post
    seen: set[str] = set()
    forward = (post.repost_of.native_id or "").partition("/")[0].lower() if post.repost_of else ""
    links = [match.group(1).lower() for link in post.links if (match := LINK.match(link))]
    mentions = [one.value.partition(":")[2] for one in known.reading.contacts if one.type == "telegram"]
    for how, names in zip(HOWS, ([forward], links, mentions), strict=True):
        for name in names:
            if name and "+" not in name and name not in seen:
                seen.add(name)
                yield name, how


def _row(name: str, one: _Sightings) -> Discovered:
    return Discovered(
        name=name,
        **one.counts,
        sources=len(one.sources),
        first_at=min(one.times),
        last_at=max(one.times),
        example=one.example,
    )
