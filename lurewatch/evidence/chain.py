"""The bundle's own custody chain: the members' lines of the home log, chained anew and tied to the home's lines.

A line of the bundle is the home's line with `home_seq` and `home_prev` for its `seq` and `prev`, and the hash that the
home's line has. So anybody can put the home's line together again and see that the hash is the one of these words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from lurewatch.evidence.custody import head_of
from posts import jsonl
from posts.errors import ArchiveDamaged
from posts.post import Record

Fields = dict[str, Any]


class BundleLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the check needs of a bundle's custody line; lines of later versions may say more."""

    seq: int
    prev: str
    home_seq: int
    home_prev: str
    home_sha256: str
    t: datetime
    event: str
    item: str
    capture: str | None = None
    sha256: str | None = None


class Head(Record, frozen=True, kw_only=True):
    """The end of a chain: how many lines, the hash of the last, and the home's line that it is."""

    lines: int
    sha256: str
    home_seq: int
    home_sha256: str


NO_LINES = Head(lines=0, sha256=head_of(None), home_seq=0, home_sha256=head_of(None))


@dataclass(slots=True)
class Chain:
    """A log as read: its lines, its head, and the numbers of lines that do not follow or are not the home's."""

    lines: list[BundleLine] = field(default_factory=list)
    unchained: list[int] = field(default_factory=list)
    untied: list[int] = field(default_factory=list)
    head: Head = NO_LINES


def bundle_chain(home_lines: Sequence[bytes]) -> tuple[bytes, Head]:
    """Return the log file of a bundle and its head; refuses home lines that could not be put together again."""
    made: list[bytes] = []
    head = NO_LINES
    for number, raw in enumerate(home_lines, 1):
        home = jsonl.load(raw, Fields)
        if jsonl.canonical(home) != raw:
            what = f"line {home.get('seq')} of the custody log is not in its one canonical form"
            raise ArchiveDamaged(what, "restore the ledger from a backup")
        tie = {"home_seq": home["seq"], "home_prev": home["prev"], "home_sha256": head_of(raw)}
        made.append(jsonl.canonical(home | tie | {"seq": number, "prev": head.sha256}))
        head = Head(lines=number, sha256=head_of(made[-1]), home_seq=home["seq"], home_sha256=head_of(raw))
    return b"".join(line + b"\n" for line in made), head


def read_chain(log: bytes) -> Chain:
    """Return what a log file holds; raise LineRefused for what is no custody line."""
    chain = Chain()
    if log and not log.endswith(b"\n"):
        chain.unchained.append(log.count(b"\n") + 1)
    for number, raw in enumerate(log.removesuffix(b"\n").split(b"\n") if log else (), 1):
        line = jsonl.load(raw, BundleLine)
        before = chain.head
        if line.prev != before.sha256 or line.seq != number:
            chain.unchained.append(number)
        if not _is_tied(raw, line, before):
            chain.untied.append(number)
        chain.lines.append(line)
        chain.head = Head(lines=number, sha256=head_of(raw), home_seq=line.home_seq, home_sha256=line.home_sha256)
    return chain


def _is_tied(raw: bytes, line: BundleLine, before: Head) -> bool:
    """Say whether a line is the home's line that it names, and stands behind `before` in the home's log too."""
    home = {name: value for name, value in jsonl.load(raw, Fields).items() if not name.startswith("home_")}
    home |= {"seq": line.home_seq, "prev": line.home_prev}
    follows = line.home_seq > before.home_seq
    if line.home_seq == before.home_seq + 1:
        follows = line.home_prev == before.home_sha256
    return follows and head_of(jsonl.canonical(home)) == line.home_sha256
