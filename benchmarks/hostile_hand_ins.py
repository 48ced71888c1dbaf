"""What hostile hand-ins cost: seconds, the memory of both processes, and the sentence; each by `lurewatch import`.

Run: python -m benchmarks.hostile_hand_ins [NAME …]
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

MEGA = 1 << 20
STEP_SECONDS = 0.01  # between looks at the memory
CHAT = "15/01/2024, 10:30 - Budi: kata \U0001f600 {number}\n"
Made = tuple[str, str, Callable[[Path], None]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hand-in cost: seconds, the most memory of one process and of all at one moment in MB, what was said."""

    seconds: float
    largest: int
    together: int
    said: str


def record(block: bytes, kind: str = "resource", length: int | None = None) -> bytes:
    """Return one WARC record, of a picture where it is no page."""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/a\r\nContent-Type: image/png\r\n"
    return head.encode() + f"Content-Length: {length or len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def zeros(pieces: int) -> bytes:
    """Return the gzip of a record of so many times 64 MiB of zeros."""
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=9, mtime=0) as packed:
        packed.write(record(b"", length=pieces << 26)[:-4])
        for _ in range(pieces):
            packed.write(bytes(64 * MEGA))
        packed.write(b"\r\n\r\n")
    return target.getvalue()


def packed_zeros(path: Path) -> None:
    """Write a WACZ with a gigabyte of zeros in one file."""
    listed = {"resources": [{"path": "archive/a.warc", "hash": "sha256:00", "bytes": 1 << 30}]}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("datapackage.json", json.dumps(listed))
        with archive.open("archive/a.warc", "w", force_zip64=True) as inner:
            for _ in range(1024):
                inner.write(bytes(MEGA))


def large_warc(path: Path) -> None:
    """Write a WARC of 210 MB: 1,400 pictures that no compression makes smaller."""
    chance = random.Random(1)
    with path.open("wb") as target:
        for _ in range(1_400):
            target.write(gzip.compress(record(chance.randbytes(150_000)), 1, mtime=0))


def whole_record(path: Path) -> None:
    """Write a WARC with one page of 31 MiB, as large as we look into."""
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>" + b"<p>kata " * (31 * MEGA // 8)
    path.write_bytes(record(page, "response"))


def table_of_bad_rows(path: Path) -> None:
    """Write a table in which no row of a million has the right number of cells."""
    with path.open("w", encoding="utf-8") as target:
        target.write("id,body,author,tiktok_url,unix_timestamp\n")
        target.writelines("1,2,3\n" for _ in range(1_000_000))


def page_of_pictures(path: Path) -> None:
    """Write a SingleFile page of 31 MiB, nearly all of it pictures inside it."""
    chance, pictures = random.Random(2), 390
    one = [base64.b64encode(b"\xff\xd8\xff" + chance.randbytes(60_000)).decode() for _ in range(pictures)]
    body = "".join(f'<p>kata</p><img src="data:image/jpeg;base64,{data}">' for data in one)
    path.write_text(f"<html><body>{body}</body></html>", encoding="ascii")


def telegram(path: Path) -> None:
    """Write an export of Telegram of 31 MiB."""
    text = "kata \U0001f600 " * 12
    one = {"id": 1, "type": "message", "date_unixtime": "1767340800", "from": "Budi", "from_id": "user1", "text": text}
    many = (json.dumps(one | {"id": number}, ensure_ascii=False) for number in range(120_000))
    path.write_text('{"name": "x", "type": "x", "id": 1, "messages": [' + ",".join(many) + "]}", encoding="utf-8")


def written(data: Callable[[], bytes]) -> Callable[[Path], None]:
    """Return a maker that writes some bytes."""
    return lambda path: _write(path, data())


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


CASES: dict[str, Made] = {
    "WARC, three members of 1 GiB of zeros each": ("warc", "a.warc.gz", written(lambda: zeros(16) * 3)),
    "WARC that promises 2 GB": ("warc", "a.warc", written(lambda: record(b"x" * 9, length=2_000_000_000)[:-4])),
    "WARC of 150,000 records": (
        "warc",
        "a.warc.gz",
        written(lambda: gzip.compress(record(b"<p>x</p>"), 1, mtime=0) * 150_000),
    ),
    "WARC of 210 MB": ("warc", "a.warc.gz", large_warc),
    "WARC with one page of 31 MiB": ("warc", "a.warc", whole_record),
    "WACZ with 1 GiB of zeros in one file": ("wacz", "a.wacz", packed_zeros),
    "page of 1,500,000 nested elements": ("html", "a.html", written(lambda: b"<div>" * 1_500_000 + b"kata")),
    "page of 120 tags of 60 KB of attributes": (
        "html",
        "a.html",
        written(lambda: b"".join(b"<p " + b"a%d=1 " % n * 8_500 + b">kata</p>" for n in range(120))),
    ),
    "page of 90,000 scripts": (
        "html",
        "a.html",
        written(
            lambda: (
                b"<p>kata" + b'<script type="application/json">{"id": 1, "text": "kata kata kata"}</script>' * 90_000
            )
        ),
    ),
    "page of 27 MB of markup": ("html", "a.html", written(lambda: b"<p>kata</p>" * 2_500_000)),
    "page of 31 MiB of pictures": ("html", "a.html", page_of_pictures),
    "MHTML of 300,000 parts": (
        "html",
        "a.mhtml",
        written(
            lambda: (
                b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
                + b"--b\r\nContent-Type: text/html\r\n\r\nx\r\n" * 300_000
            )
        ),
    ),
    "table with one cell of 50 MB": (
        "csv",
        "a.csv",
        written(lambda: b"id,body,author,tiktok_url,unix_timestamp\n1," + b"x" * 52_000_000 + b",a,,1\n"),
    ),
    "table of 1,000,000 rows that are all wrong": ("csv", "a.csv", table_of_bad_rows),
    "JSON of 4,000,000 objects": ("ndjson", "a.json", written(lambda: b"[" + b'{"a":1},' * 4_000_000 + b"{}]")),
    "JSON nested 30,000,000 deep": ("ndjson", "a.json", written(lambda: b"[" * 30_000_000)),
    "JSON of one value of 60 MB": ("ndjson", "a.json", written(lambda: b'{"a":"' + b"x" * 60_000_000 + b'"}')),
    "chat of 31 MiB with an emoji in each line": (
        "whatsapp",
        "_chat.txt",
        written(lambda: "".join(CHAT.format(number=number) for number in range(680_000)).encode()),
    ),
    "Telegram export of 31 MiB": ("telegram", "result.json", telegram),
}


def cost(kind: str, path: Path, home: Path) -> Cost:
    """Hand in a file as a user does, and watch."""
    command = [sys.executable, "-m", "lurewatch", "import", kind, str(path), "--zone", "UTC", "--home", str(home)]
    began, largest, together = time.perf_counter(), 0, 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        reader = os.fdopen(os.dup(process.stdout.fileno()), errors="replace") if process.stdout else io.StringIO()
        os.set_blocking(reader.fileno(), False)
        said = ""
        while process.poll() is None:
            sizes = [_resident(pid) for pid in _family(process.pid)]
            largest, together = max([largest, *sizes]), max(together, sum(sizes))
            said += _read(reader)
            time.sleep(STEP_SECONDS)
        said += _read(reader)
    return Cost(time.perf_counter() - began, largest // MEGA, together // MEGA, _sentence(said))


def _read(reader: io.TextIOBase | io.StringIO) -> str:
    try:
        return reader.read() or ""
    except (BlockingIOError, TypeError):
        return ""


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    yield from map(int, children)


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def _sentence(said: str) -> str:
    lines = [line for line in said.splitlines() if line and "nobody is named" not in line]
    taken = next((line.partition(";")[0] for line in lines if "taken" in line), "")
    why = next(
        (line.rpartition(": ")[2].partition(";")[0] for line in lines if "; " in line and "taken" not in line), ""
    )
    return f"{taken}; {why}"[:160]


def main(names: list[str]) -> None:
    """Print the table."""
    print("| file | MB | seconds | largest process, MB | both together, MB | what is said |\n|---|---|---|---|---|---|")
    for title, (kind, name, make) in CASES.items():
        if names and not any(one in title for one in names):
            continue
        with tempfile.TemporaryDirectory() as folder:
            path, home = Path(folder) / name, Path(folder) / "home"
            make(path)
            subprocess.run(
                [sys.executable, "-m", "lurewatch", "init", "--home", str(home)], check=True, capture_output=True
            )
            found = cost(kind, path, home)
            cells = (title, f"{path.stat().st_size / 1e6:.1f}", f"{found.seconds:.1f}", found.largest, found.together)
            print(f"| {' | '.join(map(str, cells))} | {found.said} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
