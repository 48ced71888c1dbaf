"""How well and how fast posts are read: the labelled corpus, ordinary adverts, long hostile texts, posts a second.

Run: python -m benchmarks.reading [--write] (writes enrichers/data/calibration.yaml). Prints tables; with --json FILE
also the figures with facts of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections import defaultdict
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from enrichers import Data, Question, enrich, load_data
from enrichers.calibration import Measured
from posts.reading import Reading
from tests.enrichers.corpus import LAWFUL, PROTECTED, Agreement, Labelled, corpus
from tests.enrichers.lawful import adverts
from tests.enrichers.test_enrich import HOSTILE

LETTERS = 500  # of a post in the speed measurement
ROUNDS = 3  # the best of which counts: the others were disturbed
CALIBRATION = files("enrichers") / "data" / "calibration.yaml"


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help="write the calibration that docs/reference/reading.md shows"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args()
    data = load_data()
    posts = list(corpus())
    read = [enrich(Question(post.text), data) for post in posts]
    figures = agreement(posts, read) | lawful(data) | speed(posts, data) | hostile(data)
    if asked.write:
        write_calibration(posts, read, data)
    if asked.json:
        machine = {"machine": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        asked.json.write_text(json.dumps(figures | machine, indent=1), encoding="utf-8")


def agreement(posts: list[Labelled], read: list[Reading]) -> dict[str, Any]:
    """Print how far readings agree with the labels of the corpus."""
    made = Agreement()
    for post, reading in zip(posts, read, strict=True):
        made.add(post, reading)
    print(f"{len(posts)} labelled posts, {len({post.lang for post in posts})} languages\n")
    print("| question | precision | recall | right | wrong | missed |\n|---|---|---|---|---|---|")
    for name, count in made.counts.items():
        print(
            f"| {name} | {count.precision:.3f} | {count.recall:.3f} | {count.right} | {count.wrong} | {count.missed} |"
        )
    people = sum(post.kind in PROTECTED for post in posts)
    reported = sum(post.kind in {"warning", "news"} for post in posts)
    print(f"\nprotected: {people - len(made.unprotected)} of {people} pleas and job seekers")
    print(f"protected without need: {len(made.wrongly_protected)}")
    print(f"alerts among {reported} warnings and news: {len(made.alerts_kept_out)}")
    print(f"lures neither alerted nor held back: {made.vanished}\n")
    return {name: [count.precision, count.recall] for name, count in made.counts.items()}


def lawful(data: Data) -> dict[str, Any]:
    """Print how many ordinary local adverts raise an alert."""
    texts = [text for _, text in adverts()]
    alerts = sum(enrich(Question(text), data).alertable for text in texts)
    print(f"alerts among {len(texts)} ordinary local adverts with only a Telegram name: {alerts}\n")
    return {"lawful_adverts": len(texts), "lawful_alerts": alerts}


def speed(posts: list[Labelled], data: Data) -> dict[str, Any]:
    """Print how many posts of 500 letters one core reads a second, all languages mixed."""
    texts = [(post.text + " ") * (LETTERS // len(post.text) + 1) for post in posts if post.kind not in LAWFUL]
    texts = [text[:LETTERS] for text in texts]
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for text in texts:
            enrich(Question(text), data)
        best = min(best, time.process_time() - began)
    print(f"{len(texts) / best:.0f} posts of {LETTERS} letters a second and core\n")
    return {"posts_a_second": len(texts) / best}


def hostile(data: Data) -> dict[str, Any]:
    """Print how long 64 KiB of each hostile text take, and half of it: twice the length, twice the time."""
    print("| 64 KiB of | ms | ms for half |\n|---|---|---|")
    took: dict[str, list[float]] = defaultdict(list)
    for name, text in HOSTILE.items():
        for part in (text, text[: len(text) // 2]):
            took[name].append(min(_milliseconds(part, data) for _ in range(ROUNDS)))
        print(f"| {name} | {took[name][0]:.0f} | {took[name][1]:.0f} |")
    return {"hostile_ms": {name: times[0] for name, times in took.items()}}


def _milliseconds(text: str, data: Data) -> float:
    began = time.process_time()
    enrich(Question(text), data)
    return (time.process_time() - began) * 1000


def write_calibration(posts: list[Labelled], read: list[Reading], data: Data) -> None:
    """Write what a score above the threshold was worth, by language."""
    lines = [
        "# Written by benchmarks/reading.py: leads on the labelled corpus, by language. Not part of the data version.",
        "version: 1",
        f"src: '{len(posts)} invented posts of tests/corpora/reading'",
        f"measured: '{datetime.now(UTC):%Y-%m-%d}'",
        f"threshold: {data.weights.threshold.high}",
        "languages:",
    ]
    for lang in sorted({post.lang for post in posts}):
        mine = [
            (post.is_lure, reading.alertable) for post, reading in zip(posts, read, strict=True) if post.lang == lang
        ]
        one = Measured(
            lures=sum(is_lure for is_lure, _ in mine),
            found=sum(is_lure and is_lead for is_lure, is_lead in mine),
            others=sum(not is_lure for is_lure, _ in mine),
            wrong=sum(is_lead and not is_lure for is_lure, is_lead in mine),
        )
        lines.append(f"  {lang}: {{lures: {one.lures}, found: {one.found}, others: {one.others}, wrong: {one.wrong}}}")
    Path(str(CALIBRATION)).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
