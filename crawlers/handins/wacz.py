"""WACZ: somebody else's packed archive, each of its files compared with the list that its maker wrote."""

from __future__ import annotations

from crawlers.handins.reading import FileReader
from crawlers.handins.warc.digests import fits, unknown_in
from crawlers.handins.warc.package import Resource
from crawlers.handins.zip_parcel import Zipped
from posts.capture import Capture
from posts.errors import InputError
from posts.held import Held

LIST = "datapackage.json"
LIST_DIGEST = "datapackage-digest.json"
PAGES = ("pages/pages.jsonl", "pages/extraPages.jsonl")
MAX_LIST_BYTES = 16 << 20
MAX_FILE_BYTES = 256 << 20
UNLISTED = "it is not in the archive's own list of files"


class Wacz(Zipped):
    """The sound WARC files of a WACZ; every file that is missing, changed or not listed is refused by its name."""

    def __init__(self, held: Held, capture: Capture, reader: FileReader) -> None:
        super().__init__(held, capture, reader)
        if LIST not in self.names:
            raise InputError(f"this is no WACZ: {LIST} is missing", "hand in its WARC files as: warc")
        digest = self.read(LIST_DIGEST, MAX_LIST_BYTES) if LIST_DIGEST in self.names else None
        package = reader.package(self.read(LIST, MAX_LIST_BYTES), digest)
        self.notes = package.notes
        self.payloads: set[str] = set()  # digests of what its files hold: a later one may say that it saw the same
        listed = {one.path: one for one in package.files}
        for path, one in listed.items():
            if why_not := self._why_not(one):
                self.refused[path] = why_not
        for name in self.names:
            if name not in listed and name not in {LIST, LIST_DIGEST}:
                self.refused[name] = UNLISTED
        self.names = [name for name in self.names if name not in self.refused]
        self.pages = frozenset(
            url for name in PAGES if name in self.names for url in reader.pages(self.read(name, MAX_LIST_BYTES))
        )

    def _why_not(self, one: Resource) -> str | None:
        """Return why a listed file is not taken."""
        if one.path in self.refused:
            return self.refused[one.path]
        if one.path not in self.names:
            return "it is in the archive's list of files, and missing"
        try:
            with self._reader.spool.room():
                return _difference(one, self.held(one.path, MAX_FILE_BYTES))
        except InputError as problem:
            return problem.what


def _difference(one: Resource, data: Held) -> str | None:
    """Return how the bytes of a file differ from what the list says of it."""
    if one.bytes is not None and one.bytes != data.length:
        return f"it has {data.length:,} bytes, and {one.bytes:,} in the archive's list of files"
    if one.digest is None:
        return "the archive's list of files has no digest of it"
    if strange := unknown_in(one.digest):
        return f"its digest in the list of files is of a kind that we cannot compute: {strange}"
    if not fits(one.digest, data.pieces()):
        return "its bytes do not fit the archive's list of files: it was changed or damaged"
    return None
