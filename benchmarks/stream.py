"""How fast a stream is caught up with, and in how much memory: events sifted by words, archived and read.

Run: python -m benchmarks.stream [--events 50000] [--share 0.01]
A fake Jetstream on loopback replays events of which a share holds the word that the source asks for. `sifting` is the
worker alone, in this process; `visit` is a whole visit: one connection, sifting in the worker, the archive, the inbox.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.parsers import watch
from crawlers.collect import collect
from crawlers.job import Job, Operator
from crawlers.stream.sifted import Filter
from crawlers.stream.sifting import sift
from crawlers.watchlist import Source
from posts import jsonl
from posts.home import Home
from tests.conftest import START
from tests.crawlers.stream.flow import NOW, SECOND, Flow, event

BATCH = 1_000
WORD = "kamboja"
TEXT = "Selamat pagi semua, hari ini cuacanya cerah dan kami berjalan ke pasar untuk membeli sayur. "


def events(count: int, share: float) -> list[str]:
    """Return events of the last half hour, a share of them with the word."""
    every = max(1, round(1 / share))
    span = 1_800 * SECOND // count
    return [
        event(number, TEXT + (WORD if number % every == 0 else "rumah"), at=NOW - (count - number) * span)
        for number in range(count)
    ]


def sifting(frames: list[str]) -> float:
    """Return events a second that the worker sifts."""
    head = jsonl.line(Filter(words=(WORD, "poipet", "myawaddy", "bavet", "sihanoukville")))
    began = time.perf_counter()
    for start in range(0, len(frames), BATCH):
        sift(b"\n".join((head, *(one.encode() for one in frames[start : start + BATCH]))))
    return len(frames) / (time.perf_counter() - began)


def visit(frames: list[str]) -> tuple[float, int, float]:
    """Return events a second of a whole visit, the posts that it kept, and the most memory of its processes in MB."""
    flow = Flow()
    flow.add(*frames)
    held: list[float] = []
    is_over = threading.Event()
    threading.Thread(target=watch, args=(held, is_over), daemon=True).start()
    with tempfile.TemporaryDirectory() as folder, flow:
        home = Home(Path(folder) / "home")
        home.make()
        source = Source(platform="bluesky", name="jetstream/loker", base_url=flow.base_url, words=(WORD,))
        began = time.perf_counter()
        (done,) = collect([Job(source=source)], home, Operator(), now=START).visits
        seconds = time.perf_counter() - began
    is_over.set()
    return len(frames) / seconds, done.posts, max(held, default=0.0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--share", type=float, default=0.01)
    asked = parser.parse_args()
    frames = events(asked.events, asked.share)
    print(f"sifting: {sifting(frames):,.0f} events/s in one process")
    rate, posts, most = visit(frames)
    print(f"visit: {asked.events:,} events, {posts:,} posts kept, {rate:,.0f} events/s; memory {most:.0f} MB at most")


if __name__ == "__main__":
    main()
