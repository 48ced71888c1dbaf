"""Custody: who or what did what to an item, when; a chain of lines in which each names the hash of the one before.

Lines hold ids and hashes only. `prev` is the SHA-256 of the preceding line including its LF, 64 zeros at the start,
so that `sed` and `sha256sum` can check the chain (evidence study, 3.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from posts import jsonl
from posts.identity import sha256_hex
from posts.post import Post, Record
from posts.reading import Reading

START = "0" * 64
MACHINE = "spider:lurewatch@0.1.0"

Event = Literal[
    "item.collect", "item.revise", "item.media", "item.not_shown", "item.protect", "item.label", "audit.add", "mark.add"
]


class CustodyEvent(Record, frozen=True, kw_only=True):
    """What happened to one item, with what it was then.

    `sha256` is the hash of the archived bytes or of the row, `capture` their WARC record id, `record` the hash of the
    post with its reading as the ledger holds them from then on.
    """

    t: datetime
    event: Event
    item: str
    rev: int | None = None
    capture: str | None = None
    sha256: str | None = None
    record: str | None = None
    actor: str = MACHINE
    role: str = "collector"
    purpose: str = "watch of public recruitment posts"


class CustodyLine(CustodyEvent, frozen=True, kw_only=True):
    """An event in its place in the chain."""

    seq: int
    prev: str


def chained(last_seq: int, last_line: bytes | None, events: Iterable[CustodyEvent]) -> list[tuple[int, str, bytes]]:
    """Return (number, item, line) for events appended after a line; the lines carry no LF."""
    made = []
    seq, prev = last_seq, head_of(last_line)
    for event in events:
        seq += 1
        fields = {name: getattr(event, name) for name in event.__struct_fields__}
        line = jsonl.canonical(CustodyLine(seq=seq, prev=prev, **fields))
        made.append((seq, event.item, line))
        prev = head_of(line)
    return made


def record_hash(post: Post, reading: Reading) -> str:
    """Return the hash by which a custody line remembers a post and its reading, the same before and after storing."""
    stored = [jsonl.load(jsonl.line(post), Post), jsonl.load(jsonl.line(reading), Reading)]  # 0 is read back as 0.0
    return sha256_hex(jsonl.canonical(stored))


def head_of(line: bytes | None) -> str:
    """Return what the next line must name: the hash of this line with its LF."""
    return START if line is None else sha256_hex(line + b"\n")


def broken_at(lines: Sequence[bytes]) -> int | None:
    """Return the number (from 1) of the first line that does not follow the one before it, None when all do."""
    prev = START
    for number, raw in enumerate(lines, 1):
        line = jsonl.load(raw, CustodyLine)
        if line.prev != prev or line.seq != number:
            return number
        prev = head_of(raw)
    return None
