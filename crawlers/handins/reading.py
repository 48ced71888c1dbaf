"""Reading handed-in files in the killable worker: what each kind holds, what is in a ZIP, pictures without metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import assert_never

import msgspec

from crawlers.handins.found import Asked, Found, Refusal, packed, unpacked
from crawlers.handins.kinds import KINDS
from crawlers.handins.pictures import without_metadata
from crawlers.handins.recognised import kind_of_file
from crawlers.handins.spool import Spool
from crawlers.handins.warc.listing import Listing, listing
from crawlers.handins.warc.package import Package, package_of, page_addresses
from crawlers.handins.warc.record_page import gunzipped, page_in, payload_in
from crawlers.handins.zipped import MAX_INNER_BYTES, Directory, Entry, directory, inflated
from posts import jsonl
from posts.errors import InputError, LineRefused, LurewatchError, WorkerError
from posts.held import Held
from posts.post import Record
from posts.worker import Worker

SECONDS = 60  # a chat of 32 MiB takes 10 s on a slow machine
PAGE_SECONDS = 10  # a real page of 110 KB takes 20 ms; one that takes longer is named, and the next one read


class ReadFile(Record, frozen=True, kw_only=True, tag="read"):
    """Read a file as its kind says."""

    asked: Asked
    held: Held


class ListZip(Record, frozen=True, kw_only=True, tag="list"):
    """Say what is in a ZIP."""

    held: Held


class UnpackEntry(Record, frozen=True, kw_only=True, tag="unpack"):
    """Give the bytes of one file of a ZIP, at most so many."""

    entry: Entry
    held: Held
    most: int


class StripPicture(Record, frozen=True, kw_only=True, tag="strip"):
    """Give a picture without its metadata: its type, a line end, its bytes."""


class Recognise(Record, frozen=True, kw_only=True, tag="recognise"):
    """Say of which kind a file of this name is, by its first bytes."""

    name: str


class ListRecords(Record, frozen=True, kw_only=True, tag="records"):
    """Say what is in a WARC file, each record verified."""

    held: Held


class UnpackGzip(Record, frozen=True, kw_only=True, tag="gunzip"):
    """Give the bytes of a file that was packed once as a whole."""

    held: Held


class ReadRecord(Record, frozen=True, kw_only=True, tag="record"):
    """Read the page in one record of a WARC file."""

    asked: Asked
    held: Held


class GivePayload(Record, frozen=True, kw_only=True, tag="payload"):
    """Give what was fetched, out of one record of a WARC file."""

    held: Held


class ReadPackage(Record, frozen=True, kw_only=True, tag="package"):
    """Read the list of files of a WACZ, of so many bytes; its digest may follow."""

    length: int


class ListPages(Record, frozen=True, kw_only=True, tag="pages"):
    """Say which addresses a WACZ lists as pages."""


Task = (
    ReadFile
    | ListZip
    | UnpackEntry
    | StripPicture
    | Recognise
    | ListRecords
    | UnpackGzip
    | ReadRecord
    | GivePayload
    | ReadPackage
    | ListPages
)


def work(payload: bytes) -> bytes | Iterator[bytes]:
    """Do one task inside the worker: the task as one JSON line, then the bytes it is about, where they are few."""
    line, _, body = payload.partition(b"\n")
    task: Task = msgspec.json.decode(line, type=Task)
    match task:
        case ReadFile(asked=asked, held=held):
            found = _read(held, asked)
            return packed(found) if isinstance(found, Found) else (packed(piece) + b"\n" for piece in found)
        case ListZip(held=held):
            return jsonl.line(directory(held))
        case UnpackEntry(entry=entry, held=held, most=most):
            return inflated(held, entry, most)
        case StripPicture():
            mime, stripped = without_metadata(body)
            return mime.encode() + b"\n" + stripped
        case Recognise(name=name):
            return (kind_of_file(name, body) or "").encode()
    return _web_archive(task, body)


def _web_archive(
    task: ListRecords | UnpackGzip | ReadRecord | GivePayload | ReadPackage | ListPages, body: bytes
) -> bytes | Iterator[bytes]:
    match task:
        case ListRecords(held=held):
            return jsonl.line(listing(held))
        case UnpackGzip(held=held):
            return gunzipped(held, MAX_INNER_BYTES)
        case ReadRecord(asked=asked, held=held):
            return packed(page_in(held, asked))
        case GivePayload(held=held):
            return payload_in(held)
        case ReadPackage(length=length):
            return jsonl.line(package_of(body[:length], body[length:] or None))
        case ListPages():
            return jsonl.line(page_addresses(body))
    assert_never(task)


def _read(held: Held, asked: Asked) -> Found | Iterator[Found]:
    read = KINDS[asked.kind].read
    if read is None:
        return Found(refused=(Refusal(what="a web archive is read record by record", do="hand it in as: warc"),))
    try:
        return read(held, asked)
    except LurewatchError as problem:
        return Found(refused=(Refusal(what=problem.what, do=problem.do, line=problem.line),))


class FileReader:
    """The parent's end; what the worker refuses or breaks on is an InputError with its reason.

    Files are read where they lie in the `spool`; what is unpacked goes there too.
    """

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self._worker = Worker("crawlers.handins.reading:work", SECONDS, spool.file)
        self._pages = Worker("crawlers.handins.reading:work", PAGE_SECONDS, spool.file)

    def read(self, asked: Asked, held: Held) -> Iterator[Found]:
        """Yield what a file holds, in the pieces of its reader; one that cannot be read holds one refusal, no more."""
        start = self.spool.end
        try:
            answer = self._ask(ReadFile(asked=asked, held=held), sink=self.spool.add)
        except InputError as problem:
            yield Found(refused=(Refusal(what=problem.what, do=problem.do),))
            return
        yield from map(unpacked, [answer] if answer else self.spool.since(start).stream())

    def directory(self, held: Held) -> Directory:
        """Return what is in a ZIP."""
        return jsonl.load(self._ask(ListZip(held=held)), Directory)

    def unpack(self, packed_bytes: Held, entry: Entry, most: int) -> Held:
        """Put one file of a ZIP into the spool and return it."""
        return self._unpacked(UnpackEntry(entry=entry, held=packed_bytes, most=most))

    def without_metadata(self, picture: bytes) -> tuple[str, bytes]:
        """Return the type and the working copy of a picture."""
        mime, _, stripped = self._ask(StripPicture(), picture).partition(b"\n")
        return mime.decode("ascii"), stripped

    def recognised(self, name: str, head: bytes) -> str | None:
        """Return the kind of a file by its first bytes; None where it is none that we know."""
        return self._ask(Recognise(name=name), head).decode() or None

    def records(self, held: Held) -> Listing:
        """Return what is in a WARC file."""
        return msgspec.json.decode(self._ask(ListRecords(held=held)), type=Listing)

    def unpacked_gzip(self, held: Held) -> Held:
        """Put a file that was packed as a whole into the spool and return it."""
        return self._unpacked(UnpackGzip(held=held))

    def page(self, asked: Asked, record: Held) -> Found:
        """Return what the page in a record holds; one that cannot be read holds nothing and one refusal."""
        try:
            return unpacked(self._ask(ReadRecord(asked=asked, held=record), worker=self._pages))
        except InputError as problem:
            return Found(refused=(Refusal(what=problem.what, do=problem.do),))

    def payload(self, record: Held) -> bytes:
        """Return what was fetched, out of a record."""
        return self._ask(GivePayload(held=record))

    def package(self, listed: bytes, digest: bytes | None) -> Package:
        """Return the list of files of a WACZ."""
        return jsonl.load(self._ask(ReadPackage(length=len(listed)), listed + (digest or b"")), Package)

    def pages(self, lines: bytes) -> tuple[str, ...]:
        """Return the addresses that a WACZ lists as pages."""
        return msgspec.json.decode(self._ask(ListPages(), lines), type=tuple[str, ...])

    def _unpacked(self, task: Task) -> Held:
        start = self.spool.end
        self._ask(task, sink=self.spool.add)
        return self.spool.since(start)

    def _ask(
        self,
        task: Task,
        body: bytes = b"",
        worker: Worker | None = None,
        sink: Callable[[bytes], None] | None = None,
    ) -> bytes:
        try:
            return (worker or self._worker).call(jsonl.line(task) + b"\n" + body, sink)
        except (WorkerError, LineRefused) as problem:
            raise InputError(problem.what, problem.do) from problem

    def close(self) -> None:
        """End the workers."""
        self._worker.close()
        self._pages.close()

    def __enter__(self) -> FileReader:
        """Give the reader itself; its process starts with the first file."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the workers."""
        self.close()
