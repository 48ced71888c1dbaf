"""Pictures: media of posts, fetched once by address and visit, only from the platform's own hosts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from crawlers.fetch import Failure, Fetcher
from crawlers.network.addresses import Allowed
from crawlers.picture_file import kept
from posts.post import Media, Post, with_fields

MAX_PICTURES = 20  # of one post (settings sheet)
MAX_PICTURE_BYTES = 20 << 20
PENDING = "pending"
FETCHED_KINDS = frozenset({"image", "sticker"})


class Pictures:
    """The pictures of one visit; `known` are addresses and hashes of what earlier visits fetched."""

    def __init__(self, fetcher: Fetcher, folder: Path, allowed: Allowed, known: Mapping[str, str]) -> None:
        self._fetcher = fetcher
        self._folder = folder
        self._allowed = allowed
        self._known = known
        self._seen: dict[str, Media] = {}

    def planned(self, post: Post) -> Post:
        """Return a post whose pictures say what will become of them: pending, known, or why they stay missing."""
        media, pictures = [], 0
        for one in post.media:
            is_picture = one.url is not None and one.kind in FETCHED_KINDS
            pictures += is_picture
            media.append(self._plan(one, one.url or "", pictures) if is_picture else one)
        return with_fields(post, media=tuple(media))

    async def fetched(self, post: Post, may_go_on: Callable[[], bool]) -> Post:
        """Return a post with its pending pictures fetched, or with the reason why not; pending if time is over."""
        media = [await self._fetch(one) if one.why_missing == PENDING and may_go_on() else one for one in post.media]
        return with_fields(post, media=tuple(media))

    def _plan(self, media: Media, url: str, number: int) -> Media:
        if url in self._known:
            return with_fields(media, sha256=self._known[url], why_missing=None)
        if number > MAX_PICTURES:
            return with_fields(media, why_missing=f"more than {MAX_PICTURES} pictures in one post")
        if not self._allowed.takes(url):
            return with_fields(media, why_missing="its host is not on the platform's list")
        return with_fields(media, why_missing=PENDING)

    async def _fetch(self, media: Media) -> Media:
        url = media.url or ""
        if url not in self._seen:
            answer = await self._fetcher.fetch(url, "media", MAX_PICTURE_BYTES)
            if isinstance(answer, Failure):
                self._seen[url] = with_fields(media, why_missing=answer.sentence)
            else:
                self._seen[url] = kept(media, answer.capture, answer.body, self._folder)
        return with_fields(self._seen[url], role=media.role, order=media.order, kind=media.kind)


def is_pending(post: Post) -> bool:
    """Say whether a picture of a post is still to be fetched."""
    return any(media.why_missing == PENDING for media in post.media)
