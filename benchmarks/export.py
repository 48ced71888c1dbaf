"""Whether an export of any size streams: posts a second, and the peak memory of the command, for 1, 10 and 100 %.

Run: python -m benchmarks.export [--posts 200000] [--json OUT]
Posts are short and made up; the export is the real command in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from index.embedded import open_embedded
from index.ledger.feed import announce
from index.ledger.keep import Arrival, keep
from index.ledger.schema import PUBLIC
from index.ledger.store import open_ledger
from lurewatch.feeding import rebuild
from posts.home import Home
from posts.identity import post_id
from posts.post import Author, Post, with_fields
from posts.reading import Reading, Score

START = datetime(2025, 1, 1, tzinfo=UTC)
CHUNK = 2000
SHARES = {"forum": 100, "vk": 10, "telegram_web": 1}  # each so many posts stand on this platform, else on the last one
QUERIES = ("platform:forum", "platform:(forum OR vk)", "*")


def posts(count: int) -> Iterator[Post]:
    """Yield posts with a text of one line."""
    for number in range(count):
        platform = next(name for name, share in SHARES.items() if number % share == 0)
        post = Post(
            platform=platform,
            source=f"{platform}:kanal__contoh",
            native_id=f"kanal__contoh/{number}",
            text=f"Lowongan kerja nomor {number}, gaji tinggi",
            author=Author(handle="kanal__contoh"),
            posted_at=START + timedelta(seconds=number),
            via="crawl",
        )
        yield with_fields(post, id=post_id(post))


def fill(home: Home, count: int) -> None:
    """Keep the posts in a ledger and index them."""
    reading = Reading(
        languages=(), contacts=(), places=(), pay=(), indicators=(), context=(),
        score=Score(total=0, parts=()), alertable=False, protected=False, data_version="benchmark",
    )  # fmt: skip
    home.make()
    ledger = open_ledger(home)
    waiting = posts(count)
    while part := list(islice(waiting, CHUNK)):
        with ledger.writing() as connection:
            keep(connection, [Arrival(post, reading, START, "") for post in part])
            announce(connection, [post.id for post in part], PUBLIC)
    rebuild(ledger, PUBLIC, open_embedded(home, "public"), lambda _done: None)
    ledger.close()


def export(home: Home, query: str, form: str, path: Path) -> tuple[float, float, int]:
    """Return seconds, peak memory in MB, and lines of one export."""
    command = [
        sys.executable,
        "-m",
        "lurewatch",
        "export",
        query,
        "--format",
        form,
        "-o",
        str(path),
        "--home",
        str(home.path),
    ]
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if child.returncode:
        raise SystemExit(f"the export ended with {child.returncode}")
    with path.open("rb") as file:
        return seconds, usage.ru_maxrss / 1024, sum(1 for _ in file)


def main() -> None:
    """Measure and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=200_000)
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        home = Home(Path(name) / "home")
        filling = get_context("spawn").Process(target=fill, args=(home, asked.posts))
        filling.start()  # a child's peak counts what its parent holds when it begins, so this process stays small
        filling.join()
        print(f"{'':32}{'lines':>10}{'seconds':>10}{'peak MB':>10}")
        for form in ("csv", "jsonl"):
            for query in QUERIES:
                seconds, memory, lines = export(home, query, form, Path(name) / "out")
                print(f"{form + ' ' + query:32}{lines:>10,}{seconds:>10.1f}{memory:>10.0f}", flush=True)
                rows.append({"form": form, "query": query, "lines": lines, "seconds": seconds, "peak_mb": memory})
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
