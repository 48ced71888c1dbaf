"""How many posts a second go through the whole street: hand-in, reading, grouping, ledger, rules, index.

Run: python -m benchmarks.street [--posts 1000 5000] [--rounds 3] [--json OUT]
Posts are made: two of three are reposts (benchmarks/grouping.py), every second one ends with lines of the practice
scene's adverts, so that there is something to read. Stages are timed inside the real `ingest`, one process, one core
but for what libraries do; `rest` is inbox, records, custody lines and the commit to disk.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.grouping import made_posts
from crawlers.handins.giver import Giver
from crawlers.handins.jsonl_file import hand_in
from lurewatch import following, keeping, pipeline, preparing
from lurewatch.installation import Installation, opened
from lurewatch.practice.scene import scene
from posts.home import Home

START = scene().visits[0]
RULES = '[[search]]\nname = "tickets"\nquery = "tiket"\n[[pattern]]\nkind = "cluster_growth"\nposts = 3\n'
# stage: (where the street calls it, its name there)
STAGES: dict[str, tuple[Any, str]] = {
    "read": (Installation, "read"),
    "letters and keys": (preparing, "wordings"),
    "ledger": (keeping, "keep"),
    "group": (keeping, "regroup_touched"),
    "rules": (keeping, "match_posts"),
    "index": (following, "catch_up"),
}


class Stopwatch:
    """Adds up the seconds of each stage."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def timed(self, stage: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same function, its seconds counted."""

        def wrapped(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return act(*arguments, **named)
            finally:
                self.seconds[stage] += time.perf_counter() - began

        return wrapped


def lines(count: int) -> Iterator[bytes]:
    """Yield posts as JSON lines."""
    adverts = [post.text for source in scene().sources for post in source.posts if len(post.text) > 100]
    for number, text in enumerate(made_posts(count)):
        advert = adverts[number % len(adverts)] if number % 2 else ""
        record = {"platform": "telegram_web", "native_id": f"loker__uji/{number}", "text": f"{text}\n{advert}"}
        yield json.dumps(record, ensure_ascii=False).encode()


def measure(count: int) -> dict[str, float]:
    """Return posts a second of each stage and of the whole, in a new home."""
    with tempfile.TemporaryDirectory() as name:
        home = Home(Path(name) / "home")
        home.make()
        home.settings_file("alerts.toml").write_text(RULES, encoding="utf-8")
        began = time.perf_counter()
        hand_in(io.BytesIO(b"\n".join(lines(count))), "-", home, START, b"abc", Giver(None, None, None))
        row = {"hand-in": time.perf_counter() - began} | ingest(home)
    return {stage: count / seconds for stage, seconds in row.items()}


def ingest(home: Home) -> dict[str, float]:
    """Return the seconds of each stage of one ingest."""
    watch = Stopwatch()
    with ExitStack() as stack, opened(home, lambda: START) as here:
        _ = here.data  # loaded once for all posts of a command
        for stage, (place, name) in STAGES.items():
            stack.enter_context(patch.object(place, name, watch.timed(stage, getattr(place, name))))
        began = time.perf_counter()
        pipeline.ingest(here)
        whole = time.perf_counter() - began
    return watch.seconds | {"rest": whole - sum(watch.seconds.values()), "whole ingest": whole}


def main() -> None:
    """Measure each size and print posts a second."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    tables = {}
    for count in given.posts:
        rows = [measure(count) for _ in range(given.rounds)]
        tables[count] = {stage: statistics.median(row[stage] for row in rows) for stage in rows[0]}
        print(f"\n{count:,} posts, posts a second, median of {given.rounds} rounds")
        for stage, rate in tables[count].items():
            print(f"  {stage:18}{rate:12,.0f}")
    if given.json:
        machine = {"python": platform.python_version(), "cores": os.cpu_count()}
        given.json.write_text(json.dumps(machine | {"posts a second": tables}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
