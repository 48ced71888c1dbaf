"""Folder: everything below it, each file recognised by what it is; what is none of ours is named, and kept."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawlers.handins import jsonl_file
from crawlers.handins.giver import HandIn, Imported
from crawlers.handins.kinds import KINDS, MAX_ARCHIVE_BYTES, MAX_READ_BYTES
from crawlers.handins.lying import files_below, name_of, open_file, pieces_of
from crawlers.handins.media_names import mime_of_name
from crawlers.handins.named_files import is_named, is_trimming, names_in
from crawlers.handins.parcel import is_zip
from crawlers.handins.parts import parts
from crawlers.handins.recognised import HEAD_BYTES, kind_of_zip
from crawlers.handins.saved.html_file import FRAMES
from crawlers.handins.spool import Copied
from crawlers.handins.taking import BESIDE, Taking
from crawlers.handins.zip_parcel import ZipFiles
from posts.capture import Capture, Derivation
from posts.errors import InputError, LineRefused
from posts.identity import sha256_of

KIND = "folder"
ZIP = "zip"
MAX_DEPTH = 3  # of ZIPs inside ZIPs
NAMING = frozenset({"whatsapp", "telegram", "html"})  # kinds whose files name others as theirs
OTHER = "application/octet-stream"
NO_KIND = "it is of no kind that we can read: kept in the archive only"
UNZIP = "lurewatch unzip"
MOST = MAX_ARCHIVE_BYTES  # of one file in a ZIP


@dataclass(slots=True)
class _Item:
    """One file: its name below the folder, its kind, its hash; where it lies in a ZIP, that ZIP's hash."""

    name: str
    path: Path
    inside: tuple[str, ...] = ()
    kind: str | None = None
    sha256: str = ""
    parent: str | None = None
    mentioned: frozenset[str] = frozenset()


def hand_in_folder(hand: HandIn) -> Imported:
    """Take everything below a folder, or inside a ZIP of many files."""
    path = Path(hand.path)
    if hand.stdin is not None or not path.exists():
        raise InputError("this is no folder", "give the path of a folder", file=hand.path)
    if "text" in hand.options:
        raise InputError("--text says the words of one picture", "hand that picture in as: image", file=hand.path)
    with Taking(hand) as taking:
        return _Walk(taking).take(path)


class _Walk:
    """One folder on its way in: first all files are recognised, then those that others need are archived, then read."""

    def __init__(self, taking: Taking) -> None:
        self._taking = taking
        self._opening = ExitStack()
        self._open: tuple[tuple[Path, tuple[str, ...]], ZipFiles] | None = None  # the ZIP that was opened last

    def take(self, path: Path) -> Imported:
        """Take it all."""
        with self._opening:
            self._take(path)
        return self._taking.result()

    def _take(self, path: Path) -> None:
        items = list(self._items(path))
        self._tell_apart(items)
        beside = [self._archived(item, item.kind or BESIDE) for item in items if item.kind in {None, BESIDE, ZIP}]
        self._taking.put(())
        seen: dict[str, str] = {}
        for item in items:
            if item.kind is None:
                self._taking.refuse(InputError(NO_KIND, "hand it in as what it is, if you know"), item.name)
            elif item.kind not in {BESIDE, ZIP}:
                self._read(item, beside, seen)
        self._taking.put(())

    def _items(self, path: Path) -> Iterator[_Item]:
        if not path.is_dir():
            with self._lying(path) as copied:
                yield from self._opened(_Item(name_of(path), path), copied, 1)
            return
        for lying in files_below(path):
            if lying.why_not is not None:
                self._taking.refuse(InputError(lying.why_not, "hand in the file itself"), lying.name)
                continue
            try:
                with self._lying(lying.path) as copied:
                    yield from self._opened(_Item(lying.name, lying.path), copied, 1)
            except InputError as problem:
                self._taking.refuse(InputError(problem.what, problem.do), lying.name)

    def _opened(self, item: _Item, copied: Copied, depth: int) -> Iterator[_Item]:
        """Yield a file with its kind; behind a ZIP of many files, these."""
        item.sha256 = copied.sha256
        if not is_zip(copied.held):
            item.kind = self._taking.reader.recognised(item.name, copied.held.read(0, HEAD_BYTES))
            item.mentioned = names_in(copied.held.read(0, MAX_READ_BYTES)) if item.kind in NAMING else frozenset()
            yield item
            return
        try:
            parcel = ZipFiles(copied.held, self._taking.reader)
        except InputError as problem:
            self._taking.refuse(problem, item.name)
            item.kind = BESIDE
            yield item
            return
        item.kind = kind_of_zip(parcel.names) or ZIP
        yield item
        if item.kind == ZIP:
            yield from self._inner(item, parcel, depth)

    def _inner(self, item: _Item, parcel: ZipFiles, depth: int) -> Iterator[_Item]:
        if depth > MAX_DEPTH:
            self._taking.refuse(InputError(f"ZIPs lie in each other {depth} deep", "unpack it"), item.name)
            return
        self._taking.refuse_files(parcel, item.name)
        for name in parcel.names:
            one = _Item(f"{item.name}/{name}", item.path, (*item.inside, name), parent=item.sha256)
            with self._taking.spool.room():
                try:
                    held = parcel.held(name, MOST)
                except InputError as problem:
                    self._taking.refuse(InputError(problem.what, problem.do), one.name)
                    continue
                yield from self._opened(one, Copied(held, sha256_of(held.pieces())), depth + 1)

    def _tell_apart(self, items: Sequence[_Item]) -> None:
        """Tell the files of chats and pages from those that stand for themselves."""
        naming = [item for item in items if item.kind in NAMING]
        exports = frozenset(posixpath.dirname(item.name) for item in naming if item.kind == "telegram")
        for item in items:
            if item.kind not in {None, "image", "html"}:
                continue
            if (
                FRAMES.search(item.name)
                or is_trimming(item.name, exports)
                or (
                    item.kind != "html"
                    and any(is_named(item.name, one.mentioned) for one in naming if _is_near(item.name, one.name))
                )
            ):
                item.kind = BESIDE

    def _archived(self, item: _Item, kind: str) -> Capture:
        with self._copied(item) as copied:
            return self._archive(copied, item, kind)

    def _archive(self, copied: Copied, item: _Item, kind: str) -> Capture:
        made = () if item.parent is None else (Derivation(tool=UNZIP, version="1", parent_sha256=item.parent),)
        mime = KINDS[kind].mime if kind in KINDS else mime_of_name(item.name) or OTHER
        return self._taking.archive(copied, item.name, kind, mime, made)

    def _read(self, item: _Item, beside: Sequence[Capture], seen: dict[str, str]) -> None:
        """Archive one file and read what it holds; the same file twice is one."""
        if (before := seen.setdefault(item.sha256, item.name)) != item.name:
            self._taking.note(f"{item.name} is the same file as {before}")
            return
        if item.kind == jsonl_file.KIND:
            self._read_lines(item)
            return
        with self._copied(item) as copied:
            capture = self._archive(copied, item, item.kind or BESIDE)
            self._taking.read(copied.held, capture, beside if item.kind in NAMING else ())

    def _read_lines(self, item: _Item) -> None:
        def refuse(problem: LineRefused) -> None:
            self._taking.refuse(problem, item.name)

        with self._copied(item) as copied:
            capture = self._archive(copied, item, jsonl_file.KIND)
            for part in parts(copied.held.stream()):
                self._taking.put(jsonl_file.posts_in(part, capture, item.name, refuse))

    @contextmanager
    def _copied(self, item: _Item) -> Iterator[Copied]:
        """Give a file, out of the ZIPs that it lies in."""
        if not item.inside:
            self._close()
            with self._lying(item.path) as copied:
                yield copied
            return
        parcel = self._zip(item.path, item.inside[:-1])
        with self._taking.spool.room():
            held = parcel.held(item.inside[-1], MOST)
            yield Copied(held, sha256_of(held.pieces()))

    def _zip(self, path: Path, inside: tuple[str, ...]) -> ZipFiles:
        """Return a ZIP, opened once for all its files."""
        if self._open is None or self._open[0] != (path, inside):
            self._close()
            held = self._opening.enter_context(self._lying(path)).held
            for name in inside:
                held = ZipFiles(held, self._taking.reader).held(name, MOST)
            self._open = ((path, inside), ZipFiles(held, self._taking.reader))
        return self._open[1]

    def _close(self) -> None:
        """Give back the ZIP that was opened last."""
        self._opening.close()
        self._open = None

    @contextmanager
    def _lying(self, path: Path) -> Iterator[Copied]:
        """Give a file of the disk, in the spool as long as it is needed."""
        spool = self._taking.spool
        with spool.room(), open_file(path) as stream:
            yield spool.take(pieces_of(stream, path))


def _is_near(name: str, other: str) -> bool:
    """Say whether a file lies beside another one, or below its folder."""
    folder = posixpath.dirname(other)
    return not folder or name.startswith(f"{folder}/")
