"""Parcel: files that were handed in together, by their names; in a ZIP, or each archived by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from crawlers.handins.kinds import KINDS
from crawlers.handins.reading import FileReader
from crawlers.handins.wacz import LIST, Wacz
from crawlers.handins.zip_parcel import NOT_THERE, Zipped, found_among
from posts.capture import Capture, FileFacts
from posts.errors import InputError
from posts.held import Held
from posts.warc import body_of

ZIP_SIGNS = (b"PK\x03\x04", b"PK\x05\x06")
SIGN_BYTES = 4
COPY = "copy"  # kind of the capture of a working copy
WACZ = "wacz"


class Refusing(Protocol):
    """Files of which some cannot be taken."""

    @property
    def refused(self) -> Mapping[str, str]:
        """Names of files that cannot be taken, each with the reason."""


class Parcel(Refusing, Protocol):
    """Files of one hand-in."""

    @property
    def names(self) -> Sequence[str]:
        """The names of its files, with folders, in its order."""

    def bytes_of(self, name: str) -> int | None:
        """Return the size of a file, None when there is none of this name."""

    def capture_of(self, name: str) -> Capture:
        """Return the capture that holds a file's bytes."""

    def read(self, name: str, most: int) -> bytes:
        """Return the bytes of a small file; raise InputError when they are more than `most`, or not to be had."""

    def find(self, folder: str, wanted: str) -> str:
        """Return the name of a file that another one, which lies in `folder`, names."""


class Files(Parcel, Protocol):
    """Files of which some hold posts."""

    def held(self, name: str, most: int) -> Held:
        """Return where the bytes of a file lie; raise InputError when they are more than `most`, or not to be had."""


class Shelf:
    """Files that were archived one by one, with the names they have in the folder that was handed in."""

    def __init__(self, held: Held, archive: Path, captures: Sequence[Capture]) -> None:
        """Take the bytes of the first file, and the captures of all of them."""
        self._held = held
        self._archive = archive
        self._captures = dict(_named(captures))
        self.names = list(self._captures)
        self.refused: dict[str, str] = {}

    def bytes_of(self, name: str) -> int | None:
        """Return the size of a file."""
        return self._captures[name].bytes if name in self._captures else None

    def capture_of(self, name: str) -> Capture:
        """Return the capture of a file."""
        return self._captures[name]

    def held(self, name: str, most: int) -> Held:
        """Return where the bytes of the first file lie: it alone holds posts."""
        if self._held.length > most:
            raise _too_large(most)
        return self._held

    def read(self, name: str, most: int) -> bytes:
        """Return the bytes of a file as they were archived."""
        if name not in self._captures:
            raise InputError(NOT_THERE, "hand it in too")
        if self._captures[name].bytes > most:
            raise _too_large(most)
        return body_of(self._archive, self._captures[name])

    def find(self, folder: str, wanted: str) -> str:
        """Return the name of a file that another one names."""
        return found_among(self._captures, folder, wanted)


def _named(captures: Sequence[Capture]) -> list[tuple[str, Capture]]:
    """Return captures by their names; a working copy has the name of its original, and is not what was handed in."""
    return [(one.file.original_name, one) for one in captures if one.file is not None and one.file.kind != COPY]


def _too_large(most: int) -> InputError:
    return InputError(f"it has more than {most >> 20} MiB", "hand in a smaller copy")


def is_zip(held: Held) -> bool:
    """Say whether a file is a ZIP, by its first bytes."""
    return held.read(0, SIGN_BYTES).startswith(ZIP_SIGNS)


def parcel_of(held: Held, capture: Capture, beside: Sequence[Capture], archive: Path, reader: FileReader) -> Files:
    """Return the files of a hand-in: those of a ZIP, or the file with those of its folder."""
    kind = capture.file.kind if capture.file is not None else None
    if kind == WACZ:
        if not is_zip(held):
            raise InputError("this is no WACZ: it is no ZIP", "hand a WARC file in as: warc")
        return Wacz(held, capture, reader)
    if is_zip(held):
        parcel = Zipped(held, capture, reader)
        if kind == "warc" and LIST in parcel.names:
            raise InputError("this is a WACZ: its files are to be compared with its own list", "hand it in as: wacz")
        return parcel
    return Shelf(held, archive, [capture, *beside])


def files_with_posts(parcel: Parcel, facts: FileFacts, held: Held) -> list[str]:
    """Return the files of a parcel that hold posts of the kind it was handed in as."""
    if not is_zip(held):
        return [facts.original_name]
    names = KINDS[facts.kind or ""].mains(parcel.names)
    if not names:
        raise InputError(f"no file of the ZIP is of the kind {facts.kind}", "unpack it and hand in the file itself")
    return names
