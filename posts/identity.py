"""Ids that stay the same for ever: the same input gives the same id on any machine (recipe p1)."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from posts.post import PREVIEW, Post

POST_RECIPE = "p1_"
DIGEST_LETTERS = 26  # 130 bits: no collision among any number of posts we can hold
RUN_NAMESPACE = uuid.UUID("6f6b2f5e-3c57-5d0e-9a53-0d3f0b8f9a11")


def post_id(post: Post) -> str:
    """Return the id of a post: from its native id, else from url, author handle and time."""
    if post.native_id:
        return named_id(POST_RECIPE, post.platform, post.native_id)
    return named_id(POST_RECIPE, post.platform, post.url or "", post.author.handle or "", stamp(post.posted_at))


def hand_in_id(file_sha256: str, position: str) -> str:
    """Return the id of a post inside a handed-in file that has no address of its own."""
    return named_id(POST_RECIPE, file_sha256, position)


def named_id(recipe: str, *parts: str) -> str:
    """Return recipe + 26 lower-case RFC 4648 base32 letters of sha256(parts joined by NUL)."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return recipe + base64.b32encode(digest).decode().lower()[:DIGEST_LETTERS]


def record_id(run: str, number: int) -> str:
    """Return the WARC record id of the n-th record of a run."""
    return f"<urn:uuid:{uuid.uuid5(RUN_NAMESPACE, f'{run}/{number}')}>"


def run_id(now: datetime, chance: bytes) -> str:
    """Return a run's name: UTC time and six hex digits of chance, so that names sort by time."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{chance.hex()[:6]}"


def stamp(moment: datetime | None) -> str:
    """Return a time as ids use it: YYYY-MM-DDTHH:MM:SSZ, or nothing."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_of(pieces: Iterable[bytes]) -> str:
    """Return the SHA-256 of bytes that come in pieces as 64 hex digits."""
    seen = hashlib.sha256()
    for piece in pieces:
        seen.update(piece)
    return seen.hexdigest()


def is_new_revision(old: Post, new: Post) -> bool:
    """Say whether `new` is another version of what was published.

    Counts, media addresses and the capture never make a revision; a media hash does only when both
    sides know it (contract: identity). The preview of a post that was read whole is no other version of it.
    """
    if PREVIEW in new.labels and PREVIEW not in old.labels:
        return False
    if _content(old) != _content(new):
        return True
    both = zip(old.media, new.media, strict=True)
    return any(before.sha256 and after.sha256 and before.sha256 != after.sha256 for before, after in both)


def _content(post: Post) -> tuple[object, ...]:
    kinds = tuple((media.kind, media.role) for media in post.media)
    return (post.text, post.edited_at, post.links, post.reply_to, post.repost_of, post.author.handle, kinds)
