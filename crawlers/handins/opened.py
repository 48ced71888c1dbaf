"""Opened: the posts of one handed-in file, its media found among the files beside it; alike when it is read again."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass

from crawlers.handins.found import Asked
from crawlers.handins.kinds import KINDS, MAX_PICTURE_BYTES
from crawlers.handins.media_names import mime_of_name
from crawlers.handins.parcel import NOT_THERE, Parcel
from crawlers.handins.reading import FileReader
from posts.capture import Capture, FileFacts
from posts.errors import InputError
from posts.identity import sha256_hex
from posts.post import Media, Post, with_fields

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
SEALED = "kept in the archive only: we make no copy without metadata of this kind of file"

# Keeps a working copy (original's capture and bytes, the copy's type and bytes) and returns the capture that holds it.
Keep = Callable[[Capture, bytes, str, bytes], str]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file holds: posts, refusals with their places, sentences for the receiver."""

    posts: tuple[Post, ...] = ()
    refused: tuple[InputError, ...] = ()
    notes: tuple[str, ...] = ()


def opened(facts: FileFacts, name: str, parcel: Parcel, reader: FileReader, keep: Keep) -> Opened:
    """Return what one file of a parcel holds, read as the kind of its facts says."""
    kind = KINDS[facts.kind or ""]
    try:
        body = parcel.read(name, kind.max_bytes)
    except InputError as problem:
        return Opened(refused=(InputError(problem.what, problem.do, file=name),))
    asked = Asked(
        kind=facts.kind or "",
        name=posixpath.basename(name),
        sha256=sha256_hex(body),
        received_at=facts.received_at,
        options=facts.options,
        beside=tuple(map(posixpath.basename, parcel.names)),
    )
    found = reader.read(asked, body)
    media = _MediaFiles(parcel, posixpath.dirname(name), reader, keep)
    capture = parcel.capture_of(name)
    posts = [
        with_fields(
            post,
            source=post.source or f"{post.platform}:import",
            visibility=facts.visibility or post.visibility,
            capture=capture.id,
            media=tuple(media.found(one) for one in post.media),
        )
        for post in found.posts
    ]
    return Opened(tuple(posts), tuple(one.as_error(name) for one in found.refused), found.notes)


class _MediaFiles:
    """The media of one file's posts, each looked for once among the files of its parcel."""

    def __init__(self, parcel: Parcel, folder: str, reader: FileReader, keep: Keep) -> None:
        self._parcel = parcel
        self._folder = folder
        self._reader = reader
        self._keep = keep
        self._known: dict[str, Media] = {}

    def found(self, media: Media) -> Media:
        """Return a medium with what is known of its file."""
        if media.url is None or media.why_missing is not None:
            return media
        if media.url not in self._known:
            self._known[media.url] = self._looked_up(media, media.url)
        facts = self._known[media.url]
        return with_fields(facts, kind=media.kind, role=media.role, order=media.order)

    def _looked_up(self, media: Media, wanted: str) -> Media:
        name = posixpath.normpath(posixpath.join(self._folder, wanted))  # pages of an account begin with ../../
        size = self._parcel.bytes_of(name)
        if size is None:
            return with_fields(media, why_missing=self._parcel.refused.get(name, NOT_THERE))
        media = with_fields(media, mime=mime_of_name(name), bytes=size)
        if media.mime not in PICTURES and media.kind != "image":
            return with_fields(media, why_missing=SEALED, capture=self._parcel.capture_of(name).id)
        try:
            original = self._parcel.read(name, MAX_PICTURE_BYTES)
            mime, copy = self._reader.without_metadata(original)
        except InputError as problem:
            return with_fields(media, why_missing=problem.what)
        capture = self._parcel.capture_of(name)
        return with_fields(
            media,
            mime=mime,
            bytes=len(copy),
            sha256=sha256_hex(copy),
            fetched_at=capture.fetched_at,
            capture=self._keep(capture, original, mime, copy),
        )
