"""Shelf of records: a WARC file as a parcel, its records found by the addresses that they were fetched from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from crawlers.handins.found import Asked
from crawlers.handins.reading import FileReader
from crawlers.handins.warc.listing import BESIDE, DATA_TYPES, PAGE_TYPES, PLAIN_TYPES, Listed
from posts.capture import Capture
from posts.errors import InputError
from posts.held import Held

AGAIN = "the other records are taken; ask for the archive again"


class RecordShelf:
    """The records of one file: pages to read, pictures for their posts, and what is not taken."""

    def __init__(self, held: Held, capture: Capture, reader: FileReader, known: set[str]) -> None:
        """Look into a file; `known` are payload digests of the files before it, and takes in those of this one."""
        listing = reader.records(held)
        if listing.is_packed:
            held = reader.unpacked_gzip(held)
            listing = reader.records(held)
        self._held = held
        self._capture = capture
        self._reader = reader
        self._listed = listing.records
        known |= {one.payload for one in self._listed if one.why_not is None and one.kind == "response" and one.payload}
        self._known = known
        good = [one for one in self._listed if one.why_not is None and one.status == 200]
        self._by_url = {one.url: one for one in reversed(good)}  # of two answers the first
        self.names = list(self._by_url)
        self.refused: dict[str, str] = {}

    def bytes_of(self, name: str) -> int | None:
        """Return the size of what was fetched from an address."""
        return self._by_url[name].bytes if name in self._by_url else None

    def capture_of(self, name: str) -> Capture:
        """Return the capture of the file."""
        return self._capture

    def read(self, name: str, most: int) -> bytes:
        """Return what was fetched from an address."""
        if name not in self._by_url:
            raise InputError("the archive does not hold it", "hand it in too")
        one = self._by_url[name]
        if one.bytes > most:
            raise InputError(f"it has more than {most >> 20} MiB", "hand in a smaller copy")
        return self._reader.payload(self.block(one))

    def find(self, folder: str, wanted: str) -> str:
        """Return the address of a medium as the records have it."""
        return wanted.partition("#")[0]

    def block(self, one: Listed) -> Held:
        """Return the bytes in which a record lies."""
        return self._held.part(one.at, one.length)

    def pages(self) -> Iterator[Listed]:
        """Yield the records that can hold posts: pages, data and texts that a server gave out with success."""
        for one in self._listed:
            if one.why_not is None and one.status == 200 and is_page(one.mime):
                yield one

    def asked(self, one: Listed, asked: Asked, *, is_listed_page: bool) -> Asked:
        """Return what the worker is to know of one page of the file."""
        return Asked(
            kind="page",
            name=one.url or asked.name,
            sha256=asked.sha256,
            received_at=asked.received_at,
            options=asked.options,
            written=one.date,
            part=one.number,
            is_page=is_listed_page,
        )

    def problems(self) -> Iterator[InputError]:
        """Yield what is not taken, by the number of its record."""
        for one in self._listed:
            if one.why_not is not None:
                yield InputError(f"record {one.number} (byte {one.at:,}): {one.why_not}", _do(one, self._held.length))
            elif one.kind == "revisit" and one.payload not in self._known:
                what = f"record {one.number} says that {one.url[:200]} was the same as before, and before is not here"
                yield InputError(what, "hand in the archive that holds the earlier visit")

    def contents(self) -> str:
        """Return what is in the file, by the kinds of its records."""
        return ", ".join(f"{count} × {kind}" for kind, count in Counter(one.kind for one in self._listed).items())

    def notes(self) -> Iterator[str]:
        """Yield what a person should know of the rest."""
        whole = [one for one in self._listed if one.why_not is None]
        if unverified := sum(one.is_unverified for one in whole if one.kind not in BESIDE):
            yield f"records without a digest, so that nothing shows whether they were changed: {unverified}"
        if signed_in := sum(one.is_signed_in for one in whole):
            yield f"requests that carry cookies or a password, so that the page may not have been public: {signed_in}"
        failed = Counter(one.status for one in whole if one.status not in {200, None})
        if failed:
            yield "answers that are no pages: " + ", ".join(f"{count} × {status}" for status, count in failed.items())
        if dates := sorted(one.date for one in whole if one.kind == "response" and one.date):
            yield f"says of itself that it was recorded from {dates[0]} to {dates[-1]}"


def is_page(mime: str) -> bool:
    """Say whether a type can hold posts."""
    return mime in PAGE_TYPES or mime in PLAIN_TYPES or any(part in mime for part in DATA_TYPES)


def _do(one: Listed, size: int) -> str:
    if one.is_last and (rest := size - one.at):
        return f"{rest:,} bytes from there on are not read; ask for the archive again"
    return AGAIN
