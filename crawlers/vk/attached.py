"""What is attached to a post of VK: pictures, videos, files, cards, goods, polls, as media, links and words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawlers.json_page import as_int, as_list, as_map, as_text, maps
from crawlers.page import Missing
from crawlers.posting import NOT_FETCHED, picture
from posts.post import Media, MediaKind, MediaRole, with_fields

SITE = "https://vk.com"
# Versions of the API before 5.77 name a picture's sizes one by one, those before 5.0 as src; the largest first.
LETTERS = "smopqrxyzw"  # of sizes, the smallest first
OLD_SIZES = (
    "photo_2560",
    "photo_1280",
    "photo_807",
    "photo_604",
    "photo_130",
    "src_xxbig",
    "src_xbig",
    "src_big",
    "src",
)
PICTURES = frozenset({"photo", "posted_photo", "graffiti"})
FILES: dict[str, MediaKind] = {"doc": "document", "audio": "audio", "podcast": "audio", "sticker": "sticker"}
OTHERS = frozenset(
    {"video", "link", "market", "poll", "page", "note", "album", "market_album", "photos_list", "app", "event"}
    | {"wall", "article", "pretty_cards", "donut_link", "clip", "geo", "textlive", "textpost", "narrative", "story"}
    | {
        "mini_app",
        "situational_theme",
        "video_playlist",
        "artist",
        "audio_playlist",
        "money_transfer",
        "curator",
        "group",
    }
)


def media_of(attachments: Any) -> Iterator[Media]:
    """Yield the media of attachments, each picture in its largest size."""
    for one in maps(attachments):
        kind, inner = _inner(one)
        if kind in PICTURES:
            yield _picture(inner, "post")
        elif kind in {"video", "clip"}:
            owner, own = as_int(inner.get("owner_id")), as_int(inner.get("id") or inner.get("vid"))
            url = f"{SITE}/video{owner}_{own}" if owner is not None and own is not None else None
            yield Media(kind="video", url=url, why_missing=NOT_FETCHED, duration_seconds=as_int(inner.get("duration")))
            if any(inner.get(name) for name in ("image", "first_frame", *OLD_SIZES)):
                yield _picture(inner, "poster")
        elif kind in FILES:
            yield Media(kind=FILES[kind], url=as_text(inner.get("url")), why_missing=NOT_FETCHED)
        elif kind in {"link", "market", "page", "article"} and (shown := _card(inner)):
            yield _picture(shown, "preview")


def links_of_attachments(attachments: Any) -> Iterator[str | None]:
    """Yield where attachments lead."""
    for one in maps(attachments):
        kind, inner = _inner(one)
        if kind in {"link", "app", "mini_app", "article"}:
            yield as_text(inner.get("url"))
        button = as_map(as_map(inner.get("button")).get("action"))
        yield as_text(button.get("url"))
        yield from (as_text(card.get("link_url")) for card in maps(inner.get("cards")))


def words_of(attachments: Any) -> Iterator[str]:
    """Yield the words that a reader sees in attachments: of cards, goods and polls."""
    for one in maps(attachments):
        kind, inner = _inner(one)
        if kind == "poll":
            answers = [as_text(answer.get("text")) for answer in maps(inner.get("answers"))]
            yield "\n".join(text for text in (as_text(inner.get("question")), *answers) if text)
        elif kind == "market":
            price = as_text(as_map(inner.get("price")).get("text"))
            shown = (as_text(inner.get("title")), price, as_text(inner.get("description")))
            yield "\n".join(text for text in shown if text)
        elif kind == "pretty_cards":
            yield "\n".join(filter(None, (as_text(card.get("title")) for card in maps(inner.get("cards")))))


def unknown_in(attachments: Any) -> Iterator[Missing]:
    """Yield a gap for an attachment of a kind that we do not know, or without its part."""
    for one in as_list(attachments):
        kind, inner = _inner(as_map(one))
        if kind not in PICTURES | OTHERS | set(FILES):
            yield Missing(kind="unknown_part", sentence=f"a post has a part that we do not know: {kind[:60]!r}")
        elif not _is_full(kind, inner):
            yield Missing(kind="unknown_part", sentence=f"a part of a post has lost its shape: {kind!r}")


def _is_full(kind: str, inner: dict[str, Any]) -> bool:
    """Say whether a part has what makes it one of its kind."""
    if kind in PICTURES:
        return _picture(inner, "post").url is not None
    if kind == "video":
        return any(inner.get(name) for name in ("image", "first_frame", *OLD_SIZES)) or bool(inner.get("restriction"))
    if kind == "poll":
        return bool(as_text(inner.get("question"))) and bool(maps(inner.get("answers")))
    return bool(inner) or kind == "geo"


def _inner(attachment: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    kind = as_text(attachment.get("type")) or ""
    return kind, as_map(attachment.get(kind))


def _card(inner: dict[str, Any]) -> dict[str, Any]:
    thumb = as_text(inner.get("thumb_photo"))
    return as_map(inner.get("photo")) or ({"src": thumb} if thumb else {})


def _picture(inner: dict[str, Any], role: MediaRole) -> Media:
    sizes = maps(inner.get("sizes")) or maps(inner.get("image")) or maps(inner.get("first_frame"))
    original = as_map(inner.get("orig_photo"))
    _, best = max(enumerate((original, *sizes)), key=lambda one: (*_breadth(one[1]), one[0]))  # else the last named
    url = as_text(best.get("url")) or as_text(best.get("src"))
    if url is None:
        old = next((found for name in OLD_SIZES if (found := as_text(inner.get(name)))), None)
        return with_fields(picture(old, role), width=as_int(inner.get("width")), height=as_int(inner.get("height")))
    return with_fields(picture(url, role), width=as_int(best.get("width")), height=as_int(best.get("height")))


def _breadth(size: dict[str, Any]) -> tuple[int, int]:
    return as_int(size.get("width")) or 0, LETTERS.find(as_text(size.get("type")) or " ")
