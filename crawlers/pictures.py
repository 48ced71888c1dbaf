"""Pictures: media of posts, fetched once by address, kept once by hash, only from the platform's own hosts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scrapy.crawler import Crawler

from crawlers.decode import decoded
from crawlers.fetch import Failure, Fetched, fetch
from crawlers.network.addresses import Allowed
from posts.capture import Capture
from posts.errors import WorkerError
from posts.files import write_whole
from posts.identity import sha256_hex
from posts.post import Media, Post, with_fields

MAX_PICTURES = 20  # of one post (settings sheet)
MAX_PICTURE_BYTES = 20 << 20
PENDING = "pending"
FETCHED_KINDS = frozenset({"image", "sticker"})

MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


class Pictures:
    """The pictures of one visit."""

    def __init__(self, crawler: Crawler, folder: Path, allowed: Allowed, known: Mapping[str, str]) -> None:
        self._crawler = crawler
        self._folder = folder
        self._allowed = allowed
        self._known = known  # address to hash of pictures that earlier visits fetched
        self._seen: dict[str, Media] = {}

    def planned(self, post: Post) -> Post:
        """Return a post whose pictures say what will become of them: pending, known, or why they stay missing."""
        return with_fields(post, media=tuple(self._plan(at, media) for at, media in enumerate(post.media)))

    async def fetched(self, post: Post) -> Post:
        """Return a post with its pending pictures fetched, or with the reason why not."""
        media = [await self._fetch(one) if one.why_missing == PENDING else one for one in post.media]
        return with_fields(post, media=tuple(media))

    def _plan(self, at: int, media: Media) -> Media:
        if media.url is None or media.kind not in FETCHED_KINDS:
            return media
        if media.url in self._known:
            return with_fields(media, sha256=self._known[media.url], why_missing=None)
        if at >= MAX_PICTURES:
            return with_fields(media, why_missing=f"more than {MAX_PICTURES} pictures in one post")
        if not self._allowed.takes(media.url):
            return with_fields(media, why_missing="its host is not on the platform's list")
        return with_fields(media, why_missing=PENDING)

    async def _fetch(self, media: Media) -> Media:
        url = media.url or ""
        if url not in self._seen:
            answer = await fetch(self._crawler, url, "media", {"download_maxsize": MAX_PICTURE_BYTES})
            self._seen[url] = self._kept(media, answer)
        return with_fields(self._seen[url], role=media.role, order=media.order, kind=media.kind)

    def _kept(self, media: Media, answer: Fetched | Failure) -> Media:
        if isinstance(answer, Failure):
            return with_fields(media, why_missing=answer.sentence)
        try:
            data = decoded(answer.body, answer.capture.headers)
        except WorkerError as problem:
            return with_fields(media, why_missing=problem.what)
        return self._store(media, data, answer.capture)

    def _store(self, media: Media, data: bytes, capture: Capture) -> Media:
        mime = mime_of(data)
        if mime is None or capture.partial:
            return with_fields(media, why_missing="the answer is cut short" if mime else "the answer is no picture")
        digest = sha256_hex(data)
        path = self._folder / digest[:2] / digest
        if not path.exists():
            write_whole(path, data)
        return with_fields(
            media,
            sha256=digest,
            mime=mime,
            bytes=len(data),
            fetched_at=capture.fetched_at,
            capture=capture.id,
            why_missing=None,
        )


def mime_of(data: bytes) -> str | None:
    """Return the type of a picture by its first bytes, whatever its name or header says."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for magic, mime in MAGIC if data.startswith(magic)), None)
