"""How well grouping stands what is hard for it: common footers, agencies, waves of reposts, floods, one letter.

Run: python -m benchmarks.stress [--bench FOLDER] [--json OUT]
Adverts are those of the labelled development set where --bench is there, else made; edits and sets are made here.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.adverts import EDITS, Maker, Sentences
from dedupe.group import group
from dedupe.incremental import place
from dedupe.keys import wordings
from dedupe.memory import Memory

NAMES = sorted(EDITS)
TWO_MEGABYTES = 2_000_000


@dataclass(frozen=True)
class Labelled:
    """A post, the advert it is of, and the second one where it holds two."""

    text: str
    advert: int
    second: int | None = None


@dataclass
class Scene:
    """What a set is made of."""

    maker: Maker
    seeds: Iterator[Sentences]
    posts: list[Labelled] = field(default_factory=list)
    adverts: list[Sentences] = field(default_factory=list)

    def add(self, sentences: Sentences, reposts: int, merged: float, beside: Sequence[int]) -> int:
        """Add an advert, its reposts, and posts that hold it and one of some other adverts."""
        chance, number = self.maker.chance, len(self.adverts)
        self.adverts.append(sentences)
        self.posts.append(Labelled(self.maker.text(sentences), number))
        for _ in range(reposts):
            if beside and chance.random() < merged:
                other = chance.choice(beside)
                both = [self.maker.text(sentences), self.maker.text(self.adverts[other])]
                self.posts.append(Labelled("\n\n".join(chance.sample(both, 2)), number, other))
                continue
            edits = chance.sample(NAMES, chance.choice([2, 3, 4]) if chance.random() < 0.2 else 1)
            self.posts.append(Labelled(self.maker.text(self.maker.edited(sentences, edits)), number))
        return number


def agencies(scene: Scene, posts: int, share: float, merged: float, adverts: tuple[int, int]) -> None:
    """Add groups of adverts under one footer, which is this share of every post."""
    chance = scene.maker.chance
    while len(scene.posts) < posts:
        pool = [scene.maker.sentence() for _ in range(40)]
        own: list[int] = []
        for _ in range(chance.randint(*adverts)):
            body = next(scene.seeds)
            own.append(scene.add(body + footer(pool, body, share), min(25, int(chance.expovariate(0.3))), merged, own))


def footer(pool: Sentences, body: Sentences, share: float) -> Sentences:
    """Return so many sentences of the pool that they are this share of the whole."""
    goal = share / (1 - share) * sum(map(len, body))
    found: Sentences = []
    for sentence in pool:
        if sum(map(len, found)) >= goal:
            break
        found.append(sentence)
    return found


def waves(scene: Scene) -> None:
    """Add a few adverts that are reposted up to 2,500 times and many that are not; some posts hold two."""
    for reposts in (2500, 1500, 800, 400, 200, 100, *([4] * 300)):
        scene.add(next(scene.seeds), reposts, 0.02, range(len(scene.adverts)))


def adjusted_rand(labels: Sequence[object], clusters: Sequence[object]) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985)."""

    def pairs(counts: Iterable[int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts)

    both = pairs(Counter(zip(labels, clusters, strict=True)).values())
    left, right = pairs(Counter(labels).values()), pairs(Counter(clusters).values())
    expected = left * right / (len(labels) * (len(labels) - 1) / 2)
    return (both - expected) / ((left + right) / 2 - expected)


def measure(posts: Sequence[Labelled]) -> dict[str, float]:
    """Return how well and how fast a set is grouped: posts of one advert count, those of two must link to both."""
    began = time.process_time()
    lines = group({str(number): post.text for number, post in enumerate(posts)}).lines
    seconds = time.process_time() - began
    plain = [(post.advert, line.cluster) for post, line in zip(posts, lines, strict=True) if post.second is None]
    main = {
        advert: Counter(cluster for own, cluster in plain if own == advert).most_common(1)[0][0]
        for advert in {own for own, _ in plain}
    }
    two = [
        {main[post.advert], main[post.second]} <= {line.cluster, *line.also}
        for post, line in zip(posts, lines, strict=True)
        if post.second is not None
    ]
    ari = adjusted_rand([advert for advert, _ in plain], [cluster for _, cluster in plain])
    return {"posts": len(posts), "ari": ari, "two adverts linked": sum(two) / max(1, len(two)), "seconds": seconds}


def flood(maker: Maker, count: int) -> dict[str, float]:
    """Place near-copies of one advert in batches of 500, as ingest does; the slowest batch tells whether it grows."""
    advert = maker.advert()
    texts = [maker.text(maker.edited(advert, [maker.chance.choice(NAMES)])) + maker.word() for _ in range(count)]
    memory, batches = Memory(), []
    for start in range(0, count, 500):
        began = time.process_time()
        batch = wordings(texts[start : start + 500])
        memory.keep(place({f"p{start + number}": one for number, one in enumerate(batch)}, (), memory))
        batches.append(time.process_time() - began)
    largest = Counter(memory.clusters.values()).most_common(1)[0][1]
    return {
        "posts": count,
        "seconds": sum(batches),
        "slowest batch": max(batches),
        "last batch": batches[-1],
        "in one cluster": largest / count,
        "unsettled": len(memory.unsettled),
    }


def one_letter() -> dict[str, float]:
    """Group two posts of two million times one letter."""
    began = time.process_time()
    clusters = {line.cluster for line in group({"a": "a" * TWO_MEGABYTES, "b": "a" * (TWO_MEGABYTES - 1)}).lines}
    return {"seconds": time.process_time() - began, "clusters": len(clusters)}


def seeds(maker: Maker, bench: Path) -> Iterator[Sentences]:
    """Yield adverts: those of the labelled set, one a family, then made ones."""
    file = bench / "dedupe" / "en_dev.jsonl.gz"
    if file.exists():
        posts = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
        roots = [post["text"].split("\n")[1:] for post in posts if post["op"] == "root" and not post["boiler"]]
        roots = [[line for line in root if not line.startswith(("📞", "Telegram: ", "https://"))] for root in roots]
        yield from maker.chance.sample(roots := [root for root in roots if len(root) > 1], len(roots))
    while True:
        yield maker.advert()


def sets(bench: Path) -> Iterator[tuple[str, list[Labelled]]]:
    """Yield each set by name."""
    for number, (name, share, merged, adverts) in enumerate(
        (
            ("agencies, footer 35 %, 35 % hold two", 0.35, 0.35, (5, 20)),
            ("footer 50 %", 0.50, 0.05, (3, 8)),
            ("footer 60 %", 0.60, 0.05, (3, 8)),
        )
    ):
        maker = Maker(random.Random(100 + number))
        scene = Scene(maker, seeds(maker, bench))
        agencies(scene, 4_000, share, merged, adverts)
        yield name, scene.posts
    for seed in (14, 15):
        maker = Maker(random.Random(seed))
        scene = Scene(maker, seeds(maker, bench))
        waves(scene)
        yield f"families up to 2,500 ({seed})", scene.posts


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bench", type=Path, default=Path(__file__).parents[2] / "shared" / "bench")
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    report: dict[str, dict[str, float]] = {}
    for name, posts in sets(asked.bench):
        report[name] = measure(posts)
        print(f"{name:42}" + "  ".join(f"{key} {value:.4g}" for key, value in report[name].items()), flush=True)
    report["flood of 10,000"] = flood(Maker(random.Random(3)), 10_000)
    report["2 MB of one letter"] = one_letter()
    for name in ("flood of 10,000", "2 MB of one letter"):
        print(f"{name:42}" + "  ".join(f"{key} {value:.4g}" for key, value in report[name].items()), flush=True)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB", file=sys.stderr)
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
