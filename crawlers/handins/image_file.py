"""An image: a screenshot or flyer as one post; its words are those that the receiver types."""

from __future__ import annotations

from collections.abc import Sequence

from crawlers.handins.found import Asked, Found
from crawlers.handins.texts import links_in, storable
from posts.identity import hand_in_id
from posts.jsonl import check_text
from posts.post import Media, Post

PLATFORM = "image"
MIME = "application/octet-stream"  # its kind is told by its bytes, and stands with its working copy
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif")


def mains(names: Sequence[str]) -> list[str]:
    """Return the pictures among some files."""
    return [name for name in names if name.lower().endswith(ENDINGS)]


def read(body: bytes, asked: Asked) -> Found:
    """Return the one post of a picture; whether it is a picture is found out when its working copy is made."""
    text = storable(asked.options.get("text", "")).strip()
    check_text(text)
    post = Post(
        platform=PLATFORM,
        id=hand_in_id(asked.sha256, "1"),
        text=text,
        media=(Media(kind="image", url=asked.name),),
        links=links_in(text),
    )
    return Found(posts=(post,))
