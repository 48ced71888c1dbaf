"""The channel as its page's head shows it."""

from __future__ import annotations

from crawlers.counts import count
from crawlers.html import Element, by_class, first, text_of, text_or_none, values
from posts.post import Author, Count

LABELS = ("verified", "scam", "fake")


def author_of(root: Element) -> Author:
    """Return the channel: handle, name, bio, picture, members, labels."""
    info = first(root, "tgme_channel_info")
    if info is None:
        return Author()
    handle = (text_or_none(first(info, "tgme_channel_info_header_username")) or "").lstrip("@").lower() or None
    pictures = values(info, './/i[contains(@class, "tgme_page_photo_image")]//img/@src')
    return Author(
        handle=handle,
        name=text_or_none(first(info, "tgme_channel_info_header_title")),
        url=f"https://t.me/{handle}" if handle else None,
        bio=text_or_none(first(info, "tgme_channel_info_description")),
        avatar=pictures[0] if pictures else None,
        members=_members(info),
        labels=_labels(root),
    )


def _members(info: Element) -> Count | None:
    for counter in by_class(info, "tgme_channel_info_counter"):
        kind = text_or_none(first(counter, "counter_type")) or ""
        if kind.startswith(("subscriber", "member")):
            return count(text_or_none(first(counter, "counter_value")) or "")
    return None


def _labels(root: Element) -> tuple[str, ...]:
    """Return the badges that the platform gives: verified, scam, fake."""
    heads = [*by_class(root, "tgme_channel_info_header"), *by_class(root, "tgme_header_info")]
    words = " ".join(
        f"{element.get('class') or ''} {text_of(element) if 'label' in (element.get('class') or '') else ''}"
        for head in heads
        for element in head.iter("i", "span", "div")
        if any(part in (element.get("class") or "") for part in ("label", "icon"))
    ).lower()
    return tuple(label for label in LABELS if label in words)
