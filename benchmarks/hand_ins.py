"""Hand-ins, measured: from a file on disk to posts in the inbox, archived first, through the killable process.

Prints a table and writes JSON; run it as `python -m benchmarks.hand_ins -o hand_ins.json`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawlers.handins import HANDINS
from crawlers.handins.giver import HandIn
from posts.home import Home

WORDS = "Dicari operator Poipet gaji 900 dolar " * 20
NOW = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: what was handed in, and what it cost."""

    kind: str
    megabytes: float
    posts: int
    seconds: float
    cpu_seconds: float

    @property
    def posts_a_cpu_second(self) -> int:
        """Posts for each second of processor time, of both processes."""
        return round(self.posts / self.cpu_seconds) if self.cpu_seconds else 0


def whatsapp(count: int) -> bytes:
    """Return a chat of so many messages."""
    days = "".join(f"{day:02}/01/2024, 10:30 - Budi: kata\n" for day in range(1, 29))
    return (days + "".join(f"28/01/2024, 10:30 - Budi: {number} {WORDS[:80]}\n" for number in range(count))).encode()


def table(count: int) -> bytes:
    """Return a table of so many rows."""
    head = "id,body,author,tiktok_url,unix_timestamp,likes\n"
    rows = (
        f"{number},{WORDS[:120]},a,https://www.tiktok.com/@a/video/{number},1767340800,5\n" for number in range(count)
    )
    return (head + "".join(rows)).encode()


def lines(count: int) -> bytes:
    """Return so many objects, one a line."""
    one = {"desc": WORDS[:120], "createTime": 1767340800, "author": {"uniqueId": "a"}, "stats": {"diggCount": 5}}
    rows = (json.dumps({"source_platform": "tiktok.com", "data": {"id": str(at), **one}}) for at in range(count))
    return "\n".join(rows).encode()


def web_archive(count: int) -> bytes:
    """Return a WARC of so many pages."""
    return b"".join(gzip.compress(_record(number), 6, mtime=0) for number in range(count))


def _record(number: int) -> bytes:
    page = f"<html><title>{number}</title><body><p>{WORDS}</p></body></html>".encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{number}\r\n"
        f"WARC-Date: 2026-01-02T08:00:00Z\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


MADE: dict[str, tuple[str, Callable[[int], bytes], int]] = {
    "whatsapp": ("_chat.txt", whatsapp, 20_000),
    "csv": ("table.csv", table, 20_000),
    "ndjson": ("items.ndjson", lines, 20_000),
    "warc": ("pages.warc.gz", web_archive, 1_000),
}


def measured(kind: str, scale: float) -> Row:
    """Hand in one made file and return what it cost."""
    name, make, count = MADE[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(make(max(1, int(count * scale))))
        home = Home(Path(folder) / "home")
        home.make()
        hand = HandIn(str(path), home, NOW, b"\xaa\xbb\xcc", options={"zone": "UTC"})
        before, started = _cpu(), time.perf_counter()
        done = HANDINS[kind](hand)
        seconds, cpu = time.perf_counter() - started, _cpu() - before
        return Row(kind, round(path.stat().st_size / 1e6, 1), done.accepted, round(seconds, 1), round(cpu, 1))


def _cpu() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def rows(scale: float) -> Iterator[Row]:
    """Measure every kind in turn."""
    for kind in MADE:
        yield measured(kind, scale)


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args(arguments)
    print("| kind | MB | posts | seconds | processor seconds | posts a processor second |\n|---|---|---|---|---|---|")
    found = []
    for row in rows(given.scale):
        found.append(row)
        cells = (row.kind, row.megabytes, f"{row.posts:,}", row.seconds, row.cpu_seconds, f"{row.posts_a_cpu_second:,}")
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
    if given.out is not None:
        facts = {"python": platform.python_version(), "machine": platform.machine(), "system": sys.platform}
        given.out.write_text(json.dumps({"machine": facts, "rows": [asdict(row) for row in found]}, indent=1))


if __name__ == "__main__":
    main()
