"""Shown: posts of platforms that we never crawl, read from a page as a browser drew it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from crawlers.counts import count
from crawlers.handins.saved.saved import Saved
from crawlers.handins.saved.shapes import POST_LINKS, SHAPES, TOLD_ADDRESS, TOLD_TITLE, TOLD_WORDS, Shape
from crawlers.handins.tables.column_map import CLOCKS
from crawlers.handins.tables.items import platform_at
from crawlers.handins.taken import taken
from crawlers.handins.texts import storable
from crawlers.html import Element, values
from crawlers.moments import Moment, counted, written
from crawlers.prose import text_of_blocks
from posts.jsonl import check_text
from posts.post import PREVIEW, Author, Count, Media, Post, with_fields

MAX_POSTS = 2_000
MAX_PICTURES = 20
MAX_LINKS = 50
NUMBER = re.compile(r"[\d.,]{1,12}[KMB]?")
HANDLE = re.compile(r"@[\w.]{1,40}")
UNIX = re.compile(r"\d{9,11}")


def shown_posts(saved: Saved, root: Element, text: str) -> list[Post]:
    """Return the posts that a page shows; of a page of one post that has another shape, what it tells of itself."""
    platform = platform_at(saved.host) or platform_at(_host(_told(root, TOLD_ADDRESS)))
    shapes = [one for one in SHAPES if platform in {None, one.platform}]
    for shape in shapes:
        elements = _outermost(root.xpath(shape.post))[:MAX_POSTS]
        posts = [_post(saved, shape, element, f"{number}") for number, element in enumerate(elements)]
        if found := [post for post in posts if post is not None]:
            return found
    told = _told_post(saved, root, platform) if platform else None
    return [told] if told is not None else []


def _outermost(elements: Sequence[Element]) -> list[Element]:
    """Return elements without those that lie in another of them: answers below a post, posts that are shared."""
    chosen = set(elements)
    return [one for one in elements if chosen.isdisjoint(one.iterancestors())]


def _post(saved: Saved, shape: Shape, element: Element, number: str) -> Post | None:
    words = storable(_words(element, shape.words))
    pictures = [storable(url) for url in dict.fromkeys(values(element, shape.pictures))] if shape.pictures else []
    if not words and not pictures:
        return None  # a frame without a post: an advert of the platform, or one that was not loaded yet
    check_text(words)
    found = _link(saved, shape, element)
    native_id = found["id"] if found else None
    post = Post(
        platform=shape.platform,
        native_id=native_id,
        url=_address(saved, shape, found, element),
        text=words,
        author=_author(shape, element, found),
        media=tuple(Media(kind="image", url=url, order=at) for at, url in enumerate(pictures[:MAX_PICTURES])),
        links=tuple(dict.fromkeys(storable(one) for one in _links(element, shape)))[:MAX_LINKS],
        labels=(PREVIEW,) if shape.is_preview else (),
        counts=dict(_counts(shape, element)),
    )
    timed = with_fields(post, **_moment(shape, element, native_id).fields())
    return taken(timed, saved.asked.sha256, f"{saved.place}/{number}")


def _words(element: Element, paths: Sequence[str]) -> str:
    """Return the words of the first path that has any; a part inside another one is not said twice."""
    for path in paths:
        found = element.xpath(path)
        if found and isinstance(found[0], str):
            return str(found[0]).strip()
        texts = [text_of_blocks(_with_signs(one)) for one in _outermost(found)]
        if said := "\n".join(text for text in texts if text).strip():
            return said
    return ""


def _with_signs(element: Element) -> Element:
    """Return an element in which pictures of signs (emoji) are marked as such, so that their words stay."""
    for image in element.iter("img"):
        if len(image.get("alt") or "") in range(1, 9) and "emoji" in (image.get("src") or "").lower():
            image.set("class", "emoji")
    return element


def _link(saved: Saved, shape: Shape, element: Element) -> re.Match[str] | None:
    """Return the number of a post: of an attribute of its own, of a link in it, of the page where it stands alone."""
    own = [value for path in shape.number for value in values(element, path)]
    inner = [*values(element, ".//a[.//time]/@href"), *values(element, ".//a/@href")]
    for address in (*own, *inner, saved.url):
        if found := shape.link.search(address):
            return found
    return None


def _address(saved: Saved, shape: Shape, found: re.Match[str] | None, element: Element) -> str | None:
    if found is None:
        return None
    parts = found.groupdict()
    if shape.address and all(parts.get(name) for name in parts):
        return storable(shape.address.format(**parts))
    if "{handle}" in shape.address or not shape.address:
        own = next((one for one in values(element, ".//a/@href") if shape.link.search(one)), saved.url)
        bare = own if "story_fbid=" in own or "fbid=" in own else own.partition("?")[0]
        host = {"facebook": "https://www.facebook.com"}.get(shape.platform, "")
        return storable(bare if bare.startswith("https://") else f"{host}{bare}") if bare and host else None
    return storable(shape.address.format(id=parts["id"]))


def _author(shape: Shape, element: Element, found: re.Match[str] | None) -> Author:
    name = storable(_words(element, shape.name)).partition("\n")[0]
    handle = found.groupdict().get("handle") if found else None
    if shape.is_handle:
        return Author(handle=handle or name or None)
    at_sign = HANDLE.search(name)
    return Author(name=HANDLE.sub("", name).strip() or None, handle=handle or (at_sign[0][1:] if at_sign else None))


def _moment(shape: Shape, element: Element, native_id: str | None) -> Moment:
    """Return when it was posted: as the page states it, else as the platform's number does, beside the page's words."""
    raw = storable(_words(element, shape.moment))[:80]
    stated = counted(int(raw), raw) if UNIX.fullmatch(raw) else written(raw)
    if stated.at is not None:
        return stated
    clock = CLOCKS.get(shape.clock)
    if clock is not None and native_id and native_id.isdigit():
        return counted(clock(int(native_id)) / 1000, raw or native_id)
    return Moment(raw=raw or None)


def _counts(shape: Shape, element: Element) -> Iterator[tuple[str, Count]]:
    for name, path in dict(shape.counts).items():
        said = next(iter(values(element, path)), "")
        number = NUMBER.search(said)
        if number and (known := count(number[0])) is not None:
            yield name, known


def _links(element: Element, shape: Shape) -> Iterator[str]:
    """Yield where a post's own words lead; what the platform puts around them is none of them."""
    for path in shape.words:
        for part in element.xpath(path):
            if not isinstance(part, str):
                yield from (one for one in values(part, ".//a/@href") if one.startswith(("http://", "https://")))


def _told_post(saved: Saved, root: Element, platform: str) -> Post | None:
    """Return the post of a page as the page tells other programs of it: its beginning, perhaps all of it."""
    pattern, template = POST_LINKS.get(platform, (None, ""))
    address = next((one for one in (_told(root, TOLD_ADDRESS), saved.url) if pattern and pattern.search(one)), "")
    words = storable(_told(root, TOLD_WORDS)).strip()
    found: Any = pattern.search(address) if pattern else None
    if found is None or not words:
        return None
    parts = {name: value or "" for name, value in found.groupdict().items()}
    post = Post(
        platform=platform,
        native_id=parts["id"],
        url=template.format(**{"handle": "", **parts}) if template else address.partition("&")[0],
        text=words,
        author=Author(name=storable(_told(root, TOLD_TITLE))[:200] or None, handle=parts.get("handle") or None),
        posted_zone="none",
        posted_precision="unknown",
        labels=(PREVIEW,),
    )
    return taken(post, saved.asked.sha256, saved.place)


def _told(root: Element, path: str) -> str:
    return next(iter(values(root, path)), "")


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0]
