"""Boards whose markup the watchlist declares: where posts stand, where their parts are, which links lead to threads."""

from __future__ import annotations

from collections.abc import Mapping

from crawlers.declared import elements, texts
from crawlers.html import Element, values
from crawlers.jobs.addresses import address_of, own_links, place_of, post_at
from crawlers.moments import Moment, written
from crawlers.page import Listed, Missing, Page
from crawlers.posting import Gathered, gathered, links_of, made, numbered, own_address, picture
from crawlers.prose import text_of_blocks
from posts.capture import Capture
from posts.errors import PageChanged
from posts.identity import sha256_hex
from posts.post import PREVIEW, Author, Post

DIGEST_CHARS = 16
OWN_IDS = ("id", "data-id", "data-post-id", "data-pid", "data-tid")
NOT_PARTS = frozenset({"post", "link", "next", "title", "text"})


class DeclaredBoard:
    """Reads one page by a source's selectors; keeps which of them find nothing."""

    def __init__(self, root: Element, capture: Capture) -> None:
        self._root = root
        self._capture = capture
        self._declared: Mapping[str, str] = capture.declared
        self._found: set[str] = set()

    def page(self) -> Page | None:
        """Return the posts and threads of the page; None where no selector finds anything."""
        posts = elements(self._root, self._declared.get("post"))
        links = [one.get("href") for one in elements(self._root, self._declared.get("link"))]
        listed = own_links([*links, *texts(self._root, self._declared.get("link"))], self._capture) if links else []
        if not posts and not listed:
            return None
        many = len(posts) > 1
        done = gathered([{"post": one} for one in posts], lambda one: self._post(one["post"], many=many), needed={})
        names = {} if posts else self._names()
        previews = [post for url in listed if (post := self._preview(url, names)) is not None]
        return self._made(done, previews, listed)

    def _made(self, done: Gathered, previews: list[Post], listed: list[str]) -> Page:
        asked = [name for name in self._declared if name not in NOT_PARTS]
        lost = [name for name in asked if done.posts and name not in self._found]
        gaps = [
            Missing(kind="unknown_part", sentence=f"the declared selector for {name!r} finds nothing") for name in lost
        ]
        following = [one.get("href") for one in elements(self._root, self._declared.get("next"))]
        return Page(
            posts=(*done.posts, *previews),
            listed=tuple(Listed(url=url, post=post_at("board", url, self._capture)) for url in listed),
            numbers=(),
            next=next(filter(None, (own_address(self._capture, link) for link in following)), None),
            gaps=(*done.gaps, *gaps),
            outcome=done.outcome,
            detail=done.detail,
        )

    def _post(self, element: Element, *, many: bool) -> Post:
        parts = {name: texts(element, selector) for name, selector in self._declared.items() if name != "post"}
        self._found |= {name for name, found in parts.items() if found}
        blocks = [text_of_blocks(one) for one in elements(element, self._declared.get("text"))]
        if not any(blocks) and not parts.get("title"):
            raise PageChanged("a post has neither title nor text where the selectors say")
        shown = [self._first(parts, name) for name in ("title", "place", "pay")]
        text = "\n\n".join(part for part in ("\n".join(filter(None, shown)), *blocks) if part)
        author = self._first(parts, "author")
        images = [one.get("src") or "" for one in elements(element, self._declared.get("picture"))]
        self._found |= {"picture"} if any(images) else set()
        url = self._capture.url or ""
        return made(
            "board",
            self._capture,
            native_id=self._native_id(element, author, text) if many else place_of(url, self._capture),
            url=address_of(url, self._capture),
            author=Author(name=author, handle=author),
            text=text,
            **written(self._first(parts, "posted")).fields(),
            media=numbered([picture(one, "post") for one in links_of(*images, here=url)]),
            links=links_of(
                *(link for one in elements(element, self._declared.get("text")) for link in values(one, ".//a/@href")),
                here=url,
            ),
        )

    def _native_id(self, element: Element, author: str | None, text: str) -> str:
        own = next((value for name in OWN_IDS if (value := element.get(name))), None)
        key = own or sha256_hex(f"{author}\0{text}".encode())[:DIGEST_CHARS]
        return f"{place_of(self._capture.url or '', self._capture)}#{key}"

    def _names(self) -> dict[str, str]:
        found = elements(self._root, self._declared.get("link"))
        named = {own_address(self._capture, one.get("href")): text_of_blocks(one) for one in found}
        return {url: " ".join(words.split()) for url, words in named.items() if url and words}

    def _preview(self, url: str, names: Mapping[str, str]) -> Post | None:
        if not names.get(url):
            return None
        native, address = place_of(url, self._capture), address_of(url, self._capture)
        shown = {"text": names[url], "labels": (PREVIEW,), **Moment().fields()}
        return made("board", self._capture, native_id=native, url=address, **shown)

    def _first(self, parts: Mapping[str, list[str]], name: str) -> str | None:
        return next(iter(parts.get(name, [])), None)
