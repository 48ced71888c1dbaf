"""Media files: the media of one file's posts, each looked for once among the files that came with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crawlers.handins.kinds import MAX_PICTURE_BYTES
from crawlers.handins.media_names import mime_of_name
from crawlers.handins.parcel import Parcel
from crawlers.handins.reading import FileReader
from crawlers.handins.zip_parcel import NOT_THERE
from posts.capture import Capture
from posts.errors import InputError
from posts.identity import sha256_hex
from posts.post import Media, with_fields

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
SEALED = "kept in the archive only: we make no copy without metadata of this kind of file"

# Keeps a working copy (original's capture and bytes, the copy's type and bytes) and returns the capture that holds it.
Keep = Callable[[Capture, bytes, str, bytes], str]


class MediaFiles:
    """The media of one file's posts; `inside` are those that lie in the file itself."""

    def __init__(self, parcel: Parcel, place: tuple[str, Capture], reader: FileReader, keep: Keep) -> None:
        """Look among the files of a parcel; `place` is the folder of the file whose media they are, and its capture."""
        self.inside: Mapping[str, bytes] = {}
        self.used: set[str] = set()
        self._parcel = parcel
        self._folder, self._capture = place
        self._reader = reader
        self._keep = keep
        self._known: dict[str, Media] = {}

    def found(self, media: Media) -> Media:
        """Return a medium with what is known of its file."""
        if media.url is None or media.why_missing is not None:
            return media
        if media.url in self.inside:
            return self._copied(media, self.inside[media.url], self._capture)
        if media.url not in self._known:
            self._known[media.url] = self._looked_up(media, media.url)
        facts = self._known[media.url]
        return with_fields(facts, kind=media.kind, role=media.role, order=media.order)

    def _looked_up(self, media: Media, wanted: str) -> Media:
        name = self._parcel.find(self._folder, wanted)
        size = self._parcel.bytes_of(name)
        if size is None:
            return with_fields(media, why_missing=self._parcel.refused.get(name, NOT_THERE))
        self.used.add(name)
        media = with_fields(media, mime=mime_of_name(name.partition("?")[0]), bytes=size)
        if media.mime not in PICTURES and media.kind != "image":
            return with_fields(media, why_missing=SEALED, capture=self._parcel.capture_of(name).id)
        try:
            original = self._parcel.read(name, MAX_PICTURE_BYTES)
        except InputError as problem:
            return with_fields(media, why_missing=problem.what)
        return self._copied(media, original, self._parcel.capture_of(name))

    def _copied(self, media: Media, original: bytes, capture: Capture) -> Media:
        """Return a picture with its working copy."""
        try:
            mime, copy = self._reader.without_metadata(original)
        except InputError as problem:
            return with_fields(media, why_missing=problem.what)
        return with_fields(
            media,
            mime=mime,
            bytes=len(copy),
            sha256=sha256_hex(copy),
            fetched_at=capture.fetched_at,
            capture=self._keep(capture, original, mime, copy),
        )
