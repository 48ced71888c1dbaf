"""Opened: the posts of one handed-in file, its media found among the files beside it; alike when it is read again."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crawlers.asked import PLAIN
from crawlers.handins.found import Asked, Found
from crawlers.handins.kinds import ARCHIVES, KINDS
from crawlers.handins.media_files import Keep, MediaFiles
from crawlers.handins.parcel import Files
from crawlers.handins.reading import FileReader
from crawlers.handins.record_shelf import RecordShelf
from crawlers.handins.wacz import Wacz
from posts.capture import Capture, FileFacts
from posts.errors import InputError
from posts.identity import sha256_of
from posts.post import Post, with_fields

NOTED = 12  # of pages that are noted for the same reason, so many are named


@dataclass(frozen=True, slots=True)
class Opened:
    """What a piece of a file holds: posts, refusals with their places, sentences for the receiver."""

    posts: tuple[Post, ...] = ()
    refused: tuple[InputError, ...] = ()
    notes: tuple[str, ...] = ()
    share: float = 1.0  # of the file that was read, up to the end of this piece


def opened(facts: FileFacts, name: str, parcel: Files, reader: FileReader, keep: Keep) -> Iterator[Opened]:
    """Yield what one file of a parcel holds, a piece at a time, read as the kind of its facts says."""
    kind = facts.kind or ""
    try:
        held = parcel.held(name, KINDS[kind].max_bytes)
    except InputError as problem:
        yield Opened(refused=(InputError(problem.what, problem.do, file=name),))
        return
    asked = Asked(
        kind=kind,
        name=posixpath.basename(name),
        sha256=sha256_of(held.pieces()),
        received_at=facts.received_at,
        options=facts.options,
        beside=() if kind in ARCHIVES else tuple(map(posixpath.basename, parcel.names)),
    )
    if kind in ARCHIVES:
        pages, known = (parcel.pages, parcel.payloads) if isinstance(parcel, Wacz) else (frozenset[str](), set[str]())
        desk = _Desk(facts, name, parcel.capture_of(name), reader, keep)
        try:
            shelf = RecordShelf(held, desk.capture, reader, known)
        except InputError as problem:
            yield Opened(refused=(InputError(problem.what, problem.do, file=name),))
            return
        yield from _records(desk, asked, shelf, pages)
        return
    desk = _Desk(facts, name, parcel.capture_of(name), reader, keep)
    media = MediaFiles(parcel, (posixpath.dirname(name), desk.capture), reader, keep)
    read_to: tuple[int, int] | None = (0, 0)
    while read_to is not None:
        begun, read_to = read_to, None
        for found in reader.read(with_fields(asked, read_to=begun), held):
            share = min(1.0, found.read_to[0] / max(1, held.length)) if found.read_to is not None else 1.0
            yield replace(desk.finished(found, media), share=share)
            read_to = found.read_to if found.read_to is not None and found.read_to > begun else None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all posts of one file share."""

    facts: FileFacts
    name: str
    capture: Capture
    reader: FileReader
    keep: Keep

    def finished(self, found: Found, media: MediaFiles) -> Opened:
        """Return what was found, with its capture, its lane and what is known of its media."""
        media.inside = found.inside
        posts = tuple(self._finished(post, media) for post in found.posts)
        return Opened(posts, tuple(one.as_error(self.name) for one in found.refused), found.notes)

    def _finished(self, post: Post, media: MediaFiles) -> Post:
        known = [media.found(one) for one in post.media]
        if post.platform == PLAIN:  # its pictures are those of its frame too: only what was handed in counts
            known = [with_fields(one, order=at) for at, one in enumerate(one for one in known if one.sha256)]
        return with_fields(
            post,
            source=post.source or f"{post.platform}:import",
            visibility=self.facts.visibility or post.visibility,
            capture=self.capture.id,
            media=tuple(known),
        )


def _records(desk: _Desk, asked: Asked, shelf: RecordShelf, listed: frozenset[str]) -> Iterator[Opened]:
    """Yield the posts of each page of a web archive; one page that breaks its reader costs no other."""
    problems = tuple(InputError(one.what, one.do, file=desk.name) for one in shelf.problems())
    yield Opened(refused=problems)
    media = MediaFiles(shelf, ("", desk.capture), desk.reader, desk.keep)
    notes: dict[str, list[str]] = {}
    empty, has_any = 0, bool(problems)
    for one in shelf.pages():
        is_page = not listed or one.url in listed
        found = desk.reader.page(shelf.asked(one, asked, is_listed_page=is_page), shelf.block(one))
        empty += not found.posts and not found.refused
        for note in found.notes:
            notes.setdefault(note, []).append(one.url[:200] or f"record {one.number}")
        refused = [
            with_place(refusal.what, refusal.do, f"record {one.number} ({one.url[:200]})", desk.name)
            for refusal in found.refused
        ]
        done = desk.finished(with_fields(found, refused=(), notes=()), media)
        has_any = has_any or bool(done.posts or refused)
        yield Opened(done.posts, tuple(refused))
    if not has_any:
        what = f"no page in it could be read as a post ({shelf.contents()})"
        yield Opened(refused=(InputError(what, "look at it with a program that replays archives", file=desk.name),))
    yield Opened(notes=tuple(_noted(notes, empty, shelf)))


def with_place(what: str, do: str, place: str, file: str) -> InputError:
    """Return a refusal of a part of a file."""
    return InputError(f"{place}: {what}", do, file=file)


def _noted(notes: dict[str, list[str]], empty: int, shelf: RecordShelf) -> Iterator[str]:
    yield from shelf.notes()
    for note, places in notes.items():
        more = f" and {len(places) - NOTED} more" if len(places) > NOTED else ""
        yield f"{note}: {', '.join(places[:NOTED])}{more}"
    if empty:
        yield f"frames and data without posts, kept in the archive only: {empty}"
