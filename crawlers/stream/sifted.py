"""What is asked of a stream, what was found in a batch of it, and the hand that gives batches to the worker."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from posts import jsonl
from posts.post import Record
from posts.worker import Worker

BATCH_SECONDS = 10  # a thousand events take 60 ms


class Filter(Record, frozen=True, kw_only=True):
    """What a source asks for: words, all of its accounts' posts where there are none, and posts that are known."""

    words: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()


class Sifted(Record, frozen=True, kw_only=True):
    """What a batch of events holds: places of those asked for, known posts taken back, its first and last moment."""

    kept: tuple[int, ...] = ()
    withdrawn: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    unread: int = 0


class Sifter:
    """Hands batches to the worker."""

    def __init__(self) -> None:
        self._worker = Worker("crawlers.stream.sifting:sift", BATCH_SECONDS)

    def sifted(self, asked: Filter, frames: Sequence[bytes]) -> Sifted:
        """Return what of a batch is asked for; raises WorkerError for one that stops the worker."""
        return jsonl.load(self._worker.call(b"\n".join((jsonl.line(asked), *frames))), Sifted)

    def __enter__(self) -> Sifter:
        """Give the sifter itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the worker."""
        self._worker.close()
