"""The media of a message: photos, videos, files, stickers, and what the preview does not show."""

from __future__ import annotations

from collections.abc import Iterator

from crawlers.html import Element, by_class, first, has_class, image_in_style, text_or_none, values
from posts.post import Media, MediaKind, MediaRole

NOT_FETCHED = "only pictures are fetched"
NOT_SHOWN = "the preview does not show it"

VIDEOS = ("tgme_widget_message_video_player", "tgme_widget_message_roundvideo_player")
STICKERS = ("tgme_widget_message_sticker", "tgme_widget_message_tgsticker", "tgme_widget_message_videosticker")
PARTS = frozenset(
    {
        "tgme_widget_message_photo_wrap",
        "tgme_widget_message_document_wrap",
        "tgme_widget_message_voice_player",
        "tgme_widget_message_link_preview",
        *VIDEOS,
        *STICKERS,
    }
)


def media_of(message: Element) -> tuple[Media, ...]:
    """Return all media of a message in page order, numbered."""
    found = [media for part in _parts(message) for media in _read(part)]
    if not found and _is_unsupported(message):
        found = [_media("other", None, why_missing=_label(message))]
    return tuple(_numbered(found))


def _parts(message: Element) -> Iterator[Element]:
    """Yield the outermost media parts, not those of a quoted message."""
    for element in message.iter():
        if isinstance(element.tag, str) and PARTS & set((element.get("class") or "").split()):
            above = {name for parent in element.iterancestors() for name in (parent.get("class") or "").split()}
            if not above & (PARTS | {"tgme_widget_message_reply"}):
                yield element


def _read(part: Element) -> Iterator[Media]:
    if has_class(part, "tgme_widget_message_photo_wrap"):
        yield _media("image", image_in_style(part))
    elif any(has_class(part, name) for name in VIDEOS):
        yield from _video(part)
    elif any(has_class(part, name) for name in STICKERS):
        yield _sticker(part)
    elif has_class(part, "tgme_widget_message_link_preview"):
        yield from _preview(part)
    elif has_class(part, "tgme_widget_message_voice_player"):
        source = next(iter(values(part, ".//audio/@src")), None)
        yield _media("audio", source, why_missing=NOT_FETCHED)
    else:
        title = text_or_none(first(part, "tgme_widget_message_document_title"))
        kind: MediaKind = "audio" if by_class(part, "audio") else "document"
        yield _media(kind, None, why_missing=f"{NOT_SHOWN}: {title}" if title else NOT_SHOWN)


def _video(part: Element) -> Iterator[Media]:
    source = next(iter(values(part, ".//video/@src")), None)
    yield _media("video", source, why_missing=NOT_FETCHED if source else _label(part))
    thumb = image_in_style(first(part, "tgme_widget_message_video_thumb")) or image_in_style(
        first(part, "tgme_widget_message_roundvideo_thumb")
    )
    if thumb:
        yield _media("image", thumb, role="poster")


def _sticker(part: Element) -> Media:
    picture = part.get("data-webp") or image_in_style(part) or next(iter(values(part, ".//img/@src")), None)
    return _media("sticker", picture, why_missing=None if picture else NOT_SHOWN)


def _preview(part: Element) -> Iterator[Media]:
    for name in ("link_preview_image", "link_preview_right_image", "link_preview_video_thumb"):
        if picture := image_in_style(first(part, name)):
            yield _media("image", picture, role="preview")


def _media(kind: MediaKind, url: str | None, *, role: MediaRole = "post", why_missing: str | None = None) -> Media:
    return Media(
        kind=kind, role=role, url=f"https:{url}" if url and url.startswith("//") else url, why_missing=why_missing
    )


def _numbered(found: list[Media]) -> Iterator[Media]:
    for order, media in enumerate(found):
        yield Media(kind=media.kind, role=media.role, url=media.url, why_missing=media.why_missing, order=order)


def _is_unsupported(message: Element) -> bool:
    return any(True for _ in by_class(message, "message_media_not_supported"))


def _label(part: Element) -> str:
    """Return what the preview itself says of a part that it does not show."""
    label = text_or_none(first(part, "message_media_not_supported_label"))
    return f"{NOT_SHOWN}: {label}" if label else NOT_SHOWN
