"""Plain page: a page that no reader knows, as one post with its title and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from crawlers.asked import PLAIN
from crawlers.handins.saved.saved import Saved
from crawlers.handins.taken import taken
from crawlers.handins.texts import storable
from crawlers.html import Element, text_of, values
from crawlers.moments import written
from crawlers.prose import text_of_blocks
from posts.post import Author, Media, Post, with_fields

MAX_TEXT = 200_000  # characters; a page of words has 20,000, and a text may have 1 MiB in any script
MAX_LINKS = 50
HEAD_LETTERS = 300
MAX_PICTURES = 60  # names; each picture may have two
TAG = re.compile(r"<[^<>]{0,5000}>")
BLANKS = re.compile(r"\s+")
WEB = ("http://", "https://")
DATA = "data:"


def plain_post(saved: Saved, root: Element, markup: str = "") -> Post:
    """Return the one post of a page: its title, then its words as a reader sees them.

    `markup` is given where the page is nested deeper than any parser follows: then its words are what is no tag.
    """
    title = next((text_of(one) for one in root.iter("title")), "").strip()
    bodies = list(root.iter("body"))
    words = (
        text_of_blocks(bodies[0] if bodies else root) if not markup else BLANKS.sub(" ", TAG.sub(" ", markup)).strip()
    )
    text = words if not title or words.startswith(title) else f"{title}\n\n{words}"
    post = Post(
        platform=PLAIN,
        url=saved.url if saved.url.startswith(WEB) else None,
        text=storable(text)[:MAX_TEXT].strip(),
        author=Author(name=_head(root, "author") or _head(root, "og:site_name")),
        links=tuple(dict.fromkeys(_links(saved, root)))[:MAX_LINKS],
        media=tuple(with_fields(one, order=order) for order, one in enumerate(pictures_of(saved, root))),
    )
    timed = with_fields(post, **written(_head(root, "article:published_time")).fields())
    return taken(timed, saved.asked.sha256, saved.url or saved.place)


def _head(root: Element, name: str) -> str | None:
    """Return what the page's own head says of it (Open Graph)."""
    found = values(root, f'//meta[@property="{name}" or @name="{name}"]/@content')
    return storable(found[0]).strip()[:HEAD_LETTERS] or None if found else None


def pictures_of(saved: Saved, root: Element) -> list[Media]:
    """Return the pictures of a page by the names under which they may lie in the hand-in; the others go later."""
    names = dict.fromkeys(name for image in root.iter("img") for name in names_of(saved, image))
    return [Media(kind="image", url=name) for name in list(names)[:MAX_PICTURES]]


def names_of(saved: Saved, image: Element) -> Iterator[str]:
    """Yield the names under which a picture's bytes may lie in the hand-in."""
    for attribute in ("src", "data-src", "xlink:href"):
        raw = (image.get(attribute) or "").strip()
        if raw and not raw.startswith(DATA):
            yield storable(raw)
            if saved.url.startswith(WEB):
                yield storable(_joined(saved.url, raw))


def _joined(base: str, raw: str) -> str:
    try:
        return urljoin(base, raw)
    except ValueError:
        return raw


def _links(saved: Saved, root: Element) -> Iterator[str]:
    for target in values(root, "//a/@href"):
        found = _joined(saved.url, target.strip()) if saved.url else target.strip()
        if found.startswith(WEB):
            yield storable(found)
