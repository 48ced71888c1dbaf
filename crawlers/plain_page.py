"""A plain page: any public page as one post, for addresses that no platform of ours reads.

The text is what a reader sees, whole; who wrote it and when stays open unless the page's own head says so (Open Graph).
"""

from __future__ import annotations

from crawlers.asked import PLAIN
from crawlers.html import Element, parse, values
from crawlers.moments import written
from crawlers.page import Page
from crawlers.posting import evasion_in, links_of, made, numbered, picture
from crawlers.prose import Prose, text_of_blocks
from crawlers.walls import wall
from posts.capture import Capture
from posts.post import Author


def read(body: bytes, capture: Capture) -> Page:
    """Return the page as one post, or what stands in its place."""
    parsed = parse(body)
    root = parsed.root
    if stopped := wall(root, body):
        return stopped
    text = text_of_blocks(root)
    if not text:
        return Page(outcome="page_changed", detail="the page shows no text")
    post = made(
        PLAIN,
        capture,
        url=capture.url,
        author=Author(name=_head(root, "author") or _head(root, "og:site_name")),
        text=text,
        links=links_of(*values(root, "//a/@href"), here=capture.final_url or ""),
        media=numbered([picture(one) for one in _pictures(root)]),
        **written(_head(root, "article:published_time")).fields(),
    )
    return Page(posts=(post,), gaps=evasion_in([Prose(text, is_whole=parsed.is_whole)]))


def _head(root: Element, name: str) -> str | None:
    found = values(root, f'//meta[@property="{name}" or @name="{name}"]/@content')
    return found[0].strip() or None if found else None


def _pictures(root: Element) -> list[str]:
    """Return the picture that the page itself names as its own; the others are seen in the screenshot."""
    found = _head(root, "og:image")
    return [found] if found and found.startswith(("https://", "http://")) else []
