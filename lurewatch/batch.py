"""Batch: the inbox files that go into the ledger in one transaction, parsed; bad lines set aside with their reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from posts import inbox, jsonl
from posts.capture import Capture, Gap, Visit
from posts.errors import LineRefused
from posts.files import write_whole
from posts.home import Home
from posts.post import Post

BATCH_POSTS = 500  # street.md §2: at most 500 posts inside one transaction


@dataclass(slots=True)
class Batch:
    """What some inbox files hold; `files` are removed after the transaction."""

    files: list[Path] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    refused: list[tuple[LineRefused, bytes]] = field(default_factory=list)

    def take(self, path: Path) -> None:
        """Add one inbox file; a line that cannot be taken is set aside, the others go on."""
        self.files.append(path)
        for number, line in inbox.read(path):
            try:
                self._sort(inbox.parse(line, path, number))
            except LineRefused as problem:
                self.refused.append((problem, line))

    def _sort(self, line: inbox.Line) -> None:
        match line:
            case inbox.CaptureLine(capture=capture):
                self.captures.append(capture)
            case inbox.PostLine(post=post):
                self.posts.append(post)
            case inbox.GapLine(gap=gap):
                self.gaps.append(gap)
            case inbox.VisitLine(visit=visit):
                self.visits.append(visit)


def batches(home: Home) -> Iterator[Batch]:
    """Yield everything that waits, oldest first, in batches of at most 500 posts (or one larger file)."""
    batch = Batch()
    for path in inbox.waiting(home.inbox):
        more = Batch()
        more.take(path)
        if batch.files and len(batch.posts) + len(more.posts) > BATCH_POSTS:
            yield batch
            batch = Batch()
        for name in ("files", "captures", "posts", "gaps", "visits", "refused"):
            getattr(batch, name).extend(getattr(more, name))
    if batch.files:
        yield batch


def set_aside(home: Home, batch: Batch) -> None:
    """Keep the refused lines of a batch, with their reasons, under inbox/refused."""
    by_file: dict[str, list[bytes]] = {}
    for problem, line in batch.refused:
        record = problem.as_record() | {"raw": line.decode("utf-8", "replace")}
        by_file.setdefault(problem.file or "inbox", []).append(jsonl.line(record) + b"\n")
    for name, lines in by_file.items():
        write_whole(home.refused / Path(name).name, b"".join(lines))


def clear(batch: Batch) -> None:
    """Remove the files of a batch that the ledger has taken."""
    for path in batch.files:
        inbox.done(path)
