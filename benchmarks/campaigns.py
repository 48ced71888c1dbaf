"""Whether planted campaigns are found again, and whether hubs join what does not belong together.

Run: python -m benchmarks.campaigns [--campaigns 40] [--alone 80] [--seed 1] [--json OUT]
A campaign is 2 to 8 adverts of different words, each posted 1 to 3 times; each shares a contact with the next, or shows
a copy of its flyer (mirrored, cropped, in a chat), or is offered by the account that posts the next. Adverts that stand
alone have their own contact. Three hubs lie over all: a channel's footer that every third advert offers, a hotline
quoted in 50 warnings, a stock picture under 40 adverts. All of it goes through the real `ingest`: reading decides whose
a contact is. Scored are posts, by B-cubed: how much of a post's found campaign is of its true one, and the reverse.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from index.ledger.known import every
from index.ledger.schema import PUBLIC
from index.ledger.store import open_ledger
from lurewatch.campaigning import Landscape, landscape
from lurewatch.installation import Installation
from lurewatch.pipeline import ingest
from lurewatch.settings import Settings
from posts import inbox
from posts.files import write_whole
from posts.home import Home
from posts.identity import sha256_hex
from posts.post import Author, Media, Post
from tests.conftest import make_post
from tests.dedupe.images.pictures import EDITS, photo, saved

NOW = datetime(2026, 1, 5, tzinfo=UTC)
TOWNS = ("Poipet", "Bavet", "Sihanoukville", "Myawaddy", "Phnom Penh", "Chrey Thom")
TRADES = ("admin", "customer service", "operator komputer", "telemarketing", "penerjemah", "staf keuangan")
SYLLABLES = [one + two for one in "bcdgjklmnprstw" for two in ("a", "e", "i", "o", "u", "an", "ing", "ur")]
LINKS = ("contact", "picture", "account")
COPIES = ("mirrored", "a tenth cut off", "in a light chat", "inside a border")
FOOTER, HOTLINE = "kanal__loker", "hot__line"
WARNINGS, STOCKED = 50, 40


class Planted:
    """The posts of a made world, and to which campaign each belongs."""

    def __init__(self, home: Home, seed: int) -> None:
        self.posts: list[Post] = []
        self.truth: dict[str, str] = {}
        self._home = home
        self._chance = random.Random(seed)
        self._adverts = 0
        self._stock = sha256_hex(b"a stock picture")

    def campaign(self, name: str, size: int) -> None:
        """Plant a campaign: a chain of adverts, each linked to the next in one of three ways."""
        offered, shown, account = [f"hr__{name}x0"], [self._picture(0)], None
        for number in range(1, size + 1):
            self._advert(name, offered, shown, account)
            way = self._chance.choice(LINKS)
            fresh = f"hr__{name}x{number}"
            account = offered[-1] if way == "account" else None
            offered = [offered[-1], fresh] if way == "contact" else [fresh]
            shown = [self._picture(number)] if way == "picture" else []

    def _advert(self, name: str, offered: list[str], shown: list[str], account: str | None) -> None:
        self._adverts += 1
        words = " ".join("".join(self._chance.choices(SYLLABLES, k=3)) for _ in range(60))
        town, trade = self._chance.choice(TOWNS), self._chance.choice(TRADES)
        pay = self._chance.randint(8, 20) * 100
        footer = f" Lowongan lain: Telegram @{FOOTER}" if self._adverts % 3 == 0 else ""
        if self._adverts <= STOCKED:
            shown = [*shown, self._stock]
        for repost in range(self._chance.randint(1, 3)):
            handles = " atau Telegram ".join(f"@{one}" for one in offered)
            text = (
                f"Lowongan kerja {trade} di {town}, gaji USD {pay} per bulan, tiket dan mess gratis, tanpa pengalaman. "
                f"{words}. Hubungi Telegram {handles}{footer}{'!' * repost}"
            )
            self._post(name, text, shown, account)

    def warning(self, number: int) -> None:
        """Plant a warning that quotes the hotline."""
        words = " ".join("".join(self._chance.choices(SYLLABLES, k=3)) for _ in range(40))
        text = f"AWAS PENIPUAN lowongan kerja palsu ke Kamboja, jangan percaya. {words}. Lapor ke Telegram @{HOTLINE}"
        self._post(f"warning {number}", text, [], None)

    def _post(self, name: str, text: str, shown: list[str], account: str | None) -> None:
        number = len(self.posts) + 1
        author = Author(handle=account, url=f"https://t.me/{account}") if account else Author()
        media = tuple(Media(order=order, sha256=one) for order, one in enumerate(shown))
        post = make_post(number, text, author=author, media=media)
        self.posts.append(post)
        self.truth[post.id] = name

    def _picture(self, number: int) -> str:
        """Return the hash of a new picture, or of another copy of the campaign's flyer."""
        if number == 0:
            self._flyer = photo(self._chance.randint(0, 1 << 30))
        edit = EDITS["the same picture" if number == 0 else self._chance.choice(COPIES)]
        data = saved(edit(self._flyer), quality=self._chance.randint(70, 95))
        sha256 = sha256_hex(data)
        write_whole(self._home.media / sha256[:2] / sha256, data)
        return sha256


def found_in(here: Installation) -> tuple[dict[str, str], Landscape]:
    """Return the campaign that each post was found in; a cluster alone is its own."""
    with here.ledger.reading() as connection:
        scene = landscape(connection)
        home = {cluster: scene.id_of(one) for one in scene.campaigns for cluster in one.clusters}
        known = {one.post.id: one.cluster or "" for one in every(connection, PUBLIC)}
    return {post: home.get(cluster, cluster) for post, cluster in known.items()}, scene


def b_cubed(found: Mapping[str, str], truth: Mapping[str, str]) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    by_found, by_truth = defaultdict(set), defaultdict(set)
    for post, name in found.items():
        by_found[name].add(post)
        by_truth[truth[post]].add(post)
    shared = {post: len(by_found[name] & by_truth[truth[post]]) for post, name in found.items()}
    precision = statistics.mean(shared[post] / len(by_found[name]) for post, name in found.items())
    recall = statistics.mean(shared[post] / len(by_truth[truth[post]]) for post in found)
    return precision, recall, 2 * precision * recall / (precision + recall)


def main() -> None:
    """Plant, ingest, score."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("campaigns", 40), ("alone", 80), ("seed", 1)):
        options.add_argument(f"--{name}", type=int, default=value)
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.make()
        chance = random.Random(asked.seed)
        planted = Planted(home, asked.seed)
        for number in range(asked.campaigns + asked.alone):
            planted.campaign(f"c{number}", chance.randint(2, 8) if number < asked.campaigns else 1)
        for number in range(WARNINGS):
            planted.warning(number)
        here = Installation(home, Settings(), open_ledger(home), lambda: NOW)
        inbox.Inbox(home.inbox, "20260105T000000Z-000001").put(inbox.PostLine(post=one) for one in planted.posts)
        ingest(here)
        found, scene = found_in(here)
        here.ledger.close()
    precision, recall, score = b_cubed(found, planted.truth)
    mixed = defaultdict(set)
    for post, name in found.items():
        mixed[name].add(planted.truth[post])
    wrong = sum(len(names) > 1 for names in mixed.values())
    hubs = [f"{hub.kind} {hub.value[:24]} in {hub.clusters}" for hub in scene.hubs]
    print(f"{len(found)} posts, {asked.campaigns} campaigns, {asked.alone} adverts alone, {WARNINGS} warnings")
    print(f"B-cubed precision {precision:.3f}, recall {recall:.3f}, F1 {score:.3f}")
    print(f"campaigns found that hold more than one true one: {wrong}; hubs that join nothing: {'; '.join(hubs)}")
    if asked.json:
        figures = {"precision": precision, "recall": recall, "f1": score, "mixed": wrong, "hubs": hubs}
        asked.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
