"""The bundle's own custody chain: the members' lines of the home log, chained anew and tied to the home's lines."""

from __future__ import annotations

from collections.abc import Sequence

from lurewatch.evidence.custody import CustodyEvent, CustodyLine, head_of
from posts import jsonl
from posts.post import Record


class BundleLine(CustodyEvent, frozen=True, kw_only=True):
    """A custody line of a bundle; `home_seq` and `home_sha256` name the same event in the home's log."""

    seq: int
    prev: str
    home_seq: int
    home_sha256: str


class Head(Record, frozen=True, kw_only=True):
    """The end of a chain: how many lines, the hash of the last, and where the home's log stood then."""

    lines: int
    sha256: str
    home_seq: int
    home_sha256: str


def bundle_chain(home_lines: Sequence[bytes]) -> tuple[bytes, Head]:
    """Return the log file of a bundle and its head."""
    made: list[bytes] = []
    prev = head_of(None)
    home_seq, home_sha256 = 0, head_of(None)
    for number, raw in enumerate(home_lines, 1):
        line = jsonl.load(raw, CustodyLine)
        home_seq, home_sha256 = line.seq, head_of(raw)
        event = {name: getattr(line, name) for name in CustodyEvent.__struct_fields__}
        own = BundleLine(seq=number, prev=prev, home_seq=home_seq, home_sha256=home_sha256, **event)
        made.append(jsonl.canonical(own) + b"\n")
        prev = head_of(made[-1][:-1])
    return b"".join(made), Head(lines=len(made), sha256=prev, home_seq=home_seq, home_sha256=home_sha256)


def read_chain(log: bytes) -> tuple[list[BundleLine], int | None, Head]:
    """Return the lines of a log file, the number of the first that breaks the chain, and the chain's head."""
    lines: list[BundleLine] = []
    broken: int | None = None
    prev = head_of(None)
    for number, raw in enumerate(log.splitlines(), 1):
        line = jsonl.load(raw, BundleLine)
        if broken is None and (line.prev != prev or line.seq != number):
            broken = number
        lines.append(line)
        prev = head_of(raw)
    last = lines[-1] if lines else None
    home_seq, home_sha256 = (last.home_seq, last.home_sha256) if last else (0, head_of(None))
    return lines, broken, Head(lines=len(lines), sha256=prev, home_seq=home_seq, home_sha256=home_sha256)
