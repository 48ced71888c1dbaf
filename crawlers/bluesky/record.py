"""One record of Bluesky as a Post: text, links, media, what it answers or quotes; the same from stream, API and export.

Lexicon app.bsky.feed.post (atproto.com). A record holds blobs by their hash; the API's view of it holds addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawlers.json_page import as_int, as_map, as_text, maps
from crawlers.page import Missing
from crawlers.posting import NOT_FETCHED, picture
from posts.errors import PageChanged
from posts.post import Media, with_fields

POST = "app.bsky.feed.post"
SITE = "https://bsky.app"
CDN = "https://cdn.bsky.app/img"  # where the app itself takes the picture of a blob from
EMBEDS = "app.bsky.embed."
# What an embed may be, of a record and (with #view) as the API shows it, and the fields of which it has one at least.
KINDS = {
    "images": {"images"},
    "gallery": {"items"},
    "video": {"video", "playlist"},
    "external": {"external"},
    "record": {"record"},
    "recordWithMedia": {"media"},
}


def native_id(uri: Any) -> str:
    """Return the id of a post: its author's DID and its key; other records keep the name of their collection."""
    parts = (as_text(uri) or "").removeprefix("at://").split("/")
    if len(parts) != 3 or not parts[0].startswith("did:") or not all(parts):
        raise PageChanged("the field 'uri' is no address of a record")
    did, collection, key = parts
    return f"{did}/{key}" if collection == POST else f"{did}/{collection}/{key}"


def address(uri: Any) -> str | None:
    """Return the page of the app that shows a post."""
    did, _, rest = (as_text(uri) or "").removeprefix("at://").partition("/")
    collection, _, key = rest.partition("/")
    return f"{SITE}/profile/{did}/post/{key}" if collection == POST and key else None


def links_in(record: dict[str, Any], embed: dict[str, Any]) -> Iterator[str | None]:
    """Yield where the words, cards and quotes of a record lead."""
    for facet in maps(record.get("facets")):
        for feature in maps(facet.get("features")):
            who = as_text(feature.get("did"))
            yield as_text(feature.get("uri")) or (f"{SITE}/profile/{who}" if who else None)
    for one in _embeds(embed):
        yield as_text(as_map(one.get("external")).get("uri"))
        quoted = as_map(one.get("record"))
        yield address(quoted.get("uri") or as_map(quoted.get("record")).get("uri"))


def media_in(embed: dict[str, Any], did: str) -> Iterator[Media]:
    """Yield the pictures, videos and the card's picture of a record or of its view."""
    for one in _embeds(embed):
        for image in (*maps(one.get("images")), *maps(one.get("items"))):
            url = as_text(image.get("fullsize")) or _blob(image.get("image"), did, "feed_fullsize")
            yield _sized(picture(url, "post"), image)
        if "video" in one or "playlist" in one:
            yield _sized(Media(kind="video", url=as_text(one.get("playlist")), why_missing=NOT_FETCHED), one)
            if thumbnail := as_text(one.get("thumbnail")):
                yield picture(thumbnail, "poster")
        thumb = as_map(one.get("external")).get("thumb")
        if thumb:
            yield picture(as_text(thumb) or _blob(thumb, did, "feed_thumbnail"), "preview")


def unknown_in(embed: dict[str, Any]) -> Iterator[Missing]:
    """Yield a gap for a part of a post that we do not know."""
    for one in _embeds(embed):
        kind = (as_text(one.get("$type")) or "").partition("#")[0]
        if not KINDS.get(kind.removeprefix(EMBEDS), set()) & set(one):
            yield Missing(kind="unknown_part", sentence=f"a post has a part that we do not know: {kind[:60]!r}")


def _embeds(embed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if embed:
        yield embed
    if inner := as_map(embed.get("media")):  # recordWithMedia
        yield inner


def _blob(blob: Any, did: str, size: str) -> str | None:
    found = as_map(blob)
    link = as_text(as_map(found.get("ref")).get("$link")) or as_text(found.get("cid"))
    return f"{CDN}/{size}/plain/{did}/{link}@jpeg" if link and "/" not in link else None


def _sized(media: Media, shown: dict[str, Any]) -> Media:
    size = as_map(shown.get("aspectRatio"))
    return with_fields(media, width=as_int(size.get("width")), height=as_int(size.get("height")))
