"""The media of a message: photos, videos, files, stickers, and what the preview does not show."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crawlers.html import (
    Element,
    by_class,
    classes_of,
    first,
    image_in_style,
    is_inside,
    text_or_none,
    values,
    web_address,
)
from crawlers.telegram.parts import (
    BILL_PICTURES,
    BILLS,
    DOCUMENT,
    DURATIONS,
    MEDIA,
    MOVING_STICKERS,
    PHOTO,
    PLACE,
    PREFIX,
    PREVIEW,
    PREVIEW_PICTURES,
    REPLY,
    STICKER,
    VIDEO_THUMBS,
    VIDEOS,
    VOICE,
)
from posts.post import Media, MediaKind, with_fields

NOT_FETCHED = "only pictures are fetched"
NOT_SHOWN = "the preview does not show it"
ON_A_MAP = "a place on a map: its address stands in the links"
OUTER = MEDIA | {REPLY}
CLOCK_STEPS = (1, 60, 3600)


def media_of(message: Element) -> tuple[Media, ...]:
    """Return all media of a message in page order, numbered."""
    found = [media for name, part in _parts(message) for media in READERS[name](part)]
    if not found and by_class(message, "message_media_not_supported"):
        found = [Media(kind="other", why_missing=_label(message))]
    return tuple(with_fields(media, order=order) for order, media in enumerate(found))


def _parts(message: Element) -> Iterator[tuple[str, Element]]:
    """Yield the outermost media parts with their class, not those of a message that is answered."""
    for element in message.iterdescendants():
        name = next((name for name in classes_of(element) if name in MEDIA), None)
        if name is not None and not is_inside(element, message, OUTER):
            yield name, element


def _photo(part: Element) -> Iterator[Media]:
    yield _picture(image_in_style(part))


def _video(part: Element) -> Iterator[Media]:
    source = next(iter(values(part, ".//video/@src")), None)
    yield _other("video", source, NOT_FETCHED if source else _label(part), _duration(part))
    thumbs = [image_in_style(thumb) for name in VIDEO_THUMBS for thumb in by_class(part, name)]
    if picture := next(filter(None, thumbs), None):
        yield with_fields(_picture(picture), role="poster")


def _voice(part: Element) -> Iterator[Media]:
    source = next(iter(values(part, ".//audio/@src")), None)
    yield _other("audio", source, NOT_FETCHED if source else NOT_SHOWN, _duration(part))


def _document(part: Element) -> Iterator[Media]:
    title = text_or_none(first(part, f"{PREFIX}_document_title"))
    kind: MediaKind = "audio" if by_class(part, "audio") else "document"
    yield _other(kind, None, f"{NOT_SHOWN}: {title}" if title else NOT_SHOWN)


def _preview(part: Element) -> Iterator[Media]:
    for name in (*PREVIEW_PICTURES, *BILL_PICTURES):
        if picture := image_in_style(first(part, name)):
            yield with_fields(_picture(picture), role="preview")


def _place(_: Element) -> Iterator[Media]:
    yield _other("other", None, ON_A_MAP)


def _sticker(part: Element) -> Iterator[Media]:
    source = part.get("data-webp") or image_in_style(part) or next(iter(values(part, ".//img/@src")), None)
    yield with_fields(_picture(source), kind="sticker", why_missing=None if source else NOT_SHOWN)


def _moving_sticker(part: Element) -> Iterator[Media]:
    source = next(iter(values(part, ".//source/@srcset | .//video/@src")), None)
    yield _other("sticker", source, NOT_FETCHED if source else NOT_SHOWN)


READERS: dict[str, Callable[[Element], Iterator[Media]]] = {
    PHOTO: _photo,
    **dict.fromkeys(VIDEOS, _video),
    VOICE: _voice,
    DOCUMENT: _document,
    **dict.fromkeys((PREVIEW, *BILLS), _preview),
    PLACE: _place,
    STICKER: _sticker,
    **dict.fromkeys(MOVING_STICKERS, _moving_sticker),
}


def _picture(url: str | None) -> Media:
    return Media(kind="image", url=web_address(url), why_missing=None if url else NOT_SHOWN)


def _other(kind: MediaKind, url: str | None, why_missing: str, duration_seconds: int | None = None) -> Media:
    return Media(kind=kind, url=web_address(url), why_missing=why_missing, duration_seconds=duration_seconds)


def _duration(part: Element) -> int | None:
    """Return the seconds of a duration such as 0:24 or 1:02:03."""
    shown = next((text for name in DURATIONS if (text := text_or_none(first(part, name)))), "")
    steps = shown.split(":")
    if not all(step.isascii() and step.isdigit() and len(step) <= 2 for step in steps) or len(steps) > len(CLOCK_STEPS):
        return None
    return sum(int(step) * size for step, size in zip(reversed(steps), CLOCK_STEPS, strict=False))


def _label(part: Element) -> str:
    """Return what the preview itself says of a part that it does not show."""
    label = text_or_none(first(part, "message_media_not_supported_label"))
    return f"{NOT_SHOWN}: {label}" if label else NOT_SHOWN
