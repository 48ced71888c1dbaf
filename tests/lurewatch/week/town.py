"""A town of channels on a fake server: posts come, are edited and go, servers fail, and every request is counted."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from crawlers.watchlist import Source
from tests.conftest import START
from tests.crawlers.loopback import PER_PAGE, history, message

HOUR = timedelta(hours=1)
CAPTCHA = "<html><title>Just a moment</title><p>Please solve this CAPTCHA</p></html>"
LOGIN = '<html><p>Log in to go on</p><input type="password"></html>'
CHANGED = "<html><div class='brand-new-layout'>Lowongan</div></html>"
# What a server does while it fails: status and body, and the outcome that a visit must have then.
FAULTS: dict[str, tuple[int, str, str]] = {
    "down": (0, "", "unreachable"),
    "error": (502, "", "unreachable"),
    "forbidden": (403, "", "blocked"),
    "captcha": (200, CAPTCHA, "blocked"),
    "login": (200, LOGIN, "blocked"),
    "changed": (200, CHANGED, "page_changed"),
}


@dataclass
class Item:
    """One post with its fate."""

    number: int
    at: datetime
    edited_at: datetime | None = None
    removed_at: datetime | None = None

    def text(self, now: datetime) -> str:
        """What it says at a moment."""
        is_edited = self.edited_at is not None and self.edited_at <= now
        return f"Lowongan operator nomor {self.number}" + (", kontak baru" if is_edited else "")

    def stands(self, now: datetime) -> bool:
        """Whether it can be seen at a moment."""
        return self.at <= now and (self.removed_at is None or now < self.removed_at)


@dataclass
class Channel:
    """One source, its posts, and when its server fails."""

    source: Source
    items: list[Item]
    faults: list[tuple[datetime, datetime, str]] = field(default_factory=list)

    def fault(self, now: datetime) -> str | None:
        """How its server fails at a moment."""
        return next((kind for begins, ends, kind in self.faults if begins <= now < ends), None)

    def page(self, now: datetime, before: int) -> tuple[str, list[int]]:
        """Return the markup of a page and the numbers on it."""
        standing = [item for item in self.items if item.stands(now) and item.number < before]
        shown = standing[-PER_PAGE:]
        name = self.source.name
        messages = "".join(message(name, item.number, item.text(now)) for item in shown)
        older = shown[0].number if len(standing) > len(shown) else None
        return history(name, messages, older), [item.number for item in shown]


@dataclass
class Server:
    """Answers for all channels; `asked` counts pages by source and day, `served` holds every number ever shown."""

    channels: dict[str, Channel]
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    served: dict[str, set[int]] = field(default_factory=dict)

    def say(self, key: str, url: str, now: datetime, day: str) -> tuple[int, str]:
        """Return status and body; status 0 is no answer at all."""
        channel = self.channels[key]
        self.asked[key, day] += 1
        fault = channel.fault(now)
        if fault is not None:
            return FAULTS[fault][:2]
        before = int(parse_qs(urlsplit(url).query).get("before", ["99999999"])[0])
        body, numbers = channel.page(now, before)
        self.served.setdefault(key, set()).update(numbers)
        return 200, body


def town(size: int, days: float, seed: int = 11) -> Server:
    """Return a town of some sources: every third fails once, some fail for days, few have small caps."""
    chance = random.Random(seed)
    channels = [_channel(number, days, chance) for number in range(size)]
    return Server({channel.source.key: channel for channel in channels})


def _channel(number: int, days: float, chance: random.Random) -> Channel:
    every = ("2h", "6h", "12h", None, "4h")[number % 5]
    source = Source(
        platform="telegram_web",
        name=f"loker__{number:02}",
        every=every or None,
        cron=None if every else "10 */8 * * *",
        zone=None if every else "Asia/Jakarta",
        base_url=f"http://127.0.0.1:{9000 + number % 8}",
        pages_per_day=8 if number % 10 == 5 else 60,
    )
    kind = list(FAULTS)[(number // 3) % len(FAULTS)]
    faults = [_fault(days, kind, chance)] if number % 3 == 0 else []
    return Channel(source, list(_items(days, chance)), faults)


def _fault(days: float, kind: str, chance: random.Random) -> tuple[datetime, datetime, str]:
    begins = START + timedelta(days=days * chance.uniform(0.2, 0.4))
    return begins, begins + timedelta(days=days * chance.uniform(0.1, 0.4)), kind


def _items(days: float, chance: random.Random) -> Iterator[Item]:
    rest = chance.uniform(0.7, 6)
    at = START - timedelta(days=2)
    number = chance.randrange(100, 5000)
    while at < START + timedelta(days=days):
        at += HOUR * chance.uniform(0.2, 1.8) * rest
        number += chance.choice((1, 1, 1, 1, 2))
        fate = chance.random()
        later = at + HOUR * chance.uniform(1, 12)
        edited, removed = (later if fate < 0.06 else None), (later if fate > 0.94 else None)
        yield Item(number, at, edited, removed)
