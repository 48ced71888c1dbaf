"""Whether `seen` finds what people paste among very many posts, and how long an answer takes.

Run: python -m benchmarks.seen [--posts 100000] [--pictures 20000] [--home FOLDER] [--json OUT]
The posts are made (benchmarks/grouping.py; two of three are reposts; of each, its contact is read). Beside them are
the invented adverts of tests/corpora/pasted_adverts.jsonl; the pastes are those of tests/corpora/pastes.jsonl: numbers,
handles and links in disguise, pieces of text, edited pictures. The looks of other pictures are random: none is near and
all are scanned.
A paste is right when its advert is among the first three posts of the answer. Each is asked in a process that has
answered before (the way of the web desk) and timed from question to answer; `first` is the very first answer, which
loads the data of reading and the looks. A home that is there already is used as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.grouping import made_posts
from dedupe.images.look import THUMB, Look
from dedupe.images.signs import CROPS, HALVES, WORDS
from index.ledger.feed import announce
from index.ledger.groups import regroup_all
from index.ledger.keep import Arrival, keep
from index.ledger.known import extent
from index.ledger.schema import PUBLIC, looks
from index.ledger.store import open_ledger
from lurewatch.installation import Installation
from lurewatch.settings import Settings
from posts.home import Home
from tests.conftest import make_contact, make_post, make_reading
from tests.lurewatch.pasting import Paste, answer, arrive, is_right, pastes
from tests.lurewatch.pasting import posts as adverts

START = datetime(2026, 1, 5, tzinfo=UTC)
FIRST_NUMBER = 1_000  # native ids of made posts; the adverts have smaller ones
PER_TRANSACTION = 500
CONTACTS = 9_973  # invented ones; each stands in some ten posts


def made(count: int) -> Iterator[Arrival]:
    """Yield posts of several invented channels, each with one contact; the contact is all that is read of them."""
    for number, text in enumerate(made_posts(count)):
        channel, at = f"kanal__{number % 40}", START + timedelta(minutes=number)
        name = f"{channel}/{FIRST_NUMBER + number}"
        url, source = f"https://t.me/{name}", f"telegram_web:{channel}"
        post = make_post(FIRST_NUMBER + number, text, source=source, native_id=name, url=url, posted_at=at)
        contact = make_contact(f"telegram:kontak__{number % CONTACTS}", role="offered")
        yield Arrival(post, make_reading(contacts=(contact,)), at, "")


def random_look(chance: np.random.Generator) -> Look:
    """Return the look of a picture that is near to no other."""
    signs = chance.integers(0, 2**63, (1 + len(CROPS) + len(HALVES), WORDS)).astype(np.uint64) * np.uint64(2)
    thumb = chance.integers(0, 256, (THUMB, THUMB)).astype(np.uint8)
    return Look((np.eye(2, 3),), signs[:1], signs[1:], thumb)


def add_pictures(here: Installation, count: int) -> None:
    """Keep the looks of pictures that posts show."""
    chance = np.random.default_rng(5)
    with here.ledger.writing() as connection:
        for number in range(count):
            look, name = random_look(chance), f"{number:064x}"
            connection.execute(looks.insert(), {"sha256": name, "views": look.views, "thumb": look.thumb.tobytes()})
            connection.execute(PUBLIC.media.insert(), {"sha256": name, "post": f"p1_made{number:022}"})


def fill(here: Installation, count: int, pictures: int) -> float:
    """Keep the made posts, group them at once, let the adverts come in; return the seconds that it took."""
    began = time.perf_counter()
    waiting = made(count)
    texts: dict[str, str] = {}
    while part := list(islice(waiting, PER_TRANSACTION)):
        with here.ledger.writing() as connection:
            keep(connection, part)
            announce(connection, [one.post.id for one in part], PUBLIC)
        texts |= {one.post.id: one.post.text for one in part}
    with here.ledger.writing() as connection:
        regroup_all(connection, texts)
    add_pictures(here, pictures)
    arrive(here)
    return time.perf_counter() - began


def ask(here: Installation, folder: Path) -> list[tuple[Paste, float, bool]]:
    """Return for each paste how long the answer took and whether it was right."""
    expected, results = adverts(), []
    for paste in pastes():
        began = time.perf_counter()
        found = answer(here, paste, folder)
        results.append((paste, time.perf_counter() - began, is_right(found, expected[paste.expect])))
    return results


def report(results: list[tuple[Paste, float, bool]], first: float) -> dict[str, object]:
    """Print the table and return its figures."""
    print(f"{'kind':10}{'pastes':>8}{'right':>8}{'median s':>10}{'slowest s':>11}")
    for kind in dict.fromkeys(paste.kind for paste, _, _ in results):
        own = [(taken, right) for paste, taken, right in results if paste.kind == kind]
        times = [taken for taken, _ in own]
        right = sum(right for _, right in own)
        print(f"{kind:10}{len(own):>8}{right:>8}{statistics.median(times):>10.2f}{max(times):>11.2f}")
    times = [taken for _, taken, _ in results]
    right = sum(right for _, _, right in results)
    print(
        f"{'all':10}{len(results):>8}{right:>8}{statistics.median(times):>10.2f}{max(times):>11.2f}, first {first:.2f}"
    )
    for paste, _, is_found in results:
        if not is_found:
            print(f"not found: {paste.name}")
    return {"pastes": len(results), "right": right, "median": statistics.median(times), "slowest": max(times)}


def main() -> None:
    """Fill a home and ask."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=100_000)
    options.add_argument("--pictures", type=int, default=20_000)
    options.add_argument("--home", type=Path)
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(asked.home or Path(folder) / "home")
        is_filled = home.ledger.exists()
        home.make()
        here = Installation(home, Settings(), open_ledger(home), lambda: START)
        if not is_filled:
            taken = fill(here, asked.posts, asked.pictures)
            print(f"{asked.posts:,} posts and {asked.pictures:,} pictures in {taken:,.0f} s")
        with here.ledger.reading() as connection:
            print(f"{extent(connection, PUBLIC)[0]:,} public posts in the ledger")
        began = time.perf_counter()
        answer(here, pastes()[-1], Path(folder))
        first = time.perf_counter() - began
        found = report(ask(here, Path(folder)), first)
        here.ledger.close()
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    if asked.json:
        asked.json.write_text(json.dumps({"machine": machine, "posts": asked.posts} | found, indent=1) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
