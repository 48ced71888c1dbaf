"""The channel as its page's head shows it."""

from __future__ import annotations

from crawlers.counts import count
from crawlers.html import Element, by_class, first, text_of, text_or_none, values, web_address
from posts.post import Author, Count

LABELS = ("verified", "scam", "fake")
LABEL_ROWS = ("tgme_channel_info_header_labels", "tgme_header_labels")
HEADS = ("tgme_channel_info_header", "tgme_header_info")


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
        avatar=web_address(pictures[0]) if pictures else None,
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
    """Return the badges that the platform gives: verified, scam, fake; words of a channel's own name are no badge."""
    heads = [head for name in HEADS for head in by_class(root, name)]
    badges = [element.get("class") or "" for head in heads for element in head.iterdescendants()]
    badges += [text_of(labels) for name in LABEL_ROWS for labels in by_class(root, name)]
    words = " ".join(badges).lower()
    return tuple(label for label in LABELS if label in words)
