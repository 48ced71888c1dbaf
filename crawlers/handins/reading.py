"""Reading handed-in files in the killable worker: what each kind holds, what is in a ZIP, pictures without metadata."""

from __future__ import annotations

from types import TracebackType
from typing import assert_never

import msgspec

from crawlers.handins.found import Asked, Found, Refusal, packed, unpacked
from crawlers.handins.kinds import KINDS
from crawlers.handins.pictures import without_metadata
from crawlers.handins.zipped import Directory, Entry, directory, inflated
from posts import jsonl
from posts.errors import InputError, LineRefused, LurewatchError, WorkerError
from posts.post import Record
from posts.worker import Worker

SECONDS = 60  # a chat of 32 MiB takes 10 s on a slow machine


class ReadFile(Record, frozen=True, kw_only=True, tag="read"):
    """Read a file as its kind says."""

    asked: Asked


class ListZip(Record, frozen=True, kw_only=True, tag="list"):
    """Say what is in a ZIP."""


class UnpackEntry(Record, frozen=True, kw_only=True, tag="unpack"):
    """Give the bytes of one file of a ZIP, at most so many."""

    entry: Entry
    most: int


class StripPicture(Record, frozen=True, kw_only=True, tag="strip"):
    """Give a picture without its metadata: its type, a line end, its bytes."""


Task = ReadFile | ListZip | UnpackEntry | StripPicture


def work(payload: bytes) -> bytes:
    """Do one task inside the worker: the task as one JSON line, then the bytes it is about."""
    line, _, body = payload.partition(b"\n")
    task: Task = msgspec.json.decode(line, type=Task)
    match task:
        case ReadFile(asked=asked):
            return packed(_read(body, asked))
        case ListZip():
            return jsonl.line(directory(body))
        case UnpackEntry(entry=entry, most=most):
            return inflated(body, entry, most)
        case StripPicture():
            mime, stripped = without_metadata(body)
            return mime.encode() + b"\n" + stripped
    assert_never(task)


def _read(body: bytes, asked: Asked) -> Found:
    try:
        return KINDS[asked.kind].read(body, asked)
    except LurewatchError as problem:
        return Found(refused=(Refusal(what=problem.what, do=problem.do, line=problem.line),))


class FileReader:
    """The parent's end; what the worker refuses or breaks on is an InputError with its reason."""

    def __init__(self) -> None:
        self._worker = Worker("crawlers.handins.reading:work", SECONDS)

    def read(self, asked: Asked, body: bytes) -> Found:
        """Return what a file holds; a file that cannot be read holds nothing and one refusal."""
        try:
            return unpacked(self._ask(ReadFile(asked=asked), body))
        except InputError as problem:
            return Found(refused=(Refusal(what=problem.what, do=problem.do),))

    def directory(self, body: bytes) -> Directory:
        """Return what is in a ZIP."""
        return jsonl.load(self._ask(ListZip(), body), Directory)

    def unpack(self, packed_bytes: bytes, entry: Entry, most: int) -> bytes:
        """Return the bytes of one file of a ZIP."""
        return self._ask(UnpackEntry(entry=entry, most=most), packed_bytes)

    def without_metadata(self, picture: bytes) -> tuple[str, bytes]:
        """Return the type and the working copy of a picture."""
        mime, _, stripped = self._ask(StripPicture(), picture).partition(b"\n")
        return mime.decode("ascii"), stripped

    def _ask(self, task: Task, body: bytes) -> bytes:
        try:
            return self._worker.call(jsonl.line(task) + b"\n" + body)
        except (WorkerError, LineRefused) as problem:
            raise InputError(problem.what, problem.do) from problem

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def __enter__(self) -> FileReader:
        """Give the reader itself; its process starts with the first file."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the worker."""
        self._worker.close()
