"""How long an evidence bundle takes to export and to verify, how large it is, and how much memory both need.

Run: python -m benchmarks.bundle [--posts 1000] [--rounds 3] [--json OUT]
Posts are generated: 20 a page of 8 KB each, every second one with a picture of 155 KB, all archived first. Export and
verify run in processes of their own, so that their peak memory is theirs; beside them, on the unpacked files, the
Library of Congress's bagit.py and sha256sum.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bagit

from lurewatch.evidence.bundle import write_bundle
from lurewatch.evidence.case import Case, Member, Subject, Version
from lurewatch.evidence.custody import CustodyEvent, chained
from lurewatch.evidence.keys import PUBLIC_FILE, load_or_make, load_public
from lurewatch.evidence.verify import verify
from posts.capture import Capture, Observation, Visit
from posts.files import write_whole
from posts.home import Home
from posts.identity import post_id, sha256_hex
from posts.post import Author, Media, Post, with_fields
from posts.reading import IndicatorHit, LanguageSpan, Reading, Score, ScorePart
from posts.warc import Exchange, Segment

START = datetime(2026, 1, 5, tzinfo=UTC)
SOURCE = "telegram_web:loker__contoh"
RUN = "20260105T000000Z-aaaaaa"
PAGE_POSTS = 20  # of a Telegram preview page
POST_BYTES = 8_000  # of a page, for each of its posts
PICTURE_BYTES = 155_000  # 500 pictures of the evidence study had 77 MB
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n"
READING = Reading(
    languages=(LanguageSpan(lang="id", start=0, end=90),),
    contacts=(),
    places=(),
    pay=(),
    indicators=(IndicatorHit(id="ben_flight", phrase="tiket", start=0, end=5, weight=1.5, source="S01"),),
    context=(),
    score=Score(total=1.5, parts=(ScorePart(id="ben_flight", points=1.5),)),
    alertable=False,
    protected=False,
    data_version="benchmark",
)


def archive(segment: Segment, kind: str, mime: bytes, body: bytes, at: datetime) -> Capture:
    """Archive one answer."""
    capture = Capture(
        id="",
        run="",
        kind="http",
        purpose="media" if kind == "media" else "page",
        fetched_at=at,
        sha256=sha256_hex(body),
        bytes=len(body),
        source=SOURCE,
        url=f"http://127.0.0.1/{kind}",
        headers=(("Content-Type", mime.decode()),),
        status=200,
    )
    return segment.add_http(capture, Exchange(b"GET / HTTP/1.1\r\n\r\n", b"", HEAD % mime, body))


def make_post(number: int, picture: str | None) -> Post:
    """Return one post of about 470 letters."""
    chance = random.Random(number)
    words = ("lowongan", "kerja", "tiket", "gaji", "makan", "admin", "poipet", "usia", "paspor", "hubungi")
    post = Post(
        platform="telegram_web",
        source=SOURCE,
        native_id=f"loker__contoh/{number}",
        text=" ".join(chance.choices(words, k=78)),
        author=Author(handle="loker__contoh"),
        posted_at=START,
        via="crawl",
        media=(Media(sha256=picture, mime="image/jpeg"),) if picture else (),
    )
    return with_fields(post, id=post_id(post))


def collect(home: Home, count: int) -> Iterator[tuple[Capture, Post, Capture | None]]:
    """Archive everything and yield (page, post, picture) of each post."""
    segment = Segment(home.archive, RUN, START)
    for number in range(count):
        if number % PAGE_POSTS == 0:
            words = random.Random(number).randbytes(POST_BYTES * PAGE_POSTS // 4).hex().encode()
            page = archive(segment, "page", b"text/html", words * 2, START + timedelta(minutes=number))
        picture = None
        if number % 2:
            data = random.Random(number).randbytes(PICTURE_BYTES)
            picture = archive(segment, "media", b"image/jpeg", data, page.fetched_at)
            write_whole(home.media / picture.sha256[:2] / picture.sha256, data)
        yield page, make_post(number, picture.sha256 if picture else None), picture
    segment.close()


def make_member(page: Capture, post: Post) -> Member:
    """Return a post of the case that was seen once."""
    seen = Observation(post=post.id, rev=1, capture=page.id, seen_at=page.fetched_at, state="present")
    version = Version(1, page.fetched_at, post)
    return Member(post.id, (version,), READING, (seen,), (), None, page.fetched_at, None)


def make_case(home: Home, count: int) -> Case:
    """Return a case of so many posts."""
    rows = list(collect(home, count))
    captures = {capture.id: capture for page, _, picture in rows for capture in (page, picture) if capture}
    events = [
        CustodyEvent(t=page.fetched_at, event="item.collect", item=post.id, rev=1, capture=page.id, sha256=page.sha256)
        for page, post, _ in rows
    ]
    last = rows[-1][0].fetched_at
    return Case(
        slug="query-benchmark",
        subject=Subject("query", "kerja", "All posts with the word kerja."),
        operator="Example Desk",
        contact="desk@example.org",
        members=tuple(make_member(page, post) for page, post, _ in rows),
        captures=tuple(captures.values()),
        withheld=(),
        left_out=0,
        media=tuple((picture.sha256, "image/jpeg") for _, _, picture in rows if picture),
        custody=tuple(line for _, _, line in chained(0, None, events)),
        visits=(Visit(source=SOURCE, run=RUN, started_at=START, ended_at=last, requests=1, outcome="posts"),),
        gaps=(),
        clusters=(),
        newest_event_at=last,
    )


def peak_megabytes() -> float:
    """Return the most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def export_stage(folder: Path, count: int) -> dict[str, float]:
    """Make a home and a case, then export it as often as it takes to see that the bytes are the same."""
    home = Home(folder / "home")
    home.make()
    case, key = make_case(home, count), load_or_make(home.custody)
    before = peak_megabytes()
    seconds = took(lambda: write_bundle(case, home, key, folder / "a.zip", replace=True))
    after = peak_megabytes()
    write_bundle(case, home, key, folder / "b.zip", replace=True)
    same = (folder / "a.zip").read_bytes() == (folder / "b.zip").read_bytes()
    return {"export s": seconds, "case MB": before, "export MB": after, "identical twice": float(same)}


def verify_stage(folder: Path, _count: int) -> dict[str, float]:
    """Verify the bundle."""
    key = load_public(folder / "home" / "custody" / PUBLIC_FILE)
    seconds = took(lambda: require(verify(folder / "a.zip", key).exit_code == 0))
    return {"verify s": seconds, "verify MB": peak_megabytes()}


STAGES = {"export": export_stage, "verify": verify_stage}


def took(act: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def require(is_so: object) -> None:
    """End the benchmark when what it measures does not work."""
    if not is_so:
        sys.exit("the check under measure failed")


def stage(name: str, folder: Path, count: int) -> dict[str, float]:
    """Run one stage in a process of its own."""
    line = [sys.executable, "-m", "benchmarks.bundle", "--stage", name, "--folder", str(folder), "--posts", str(count)]
    done = subprocess.run(line, stdout=subprocess.PIPE, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def peers(folder: Path) -> dict[str, float]:
    """Check the unpacked files with tools of others."""
    with zipfile.ZipFile(folder / "a.zip") as packed:
        packed.extractall(folder / "bag")
    bag = folder / "bag" / "query-benchmark"
    line = ["sha256sum", "--strict", "--quiet", "-c", "manifest-sha256.txt"]
    return {
        "bagit.py s": took(lambda: require(bagit.Bag(str(bag)).is_valid())),
        "sha256sum s": took(lambda: subprocess.run(line, cwd=bag, check=True)),
    }


def run(count: int, rounds: int) -> dict[str, float]:
    """Measure one size and print it: the median of some rounds."""
    rows = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            row = stage("export", folder, count) | stage("verify", folder, count) | peers(folder)
            originals = sum(path.stat().st_size for path in (folder / "home/media").rglob("*") if path.is_file())
            originals += count * POST_BYTES
            size = (folder / "a.zip").stat().st_size
            rows.append(row | {"originals MB": originals / 1e6, "bundle MB": size / 1e6, "ratio": size / originals})
    table = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    print(f"\n{count:,} posts, {count // 2:,} pictures, median of {rounds}")
    for name, value in table.items():
        print(f"  {name:16}{value:>10.2f}")
    return {"posts": count, **table}


def main() -> None:
    """Measure the sizes asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, nargs="+", default=[1000])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--json", type=Path)
    options.add_argument("--stage", choices=list(STAGES), help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.stage:
        sys.stdout.write(json.dumps(STAGES[asked.stage](asked.folder, asked.posts[0])))
        return
    runs = [run(count, asked.rounds) for count in asked.posts]
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    if asked.json:
        asked.json.write_text(json.dumps({"machine": machine, "runs": runs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
