"""One item of a feed as a Post."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Iterator
from typing import Any

from crawlers.json_page import as_int, as_map, as_text, clean, counts_of, maps
from crawlers.moments import Moment, counted, written
from crawlers.page import Missing
from crawlers.posting import NOT_FETCHED, evasion_in, links_of, made, name_of, numbered, unnumbered
from crawlers.prose import Prose, prose
from posts.capture import Capture
from posts.errors import PageChanged
from posts.identity import sha256_hex
from posts.post import Author, Media, MediaKind, Post, with_fields

KINDS: dict[str, MediaKind] = {"image": "image", "video": "video", "audio": "audio"}
FLASH = "application/x-shockwave-flash"  # what YouTube's feeds still call a video
MARKUP = frozenset({"text/html", "application/xhtml+xml"})
DIGEST_CHARS = 16  # of an item that has neither id nor address


class ItemReader:
    """Reads the items of one feed; keeps what could not be parsed of them."""

    def __init__(self, feed: Any, capture: Capture, address: str) -> None:
        self._feed = feed
        self._capture = capture
        self._here = address
        self._proses: list[Prose] = []

    def gaps(self) -> tuple[Missing, ...]:
        """Return what may be hidden in the markup of the items read so far."""
        return evasion_in(self._proses)

    def read(self, item: dict[str, Any]) -> Post:
        """Return the post of an item; refuse one that says nothing."""
        title = self._text(item.get("title"), as_map(item.get("title_detail")).get("type"))
        body, kind = _body(item)
        words = self._text(body, None if "yt_videoid" in item else kind)
        heads = () if words.text.startswith(title.text) else (title.text,)
        text = "\n\n".join(part for part in (*heads, words.text) if part)
        media = tuple(_media(item, words, self._here))
        if not text and not media:
            raise PageChanged("an item has neither title nor text")
        link = next(iter(links_of(as_text(item.get("link")), here=self._here)), None)
        return made(
            "feed",
            self._capture,
            native_id=self._native_id(item, link, text),
            url=link or self._capture.final_url,
            author=self._author(item),
            text=text,
            **_moment(item).fields(),
            media=numbered(media),
            links=links_of(*title.links, *words.links, *_enclosed(item), here=link or self._here),
            counts=counts_of(
                views=as_map(item.get("media_statistics")).get("views"),
                likes=as_map(item.get("media_starrating")).get("count"),
                comments=item.get("slash_comments"),
            ),
        )

    def _text(self, value: Any, kind: Any) -> Prose:
        text = clean(as_text(value) or "")
        found = prose(text) if kind in MARKUP else Prose(text.strip())
        self._proses.append(found)
        return found

    def _native_id(self, item: dict[str, Any], link: str | None, text: str) -> str:
        own = as_text(item.get("id"))
        if own and ":" in own:
            return unnumbered(clean(own))
        if own:  # unique in its feed only
            return f"{name_of(self._capture)} {clean(own)}"
        return unnumbered(link) if link else f"{name_of(self._capture)} {sha256_hex(text.encode())[:DIGEST_CHARS]}"

    def _author(self, item: dict[str, Any]) -> Author:
        who = as_map(item.get("author_detail"))
        channel = as_text(item.get("yt_channelid"))
        name = as_text(item.get("author")) or self._title()
        urls = [as_text(who.get("href")), as_text(self._feed.get("link"))]
        url = next((url for url in urls if url and url.startswith("http")), None)
        return Author(native_id=channel, handle=channel, name=name and clean(name), url=url and clean(url))

    def _title(self) -> str | None:
        title = as_text(self._feed.get("title")) or ""
        return (
            prose(title).text or None if as_map(self._feed.get("title_detail")).get("type") in MARKUP else title or None
        )


def item_reader(feed: Any, capture: Capture, address: str) -> ItemReader:
    """Return a reader of the items of one feed; relative addresses in it start from its own."""
    return ItemReader(feed, capture, address)


def _body(item: dict[str, Any]) -> tuple[Any, Any]:
    """Return the longest text of an item and its type: feeds give a summary, the whole, or both."""
    parts = [(part.get("value"), part.get("type")) for part in maps(item.get("content"))]
    parts.append((item.get("summary"), as_map(item.get("summary_detail")).get("type") or "text/html"))
    return max(parts, key=lambda part: len(part[0]) if isinstance(part[0], str) else 0)


def _moment(item: dict[str, Any]) -> Moment:
    for name in ("published", "updated", "created"):
        raw = as_text(item.get(name))
        if raw is None:
            continue
        found = written(raw)
        parsed = item.get(f"{name}_parsed")
        if found.at is None and parsed is not None:  # the library knows more ways to write a time; it gives UTC
            return with_fields(counted(timegm(parsed), raw), zone="assumed")
        return found
    return Moment()


def _enclosed(item: dict[str, Any]) -> Iterator[str | None]:
    for link in maps(item.get("links")):
        if link.get("rel") not in {"alternate", "self", "replies", None}:
            yield as_text(link.get("href"))


def _media(item: dict[str, Any], words: Prose, at: str) -> Iterator[Media]:
    seen: set[str] = set()
    shown = [(one.get("url"), one.get("type"), one.get("medium")) for one in maps(item.get("media_content"))]
    shown += [(one.get("href"), one.get("type"), None) for one in maps(item.get("links")) if _is_file(one)]
    shown += [(url, "image", None) for url in words.pictures]
    for raw, mime, medium in shown:
        for url in links_of(as_text(raw), here=at):
            kind = "video" if mime == FLASH else KINDS.get(str(medium or mime).partition("/")[0], "other")
            if url not in seen:
                seen.add(url)
                yield Media(kind=kind, url=url, why_missing=None if kind == "image" else NOT_FETCHED)
    for thumbnail in maps(item.get("media_thumbnail")):
        for url in links_of(as_text(thumbnail.get("url")), here=at):
            if url not in seen:
                width, height = as_int(thumbnail.get("width")), as_int(thumbnail.get("height"))
                yield Media(kind="image", role="poster", url=url, width=width, height=height)


def _is_file(link: dict[str, Any]) -> bool:
    return link.get("rel") == "enclosure"
