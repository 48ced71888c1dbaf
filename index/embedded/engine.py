"""EmbeddedEngine: one lane's tantivy index, one writer at a time, readers that see every commit."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import tantivy

from index.document import BUCKETS, Document, LaneName, checksum
from index.embedded.arenas import limit_arenas
from index.embedded.folder import (
    META,
    REBUILD,
    begin,
    damaged_files,
    next_generation,
    serve,
    serving,
    told,
    unfinished,
)
from index.embedded.pages import Pages
from index.embedded.schema import CURSOR, cursor_mark, entry, schema, tombstone
from index.engine import Answer, Change, Removal, Request
from posts.errors import EngineError, LedgerBusy, LurewatchError
from posts.files import locked
from posts.home import Home

WAIT_SECONDS = 30
HEAP_BYTES = 64 << 20  # of one writing thread; larger segments at once, measured no faster above
BATCH = 20_000  # documents a commit of a rebuild


def open_embedded(home: Home, lane: LaneName) -> EmbeddedEngine:
    """Return the embedded engine of one lane of a home; nothing is opened or written yet."""
    return EmbeddedEngine(home.index / lane, home.locks / f"index-{lane}")


class EmbeddedEngine:
    """An index in a folder; see Engine for what the methods promise."""

    def __init__(self, folder: Path, lock: Path) -> None:
        self._folder = folder
        self._lock = lock
        self._opened: tuple[Path, tantivy.Index] | None = None
        self._seen: tuple[int, int] | None = None
        limit_arenas()

    def make(self) -> None:
        """Make an empty index where there is none."""
        if serving(self._folder) is None:
            with self._writing():
                if serving(self._folder) is None:  # nobody else made one while we waited for the lock
                    self._fill((), 0)

    def apply(self, changes: Iterable[Change], cursor: int) -> None:
        """Write changes and cursor in one commit; older versions of what is known are left out."""
        self.make()
        with self._writing():
            index, searcher = self._current()
            newest = _newest(changes)
            known = _seqs(searcher, index.schema, [*newest, CURSOR])
            with _writer(index, threads=1) as writer:
                for change in newest.values():
                    if change.seq > known.get(change.id, -1):
                        writer.delete_documents_by_term("id", change.id)
                        writer.add_document(_written(change))
                if cursor > known.get(CURSOR, -1):
                    writer.delete_documents_by_term("id", CURSOR)
                    writer.add_document(cursor_mark(cursor))

    def cursor(self) -> int:
        """Return the feed number up to which changes were applied; 0 without an index."""
        if serving(self._folder) is None:
            return 0
        with told(self._folder):
            index, searcher = self._current()
            return _seqs(searcher, index.schema, [CURSOR]).get(CURSOR, 0)

    def search(self, request: Request) -> Answer:
        """Return one page of the posts that answer a query."""
        with told(self._folder):
            index, searcher = self._current()
            return Pages(searcher, index.schema, request).answer()

    def checksums(self) -> dict[int, int]:
        """Return the sum of the documents' checksums by bucket."""
        sums = {
            "buckets": {"terms": {"field": "bucket", "size": BUCKETS}, "aggs": {"sum": {"sum": {"field": "checksum"}}}}
        }
        with told(self._folder):
            _, searcher = self._current()
            found = searcher.aggregate(tantivy.Query.all_query(), sums)
        return {int(one["key"]): int(one["sum"]["value"] or 0) for one in found["buckets"]["buckets"]}

    def held(self, bucket: int) -> dict[str, int]:
        """Return the checksum of each document of one bucket, by its id."""
        with told(self._folder):
            index, searcher = self._current()
            same = tantivy.Query.range_query(index.schema, "bucket", tantivy.FieldType.Unsigned, bucket, bucket)
            found = [at for _, at in searcher.search(same, max(searcher.num_docs, 1), count=False).hits]
            sums = searcher.fast_field_values("checksum", found)
            return {str(searcher.doc(at)["id"][0]): int(sum_ or 0) for at, sum_ in zip(found, sums, strict=True)}

    def sound(self) -> list[str]:
        """Return which files of the index are damaged, empty when all is well."""
        generation = serving(self._folder)
        with told(self._folder):
            names = damaged_files(generation) if generation else []
        return [f"{name} of the index is damaged; {REBUILD}" for name in names]

    def rebuild(self, documents: Iterable[Document], cursor: int) -> None:
        """Write a new generation and let it serve; what a killed rebuild had committed is not written again."""
        with self._writing():
            self._fill(documents, cursor)

    def drop(self) -> None:
        """Remove the index."""
        with self._writing():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._opened = None

    def _fill(self, documents: Iterable[Document], cursor: int) -> None:
        left = unfinished(self._folder)
        generation, cursor = left or (next_generation(self._folder), cursor)
        try:
            if left is None:
                begin(generation, cursor)
            index = _opened(generation) if left else tantivy.Index(schema(), path=str(generation))
            waiting = iter(documents)
            while batch := list(islice(waiting, BATCH)):
                _add(index, batch, again=left is not None)
            with _writer(index, threads=1) as writer:
                writer.add_document(cursor_mark(cursor))
        except (LurewatchError, ValueError, OSError):
            shutil.rmtree(generation, ignore_errors=True)
            raise
        serve(generation)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with locked(self._lock, WAIT_SECONDS, "writing the index"), told(self._folder):
                yield
        except LedgerBusy as held:
            what = f"{held.what}, for longer than {WAIT_SECONDS} seconds"
            raise EngineError(what, "run the command again later; the feed waits", file=str(self._folder)) from held

    def _current(self) -> tuple[tantivy.Index, tantivy.Searcher]:
        """Return the serving generation as it stands now, whoever wrote it."""
        while True:
            generation = serving(self._folder)
            if generation is None:
                raise EngineError("there is no index of these posts", REBUILD, file=str(self._folder))
            try:
                return self._read(generation)
            except (ValueError, OSError):
                if serving(self._folder) == generation:
                    raise  # otherwise a rebuild replaced it under our hands

    def _read(self, generation: Path) -> tuple[tantivy.Index, tantivy.Searcher]:
        if self._opened is None or self._opened[0] != generation:
            self._opened, self._seen = (generation, _opened(generation)), None
        index = self._opened[1]
        written = (generation / META).stat()
        if self._seen != (written.st_ino, written.st_mtime_ns):
            index.reload()
            self._seen = (written.st_ino, written.st_mtime_ns)
        return index, index.searcher()


def _opened(generation: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(generation))
    index.config_reader("manual")  # we look at meta.json before each search instead of polling it twice a second
    return index


@contextmanager
def _writer(index: tantivy.Index, threads: int) -> Iterator[tantivy.IndexWriter]:
    """Give a writer and commit at the end; an error inside leaves the index as it was."""
    writer = index.writer(heap_size=HEAP_BYTES * threads, num_threads=threads)
    try:
        writer.garbage_collect_files()  # what a killed writer left over would stop the next commit of the same number
        yield writer
        writer.commit()
    finally:
        writer.wait_merging_threads()  # lets go of tantivy's lock too


def _add(index: tantivy.Index, batch: list[Document], *, again: bool) -> None:
    """Add documents in one commit; `again` leaves out those that stand already and replaces those that differ."""
    held: dict[str, int] = {}
    if again:
        index.reload()
        held = _columns(index.searcher(), index.schema, "checksum", [one.id for one in batch])
    with _writer(index, threads=2) as writer:
        for document in batch:
            if document.id not in held:
                writer.add_document(entry(document))
            elif held[document.id] != checksum(document):
                writer.delete_documents_by_term("id", document.id)
                writer.add_document(entry(document))


def _newest(changes: Iterable[Change]) -> dict[str, Change]:
    newest: dict[str, Change] = {}
    for change in changes:
        if change.id not in newest or change.seq > newest[change.id].seq:
            newest[change.id] = change
    return newest


def _seqs(searcher: tantivy.Searcher, schema: tantivy.Schema, ids: list[str]) -> dict[str, int]:
    """Return the feed numbers that the index knows of these ids, removed ones too."""
    return _columns(searcher, schema, "seq", ids)


def _columns(searcher: tantivy.Searcher, schema: tantivy.Schema, name: str, ids: list[str]) -> dict[str, int]:
    query = tantivy.Query.term_set_query(schema, "id", ids)
    found = [address for _, address in searcher.search(query, len(ids), count=False).hits]
    numbers = searcher.fast_field_values(name, found)
    return {str(searcher.doc(at)["id"][0]): int(number or 0) for at, number in zip(found, numbers, strict=True)}


def _written(change: Change) -> tantivy.Document:
    return tombstone(change) if isinstance(change, Removal) else entry(change)
